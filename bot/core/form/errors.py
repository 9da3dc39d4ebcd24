"""What is wrong with a form, found when it is read."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that must be mended: the question's path (or "" for the whole form), its part, the problem.

    `part` is the name of the column in an XLSForm: relevant, constraint, calculation, choice_filter, …;
    `expression` is the text at fault and `at` the place in it, counted from 0, where there is one.
    """

    path: str
    part: str
    problem: str
    expression: str = ""
    at: int | None = None

    def __str__(self) -> str:
        return ": ".join(word for word in (self.path.rpartition("/")[2], self.part, self.problem) if word)


class FormError(Exception):
    """The form cannot be used. `findings` are all that was found, in the order of the form; at least one."""

    def __init__(self, *findings: Finding) -> None:
        super().__init__("; ".join(map(str, findings)))
        self.findings = findings
