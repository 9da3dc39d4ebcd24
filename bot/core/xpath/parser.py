"""Tokens into a tree: the grammar of XPath 1.0, with brackets no deeper than `DEPTH`."""

from collections.abc import Mapping
from difflib import get_close_matches
from typing import Final, cast, get_args

from .errors import XPathError
from .syntax import Axis, Call, Chain, Filter, NameTest, Negative, NodeType, Number, Path, Step, Syntax, Text, TypeTest
from .tokens import Token, tokens

DEPTH = 40  # deeper than any form seen (9); each level costs a handful of Python frames
TOKENS = 4_000  # the longest expression seen in a public form has under 500
_LEVELS: Final = (
    frozenset({"or"}),
    frozenset({"and"}),
    frozenset({"=", "!="}),
    frozenset({"<", "<=", ">", ">="}),
    frozenset({"+", "-"}),
    frozenset({"*", "div", "mod"}),
)
_LEVEL_OF: Final = {operator: level for level, operators in enumerate(_LEVELS) for operator in operators}
_AXES: Final = frozenset(get_args(Axis))
_TYPES: Final = frozenset(get_args(NodeType))
_ANY: Final = TypeTest("node")
_WRITTEN_TWICE: Final = {"=": "write one =", "<": "write < or <=", ">": "write > or >="}


def parse(expression: str, namespaces: Mapping[str, str]) -> Syntax:
    """The tree of `expression`. Raises XPathError with the place when it is not well formed."""
    return _Parser(expression, namespaces).whole()


class _Parser:
    def __init__(self, expression: str, namespaces: Mapping[str, str]) -> None:
        self.expression = expression
        self.namespaces = namespaces
        self.tokens = tokens(expression, TOKENS)
        self.place = 0
        self.token = self.tokens[0]
        self.depth = 0

    # Walking

    def advance(self) -> Token:
        token = self.token
        self.place += 1
        self.token = self.tokens[self.place]
        return token

    def take(self, text: str) -> bool:
        """Whether the next token is the sign or operator `text`; it is consumed then."""
        if self.token.text != text or self.token.kind not in {"sign", "operator"}:
            return False
        self.advance()
        return True

    def peek(self) -> str:
        """The text of the token after the next, blank for a quoted text."""
        after = self.tokens[min(self.place + 1, len(self.tokens) - 1)]
        return "" if after.kind == "text" else after.text

    def wrong(self, problem: str, at: int | None = None) -> XPathError:
        return XPathError(problem, self.expression, self.token.at if at is None else at)

    def close(self, bracket: str, opened: int) -> None:
        if not self.take(bracket):
            raise self.wrong(f"the bracket opened at character {opened + 1} is not closed here: write {bracket}")

    # The grammar

    def whole(self) -> Syntax:
        if self.token.kind == "end":
            raise self.wrong("the expression is empty: write a condition or a value")
        tree = self.expr()
        if self.token.kind != "end":
            raise self.wrong(self.leftover())
        return tree

    def leftover(self) -> str:
        if self.token.text in {")", "]"}:
            return f"{self.token.text} closes nothing: delete it, or open the bracket before it"
        return f"{self.token.text} stands where an operator was expected: write and, or, =, + … between two values"

    def expr(self, level: int = 0) -> Syntax:
        """What binds at least as tightly as `level`."""
        if level == 0:
            self.depth += 1
            if self.depth > DEPTH:
                raise self.wrong(f"brackets stand more than {DEPTH} deep: split the expression into calculations")
        tree = self.climb(self.unary(), level)
        if level == 0:
            self.depth -= 1
        return tree

    def climb(self, left: Syntax, level: int) -> Syntax:
        """Join `left` with what follows, tightest first."""
        while self.token.kind == "operator" and (found := _LEVEL_OF.get(self.token.text, -1)) >= level:
            left = self.chain(left, found)
        return left

    def chain(self, left: Syntax, level: int) -> Syntax:
        """All operands of one level, in one flat value: a long sum nests no deeper than a short one."""
        at, operators, operands = self.token.at, [], [left]
        while self.token.kind == "operator" and self.token.text in _LEVELS[level]:
            operators.append(self.advance().text)
            operands.append(self.climb(self.unary(), level + 1))
        return Chain(tuple(operators), tuple(operands), at)

    def unary(self) -> Syntax:
        at, minuses = self.token.at, 0
        while self.take("-"):
            minuses += 1
        tree = self.union()
        for _ in range(2 - minuses % 2 if minuses else 0):  # three minuses are one, four are two
            tree = Negative(tree, at)
        return tree

    def union(self) -> Syntax:
        at, operands = self.token.at, [self.path()]
        while self.take("|"):
            operands.append(self.path())
        return operands[0] if len(operands) == 1 else Chain(("|",) * (len(operands) - 1), tuple(operands), at)

    def path(self) -> Syntax:
        at = self.token.at
        if self.take("/"):
            return Path(absolute=True, start=None, steps=self.steps() if self.at_step() else (), at=at)
        if self.take("//"):
            return Path(absolute=True, start=None, steps=(self.anywhere(at), *self.steps()), at=at)
        if self.at_step():
            return Path(absolute=False, start=None, steps=self.steps(), at=at)
        return self.filtered()

    def filtered(self) -> Syntax:
        """A value that is no path by itself, its predicates, and the path that goes on from it."""
        at, base = self.token.at, self.primary()
        if predicates := self.predicates():
            base = Filter(base, predicates, at)
        if self.take("/"):
            return Path(absolute=False, start=base, steps=self.steps(), at=at)
        if self.take("//"):
            return Path(absolute=False, start=base, steps=(self.anywhere(at), *self.steps()), at=at)
        return base

    def primary(self) -> Syntax:
        token = self.token
        if token.kind == "number":
            return Number(float(self.advance().text), token.at)
        if token.kind == "text":
            return Text(self.advance().text[1:-1], token.at)
        if token.kind == "name":
            return self.call()
        if self.take("("):
            tree = self.expr()
            self.close(")", token.at)
            return tree
        raise self.wrong(self.missing())

    def missing(self) -> str:
        if self.token.kind == "end":
            return "the expression ends where a value was expected: complete it, or delete the last operator"
        before = self.tokens[self.place - 1].text if self.place else ""
        if before == self.token.text and before in _WRITTEN_TWICE:
            return f"{before} is written twice: {_WRITTEN_TWICE[before]}"
        if self.token.text == "$":
            return "$ starts a reference ${…}, which is only understood in a form's sheet"
        return f"{self.token.text} stands where a value was expected: write a value before it, or delete it"

    def call(self) -> Call:
        name = self.advance()
        opened = self.token.at
        self.take("(")
        arguments: list[Syntax] = []
        if not self.take(")"):
            arguments.append(self.expr())
            while self.take(","):
                arguments.append(self.expr())
            self.close(")", opened)
        return Call(name.text, tuple(arguments), name.at)

    # Steps

    def at_step(self) -> bool:
        token = self.token
        if token.kind == "name":
            return self.peek() != "(" or token.text in _TYPES
        return token.kind == "sign" and token.text in {".", "..", "@", "*"}

    def steps(self) -> tuple[Step, ...]:
        steps = [self.step()]
        while self.token.text in {"/", "//"} and self.token.kind == "operator":
            slashes = self.advance()
            if slashes.text == "//":
                steps.append(self.anywhere(slashes.at))
            steps.append(self.step())
        return tuple(steps)

    def anywhere(self, at: int) -> Step:
        return Step("descendant-or-self", _ANY, (), at)

    def step(self) -> Step:
        at = self.token.at
        if self.take("."):
            return Step("self", _ANY, self.predicates(), at)
        if self.take(".."):
            return Step("parent", _ANY, self.predicates(), at)
        axis = self.axis()
        return Step(axis, self.test(), self.predicates(), at)

    def axis(self) -> Axis:
        if self.take("@"):
            return "attribute"
        if self.peek() != "::":
            return "child"
        name = self.advance()
        self.advance()
        if name.text not in _AXES:
            near = get_close_matches(name.text, _AXES, 1)
            raise self.wrong(f"there is no axis {name.text}{f'; did you mean {near[0]}?' if near else ''}", name.at)
        return cast("Axis", name.text)

    def test(self) -> NameTest | TypeTest:
        if self.take("*"):
            return NameTest("*")
        if self.token.kind != "name":
            raise self.wrong(f"{self.token.text or 'the end'} stands where a name was expected: complete the path")
        name = self.advance()
        if name.text in _TYPES and self.take("("):
            return self.type_test(cast("NodeType", name.text))
        return self.name_test(name)

    def type_test(self, kind: NodeType) -> TypeTest:
        target = None
        if kind == "processing-instruction" and self.token.kind == "text":
            target = self.advance().text[1:-1]
        self.close(")", self.token.at)
        return TypeTest(kind, target)

    def name_test(self, name: Token) -> NameTest:
        prefix, colon, local = name.text.rpartition(":")
        if not colon:
            return NameTest(local)
        if prefix not in self.namespaces:
            raise self.wrong(f"the prefix {prefix}: is declared nowhere in the form", name.at)
        return NameTest(local, self.namespaces[prefix], prefix)

    def predicates(self) -> tuple[Syntax, ...]:
        predicates: list[Syntax] = []
        while self.token.text == "[" and self.token.kind == "sign":
            opened = self.advance()
            predicates.append(self.expr())
            self.close("]", opened.at)
        return tuple(predicates)
