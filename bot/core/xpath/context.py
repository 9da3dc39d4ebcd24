"""Where an expression stands, and the world it may ask about."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, tzinfo
from typing import Literal

from .errors import XPathError
from .nodes import Node

EFFORT = 100_000  # nodes one evaluation may look at: a list of 14,000 villages filtered seven times over
Days = Literal["local", "instant"]


def _no_words(_: str) -> str:
    """A form without translations: every text is blank."""
    return ""


def _no_dice() -> float:
    raise XPathError("this form was given no dice: random() and randomize() without a seed have no value here")


def _no_uuid() -> str:
    raise XPathError("this form was given no source of identifiers: uuid() has no value here")


def _no_choice_name(value: str, _question: str, _node: Node) -> str:
    """A form without choices: the value stands for itself."""
    return value


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    """What expressions may ask about besides the node they stand on; built once per inbound message.

    `root` is the document above the primary instance (see `nodes.document`), `instances` the documents of
    the secondary ones by their id; those never change once they are given. `now` is an aware datetime.
    Without a `timezone` no text is a date (plain XPath 1.0). `days` says how a date counts as a number:
    whole local days since 1970-01-01, as in ODK Collect, or "instant", days since that midnight in UTC with
    a fraction, as in Enketo and ODK Web Forms.

    `translate` gives the text of an itext id in the language spoken; `choice_name(value, question, node)`
    the label of a choice, where `question` is the path of the question by names and `node` the one the
    expression stands on. `dice` gives numbers from 0 up to 1, `uuid` a new identifier. `repeats` are the
    paths by names of the form's repeats: inside one of them `/data/member/age` is this member's age.
    """

    root: Node
    instances: Mapping[str, Node] = field(default_factory=dict)
    now: datetime | None = None
    timezone: tzinfo | None = None
    days: Days = "local"
    language: str = ""
    translate: Callable[[str], str] = _no_words
    choice_name: Callable[[str, str, Node], str] = _no_choice_name
    dice: Callable[[], float] = _no_dice
    uuid: Callable[[], str] = _no_uuid
    properties: Mapping[str, str] = field(default_factory=dict)
    repeats: frozenset[str] = frozenset()
    version: str = ""

    def at(self, node: Node, position: int = 1, size: int = 1) -> "Context":
        """The context of an expression that belongs to `node`."""
        return Context(self, node, position, size)


class Context:
    """One evaluation: the node in focus, its position and the size of its set, and the world around.

    `origin` is the node the whole expression belongs to, what `current()` means; inside a predicate `node`
    differs from it. `effort` is what the evaluation may still look at.
    """

    __slots__ = ("effort", "node", "origin", "position", "size", "world")

    def __init__(self, world: World, node: Node, position: int = 1, size: int = 1) -> None:
        self.world = world
        self.node = node
        self.origin = node
        self.position = position
        self.size = size
        self.effort = [EFFORT]

    def inner(self, size: int) -> "Context":
        """A context of its own for a predicate over `size` nodes, whose focus the caller then moves."""
        inner = Context.__new__(Context)
        inner.world, inner.origin, inner.effort = self.world, self.origin, self.effort
        inner.node, inner.position, inner.size = self.node, 1, size
        self.spend(size)
        return inner

    def text(self, node: Node) -> str:
        """The node's value; where a whole branch is read as one text, each node in it is counted as looked at."""
        if node.children:
            self.spend(sum(1 for _ in node.walk()))
        return node.value

    def holds(self, node: Node) -> bool:
        """Whether the answer alone, as a condition, is true: not blank, and not 0 where it is a number."""
        text = self.text(node)
        return text != "" and not (node.numeric and text.strip("-0.") == "")

    def spend(self, nodes: int) -> None:
        """Count `nodes` as looked at. Raises XPathError when one evaluation has looked at too many."""
        self.effort[0] -= nodes
        if self.effort[0] < 0:
            raise XPathError(f"the expression looks at more than {EFFORT:,} nodes: filter by a plain equality first")
