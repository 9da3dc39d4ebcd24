"""Closures with their type: what the compiler makes of each part of an expression, and its conversions."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

from .context import Context
from .errors import XPathError
from .nodes import Node
from .values import Value, boolean_of, number_of, number_of_text, string_of, text_of_number

Kind = Literal["boolean", "number", "string", "nodes", "any"]
Run = Callable[[Context], Any]


@dataclass(frozen=True, slots=True)
class Code:
    """A compiled part. `kind` is what `run` gives; "any" is known only when it runs.

    `blank` marks a path that ends in a name: where it leads nowhere it is a question without an answer and
    reads as a blank text, as in JavaRosa. `constant` marks what is the same in every context.
    """

    kind: Kind
    run: Run
    blank: bool = False
    constant: bool = False


def constant(kind: Kind, value: Value) -> Code:
    """Code that always gives `value`."""
    return Code(kind, lambda _: value, constant=True)


def booleans(code: Code) -> Callable[[Context], bool]:
    """`code` read as a boolean."""
    run = code.run
    if code.kind == "boolean":
        return run
    if code.kind == "string":
        return lambda c: run(c) != ""
    if code.kind == "nodes" and code.blank:
        return lambda c: any(c.holds(node) for node in run(c))
    return lambda c: boolean_of(run(c))


def numbers(code: Code) -> Callable[[Context], float]:
    """`code` read as a number."""
    run = code.run
    match code.kind:
        case "number":
            return run
        case "boolean":
            return lambda c: 1.0 if run(c) else 0.0
        case "string":
            return lambda c: number_of_text(run(c), c.world)
        case "nodes":
            return lambda c: number_of_text(c.text(found[0]) if (found := run(c)) else "", c.world)
        case "any":
            return lambda c: number_of(run(c), c.world)


def strings(code: Code) -> Callable[[Context], str]:
    """`code` read as a text."""
    run = code.run
    match code.kind:
        case "string":
            return run
        case "number":
            return lambda c: text_of_number(run(c))
        case "nodes":
            return lambda c: c.text(found[0]) if (found := run(c)) else ""
        case _:
            return lambda c: string_of(run(c))


def nodes(code: Code, what: str, at: int) -> Callable[[Context], list[Node]]:
    """`code` read as a set of nodes. Raises XPathError, now or when it runs, if it is none."""
    problem = f"{what} needs a path, such as /data/member, not a value"
    if code.kind == "nodes":
        return code.run
    if code.kind != "any":
        raise XPathError(problem, at=at)

    def run(c: Context) -> list[Node]:
        value = code.run(c)
        if isinstance(value, list):
            return value
        raise XPathError(problem, at=at)

    return run


def texts(code: Code) -> Callable[[Context], list[str]]:
    """Every text `code` stands for: those of all nodes of a set, a blank where a path leads nowhere."""
    if code.kind not in {"nodes", "any"}:
        one = strings(code)
        return lambda c: [one(c)]
    run, none = code.run, [""] if code.blank else []

    def all_texts(c: Context) -> list[str]:
        value = run(c)
        return [c.text(node) for node in value] or none if isinstance(value, list) else [string_of(value)]

    return all_texts
