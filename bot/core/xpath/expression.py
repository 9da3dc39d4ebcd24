"""An expression, compiled once and evaluated as often as one likes."""

from collections.abc import Callable, Mapping
from functools import cached_property
from typing import TypeVar

from . import codes
from .calls import call
from .codes import Code, constant
from .context import EFFORT, Context
from .errors import XPathError
from .nodes import Node
from .operators import chain, negative
from .parser import parse
from .paths import path
from .references import functions_in, paths_in
from .steps import keep
from .syntax import Call, Chain, Filter, Negative, Number, Path, Syntax, Text
from .values import Value

_Result = TypeVar("_Result")


class Expression:
    """A compiled expression. Every way to evaluate it gives its value or raises XPathError, nothing else."""

    def __init__(self, text: str, tree: Syntax, code: Code) -> None:
        self.text = text
        self.tree = tree
        self._code = code

    def __repr__(self) -> str:
        return f"<Expression {self.text!r}>"

    def value(self, c: Context) -> Value:
        """The value as it is: a boolean, a number, a text or nodes."""
        value: Value = self._evaluated(self._code.run, c)
        return value

    def boolean(self, c: Context) -> bool:
        """Whether the condition holds."""
        return self._evaluated(self._boolean, c)

    def number(self, c: Context) -> float:
        """The value as a number; NaN when it is none."""
        return self._evaluated(self._number, c)

    def string(self, c: Context) -> str:
        """The value as a text; "NaN" for a number that is none."""
        return self._evaluated(self._string, c)

    def nodes(self, c: Context) -> list[Node]:
        """The nodes, in the order the expression gives them. Raises XPathError when the value is no set."""
        return self._evaluated(self._nodes, c)

    @cached_property
    def paths(self) -> tuple[str, ...]:
        """The paths it names, as written but without predicates; not those into other instances."""
        return tuple(dict.fromkeys(paths_in(self.tree)))

    @cached_property
    def functions(self) -> frozenset[str]:
        """The names of the functions it calls."""
        return frozenset(functions_in(self.tree))

    @cached_property
    def _boolean(self) -> Callable[[Context], bool]:
        return codes.booleans(self._code)

    @cached_property
    def _number(self) -> Callable[[Context], float]:
        return codes.numbers(self._code)

    @cached_property
    def _string(self) -> Callable[[Context], str]:
        return codes.strings(self._code)

    @cached_property
    def _nodes(self) -> Callable[[Context], list[Node]]:
        return codes.nodes(self._code, "this", 0)

    def _evaluated(self, run: Callable[[Context], _Result], c: Context) -> _Result:
        c.effort[0] = EFFORT
        try:
            return run(c)
        except XPathError as error:
            raise XPathError(error.problem, self.text, error.at) from error
        except RecursionError as deep:
            raise XPathError("the form is nested too deeply to evaluate this", self.text) from deep


def compile(expression: str, *, namespaces: Mapping[str, str] | None = None, default_namespace: str = "") -> Expression:
    """Compile `expression`. Raises XPathError, with place and cure, when that cannot be done.

    `namespaces` gives the URI of each prefix the form declares. A name without a prefix means an element in
    no namespace, or in `default_namespace`.
    """
    compiler = _Compiler(default_namespace)
    try:
        tree = parse(expression, namespaces or {})
        return Expression(expression, tree, compiler.code(tree))
    except XPathError as error:
        raise XPathError(error.problem, expression, error.at) from error
    except RecursionError as deep:
        raise XPathError("brackets stand too deep: split the expression into calculations", expression) from deep


class _Compiler:
    def __init__(self, default: str) -> None:
        self.default = default

    def code(self, tree: Syntax) -> Code:
        """The code of a part."""
        match tree:
            case Path():
                return path(tree, self.code, self.default)
            case Text() | Number():
                return constant("string" if isinstance(tree, Text) else "number", tree.value)
            case Call():
                return call(tree, self.code)
            case Chain():
                return chain(tree.operators, [self.code(each) for each in tree.operands], tree.at)
            case Negative():
                return negative(self.code(tree.operand))
            case Filter():
                return self._filter(tree)

    def _filter(self, tree: Filter) -> Code:
        base = self.code(tree.base)
        run = codes.nodes(base, "[…]", tree.at)
        sieves = [keep(self.code(each)) for each in tree.predicates]

        def filtered(c: Context) -> list[Node]:
            nodes = run(c)
            for sieve in sieves:
                nodes = sieve(nodes, c)
            return nodes

        return Code("nodes", filtered, blank=base.blank)
