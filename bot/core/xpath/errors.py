"""The one exception of the expression language."""


class XPathError(Exception):
    """An expression cannot be compiled or has no value.

    `problem` says what is wrong and how to mend it, `expression` is the whole text and `at` the place in
    it, counted in characters from 0; None when the trouble appeared while evaluating.
    """

    def __init__(self, problem: str, expression: str = "", at: int | None = None) -> None:
        super().__init__(problem)
        self.problem = problem
        self.expression = expression
        self.at = at

    def __str__(self) -> str:
        place = "" if self.at is None else f"at character {self.at + 1}: "
        return f"{place}{self.problem}"
