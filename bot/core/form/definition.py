"""A form as it was written: immutable, its expressions compiled once.

A path is "/data/member/age", by names alone. It means the node in every instance of the repeats above it;
a ref, "/data/member[2]/age", means one of them.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any, Literal

from bot.core.form.references import innermost
from bot.core.form.rules import Rules
from bot.core.xpath import Expression, Node

Control = Literal["input", "select", "select1", "rank", "range", "upload", "trigger", "secret"]
Part = str | Expression


@dataclass(frozen=True, slots=True)
class Text:
    """Words that may quote answers, or the name (`key`) of words that the form keeps in each language."""

    parts: tuple[Part, ...] = ()
    key: Expression | None = None


@dataclass(frozen=True, slots=True)
class Bind:
    """What the model says of the nodes at `path`. `type` is the XForms type without its prefix."""

    path: str
    type: str = "string"
    relevant: Expression | None = None
    calculate: Expression | None = None
    readonly: Expression | None = None
    required: Expression | None = None
    required_message: Text | None = None
    constraint: Expression | None = None
    constraint_message: Text | None = None
    preload: tuple[str, str] | None = None


@dataclass(frozen=True, slots=True)
class Shape:
    """What a node is like when it is new: its own default, and the shapes of its children in order.

    `numeric`: what it holds is a number, or the 1 or 0 of a condition. `order` are the keys of all children it
    can have, `holds` those of them that are repeats.
    """

    name: str
    bind: Bind
    text: str = ""
    children: tuple["Shape", ...] = ()
    attributes: tuple["Shape", ...] = ()
    namespace: str = ""
    prefix: str = ""
    repeats: bool = False
    numeric: bool = False
    order: tuple[str, ...] = ()
    holds: tuple[str, ...] = ()

    @property
    def key(self) -> str:
        """By what its parent's children are found: the name, after its namespace if it has one."""
        return f"{{{self.namespace}}}{self.name}" if self.namespace else self.name


@dataclass(frozen=True, slots=True)
class Choice:
    """A choice that is written into the question itself."""

    value: str
    label: Text


@dataclass(frozen=True, slots=True)
class Itemset:
    """Choices taken from nodes: `value` and `label` are read from each. `shuffled`: in an order drawn at random."""

    nodes: Expression
    value: Expression
    label: Text
    shuffled: bool = False


@dataclass(frozen=True, slots=True)
class SetValue:
    """An action: on one of its `events`, the target gets the value. `source` is what it stands in ("" the model).

    `where` picks among the nodes at the target's path, where the form does so.
    """

    events: frozenset[str]
    target: str
    value: Expression | None
    text: str = ""
    source: str = ""
    where: Expression | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Element:
    """A part of the form's body. `keys` lead from the innermost repeat around it (or the root) to its node."""

    number: int
    path: str
    keys: tuple[str, ...]
    label: Text | None = None
    appearance: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Question(Element):
    """Something that is asked. `parameters` are start, end, step of a range and what else the form says."""

    control: Control
    hint: Text | None = None
    parameters: Mapping[str, str] = field(default_factory=dict)
    choices: tuple[Choice, ...] | Itemset = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Group(Element):
    """Questions that stand together. One without a node of its own has the path of what is around it."""

    children: tuple["BodyPart", ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Repeat(Element):
    """Questions asked for each of several. With `count` or `fixed` nobody is asked whether there is one more."""

    children: tuple["BodyPart", ...] = ()
    count: Expression | None = None
    fixed: bool = False


BodyPart = Question | Group | Repeat


@dataclass(frozen=True)
class Form:
    """A form.

    `shape` is what its instance is when new; `templates` what a new instance of each repeat is; `marked` are
    the repeats whose template the form has set apart.

    `texts` gives, by language and name, a text in each of its forms ("text", "short", "guidance", "image",
    "audio", "video", "big-image"). `instances` are the lists beside the answers, as documents that nobody
    changes. `missing` names the files the form speaks of that were not given; their lists are empty.
    """

    id: str
    version: str
    title: str
    languages: tuple[str, ...]
    default_language: str
    shape: Shape
    templates: Mapping[str, Shape]
    marked: frozenset[str]
    binds: Mapping[str, Bind]
    body: tuple[BodyPart, ...]
    texts: Mapping[str, Mapping[str, Mapping[str, tuple[Part, ...]]]]
    instances: Mapping[str, Node]
    actions: tuple[SetValue, ...]
    rules: Rules = Rules(())  # noqa: RUF009 -- a frozen value
    missing: tuple[str, ...] = ()

    def under(self, version: str) -> "Form":
        """The same form as another version: its submissions say so."""
        if version == self.version:
            return self
        own = Shape("version", Bind(f"{self.shape.bind.path}/@version"), version)
        others = tuple(each for each in self.shape.attributes if each.name != "version")
        return replace(self, version=version, shape=replace(self.shape, attributes=(*others, own)))

    @cached_property
    def repeated(self) -> frozenset[str]:
        """The paths of what is repeated."""
        return frozenset(self.templates)

    @cached_property
    def elements(self) -> tuple[BodyPart, ...]:
        """All parts of the body, a part before those inside it; each stands at its own number."""
        return tuple(sorted(_within(self.body), key=lambda part: part.number))

    @cached_property
    def parents(self) -> Mapping[int, Group | Repeat]:
        """The part around each part that has one, by number."""
        return {
            child.number: part for part in self.elements if not isinstance(part, Question) for child in part.children
        }

    @cached_property
    def repeats(self) -> Mapping[str, Repeat]:
        """The repeats by their paths."""
        return {part.path: part for part in self.elements if isinstance(part, Repeat)}

    @cached_property
    def questions(self) -> Mapping[str, Question]:
        """The questions by their paths, in the order of the form; of several on one node the first."""
        found: dict[str, Question] = {}
        for part in self.elements:
            if isinstance(part, Question):
                found.setdefault(part.path, part)
        return found

    @cached_property
    def paths(self) -> Mapping[str, int]:
        """The number of the part of the body at each path: of several groups the first, of questions the last."""
        firsts = {part.path: part.number for part in reversed(self.elements)}
        return firsts | {part.path: part.number for part in self.elements if isinstance(part, Question)}

    @cached_property
    def spoken(self) -> dict[tuple[str, str, Node], Any]:
        """What was once worked out of a question (by path), a language and a node of a list, and never changes."""
        return {}

    @cached_property
    def _waiting(self) -> dict[tuple[str, str], tuple[SetValue, ...]]:
        return {}

    def actions_on(self, event: str, path: str) -> tuple[SetValue, ...]:
        """The actions that `event` at the node (or new instance of the repeat) at `path` sets off, in order."""
        key = (event, path)
        if key not in self._waiting:
            repeats = self.repeated
            whole = path in repeats
            self._waiting[key] = tuple(
                action
                for action in self.actions
                if event in action.events and path == (innermost(action.source, repeats) if whole else action.source)
            )
        return self._waiting[key]

    @cached_property
    def firsts(self) -> Mapping[str, tuple[Shape, ...]]:
        """The instances that each repeat has when the form is new, where that is more than none."""
        found: dict[str, tuple[Shape, ...]] = {}
        for shape in within(self.shape):
            for child in shape.children:
                if child.repeats:
                    found.setdefault(child.bind.path, tuple(each for each in shape.children if each.key == child.key))
        return found


def _within(parts: tuple[BodyPart, ...]) -> Iterator[BodyPart]:
    for part in parts:
        yield part
        if not isinstance(part, Question):
            yield from _within(part.children)


def within(shape: Shape) -> Iterator[Shape]:
    """The shape itself and all below it, in the order of the form."""
    yield shape
    for child in shape.children:
        yield from within(child)
