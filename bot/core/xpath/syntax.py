"""What an expression says, as a tree of frozen values."""

from dataclasses import dataclass
from typing import Literal

Axis = Literal[
    "ancestor", "ancestor-or-self", "attribute", "child", "descendant", "descendant-or-self", "following",
    "following-sibling", "namespace", "parent", "preceding", "preceding-sibling", "self",
]  # fmt: skip
NodeType = Literal["node", "text", "comment", "processing-instruction"]


@dataclass(frozen=True, slots=True)
class Text:
    """A quoted text."""

    value: str
    at: int


@dataclass(frozen=True, slots=True)
class Number:
    """A number as written."""

    value: float
    at: int


@dataclass(frozen=True, slots=True)
class Negative:
    """The operand, negated."""

    operand: "Syntax"
    at: int


@dataclass(frozen=True, slots=True)
class Chain:
    """Operands of one precedence, joined from left to right: one operator fewer than operands."""

    operators: tuple[str, ...]
    operands: tuple["Syntax", ...]
    at: int


@dataclass(frozen=True, slots=True)
class Call:
    """A function and its arguments."""

    name: str
    arguments: tuple["Syntax", ...]
    at: int


@dataclass(frozen=True, slots=True)
class NameTest:
    """An element or attribute of that name; `name` "*" is any. `namespace` None: none was named."""

    name: str
    namespace: str | None = None
    prefix: str = ""


@dataclass(frozen=True, slots=True)
class TypeTest:
    """A node of that type; `target` only for a processing instruction."""

    type: NodeType
    target: str | None = None


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a path."""

    axis: Axis
    test: NameTest | TypeTest
    predicates: tuple["Syntax", ...]
    at: int


@dataclass(frozen=True, slots=True)
class Path:
    """Steps from where the expression stands, from the root (`absolute`), or from what `start` gives."""

    absolute: bool
    start: "Syntax | None"
    steps: tuple[Step, ...]
    at: int


@dataclass(frozen=True, slots=True)
class Filter:
    """An expression in brackets or a call, with predicates."""

    base: "Syntax"
    predicates: tuple["Syntax", ...]
    at: int


Syntax = Text | Number | Negative | Chain | Call | Path | Filter
