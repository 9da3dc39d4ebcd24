"""One person's way through a form."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, tzinfo
from enum import StrEnum
from typing import Any, Self

from bot.core.form.choices import Option, name_of, options
from bot.core.form.codecs import tidy
from bot.core.form.cursor import END, Cursor, Event, Kind
from bot.core.form.definition import Bind, Control, Form, Question, Repeat, Text
from bot.core.form.instance import Field, dump, find, leaves, plant, restore
from bot.core.form.settle import Coming, Settling
from bot.core.form.submission import submission
from bot.core.form.words import guidance, media, said, translated
from bot.core.xpath import Expression, Node, World, XPathError


class Outcome(StrEnum):
    """What became of an answer."""

    OK = "OK"
    REQUIRED_BUT_EMPTY = "REQUIRED_BUT_EMPTY"
    CONSTRAINT_VIOLATED = "CONSTRAINT_VIOLATED"


@dataclass(frozen=True, slots=True)
class Verdict:
    """What became of an answer, and the form's own words on it ("" where it has none)."""

    outcome: Outcome
    message: str = ""

    @property
    def ok(self) -> bool:
        """Whether the answer was taken."""
        return self.outcome is Outcome.OK


@dataclass(frozen=True, slots=True)
class Shown:
    """A question as it stands now, in the language spoken.

    `type` is the data type, `value` the answer as the instance keeps it. `violation` says what the stored
    answer breaks (never OK), None where nothing. `media` are file names by kind. `parameters` are start, end
    and step of a range and whatever else the form says of the control.
    """

    ref: str
    path: str
    name: str
    type: str
    control: Control
    label: str
    hint: str
    guidance: str
    value: str
    required: bool
    readonly: bool
    choices: tuple[Option, ...]
    violation: Verdict | None
    appearance: str
    media: Mapping[str, str] = field(default_factory=dict)
    parameters: Mapping[str, str] = field(default_factory=dict)


_TAKEN = Verdict(Outcome.OK)


class Interview:
    """A form being answered. Begin one with `start`, go on with one by `load`; between two messages it is JSON.

    Nothing here raises because of what a person says or a form computes; KeyError for a ref that is not in
    the form is a mistake of the caller. `problems` says what could not be computed.
    """

    def __init__(self, form: Form, root: Field, world: World, seed: str) -> None:
        self.form = form
        self._root = root
        self._seed = seed
        self._world = self._aware(world)
        self._settling = Settling(form, root, self._world)

    # To begin, to go on, to keep

    @classmethod
    def start(
        cls,
        form: Form,
        *,
        now: datetime,
        timezone: tzinfo,
        dice: Callable[[], float],
        uuid: Callable[[], str],
        language: str | None = None,
        properties: Mapping[str, str] | None = None,
    ) -> Self:
        """A new interview, with defaults, preloads and calculations in place. `language`: None is the form's own."""
        seed = f"{dice():.12f}"
        interview = cls(form, plant(form), _world(form, now, timezone, dice, uuid, language, properties), seed)
        interview._settling.begin()
        return interview

    @classmethod
    def load(
        cls,
        form: Form,
        state: Mapping[str, Any],
        *,
        now: datetime,
        timezone: tzinfo,
        dice: Callable[[], float],
        uuid: Callable[[], str],
        properties: Mapping[str, str] | None = None,
    ) -> Self:
        """An interview as `dump` saw it. What the form has no place for is left out."""
        root = plant(form)
        restore(root, form, state)
        world = _world(form, now, timezone, dice, uuid, state.get("language"), properties)
        interview = cls(form, root, world, state["seed"])
        interview._settling.resume()
        return interview

    def dump(self) -> dict[str, Any]:
        """What `load` needs, as plain data: the answers that are not the form's own defaults, the number of
        each repeat, the language and the seed of shuffled choices."""
        return {**dump(self._root), "language": self._world.language, "seed": self._seed}

    def copy(self) -> Self:
        """An interview of its own that stands where this one stands."""
        root = plant(self.form)
        restore(root, self.form, dump(self._root))
        twin = type(self)(self.form, root, self._world, self._seed)
        twin._settling.resume()
        return twin

    @property
    def problems(self) -> tuple[str, ...]:
        """What could not be computed, for the log; no answer stands in it."""
        return tuple(self._settling.problems)

    @property
    def language(self) -> str:
        """The form's name of the language spoken."""
        return self._world.language

    def set_language(self, language: str) -> None:
        """Speak `language`, one of the form's; where a text lacks it, the form's own is used."""
        self._turn(replace(self._world, language=language))

    def finish(self, now: datetime) -> None:
        """Note the time at which the form was finished, where it asks for that."""
        self._turn(replace(self._world, now=now))
        self._settling.end()
        self._settling.settle()

    def _turn(self, world: World) -> None:
        self._world = self._settling.world = world

    def _aware(self, world: World) -> World:
        return replace(
            world,
            root=_document(self._root),
            translate=lambda key: translated(key, self.form, self._world),
            choice_name=lambda value, path, node: name_of(value, path, self.form, self._world, node),
        )

    # To go through

    def events(self) -> Iterator[Event]:
        """All events as the form stands, in order, END_OF_FORM last."""
        yield from self._cursor.events()
        yield END

    def next(self, after: Event | str | None = None) -> Event:
        """The event behind `after` (an event, or the ref of a question or group); the first of all for None."""
        if after is None:
            return next(self.events())
        event = self.event(after) if isinstance(after, str) else after
        return next(self._cursor.behind(event), END)

    def behind(self, after: Event) -> Iterator[Event]:
        """All events behind `after`, END_OF_FORM last."""
        yield from self._cursor.behind(after)
        yield END

    def previous(self, at: Event | str) -> Event | None:
        """The event before `at`; None where that is the first. `at` need not be relevant any more."""
        event = self.event(at) if isinstance(at, str) else at
        everything = list(self._cursor.events())
        if event.kind is not Kind.END_OF_FORM:
            everything = everything[: len(everything) - sum(1 for _ in self._cursor.behind(event))]
        before = [each for each in everything if each != event]
        return before[-1] if before else None

    def event(self, ref: str) -> Event:
        """The event of the question, group or instance of a repeat at `ref`. KeyError where the form has none."""
        number = self.form.paths[path_of(ref)]
        part = self.form.elements[number]
        kind = {Question: Kind.QUESTION, Repeat: Kind.REPEAT}.get(type(part), Kind.GROUP)
        return Event(kind, ref, number)

    @property
    def _cursor(self) -> Cursor:
        return Cursor(self.form, self._root, self._may_add)

    def _may_add(self, repeat: Repeat, around: Field) -> bool:
        if repeat.count is not None or repeat.fixed or not around.relevant:
            return False
        relevant = self.form.binds[repeat.path].relevant
        return relevant is None or self._holds(relevant, Coming(around, repeat.path), otherwise=True)

    # To look at

    def question(self, ref: str) -> Shown:
        """The question at `ref` as it stands. KeyError where there is none."""
        where = self._field(ref)
        bind = where.shape.bind
        part = self.form.questions[bind.path]
        return Shown(
            ref=where.ref,
            path=bind.path,
            name=where.name,
            type=bind.type,
            control=part.control,
            label=self._said(part.label, where),
            hint=self._said(part.hint, where),
            guidance=guidance(part.hint, self.form, self._world, where),
            value=self._value(where),
            required=self._required(where),
            readonly=self._readonly(where),
            choices=options(part, self.form, self._world, where, self._seed),
            violation=self._violation(where),
            appearance=part.appearance,
            media=media(part.label, self.form, self._world, where),
            parameters=part.parameters,
        )

    def label(self, event: Event | str) -> str:
        """The words of a question, a group or a repeat, there or yet to come."""
        at = self.event(event) if isinstance(event, str) else event
        part = self.form.elements[at.number]
        where = find(self._root, at.ref) or find(self._root, at.ref.rpartition("/")[0]) or self._root
        return self._said(part.label, where)

    def relevant(self, ref: str) -> bool:
        """Whether what stands at `ref` counts now; False where nothing stands there."""
        where = find(self._root, ref)
        return where is not None and where.relevant

    def value(self, ref: str) -> str:
        """The answer at `ref`, blank where there is none or it is not relevant."""
        where = find(self._root, ref)
        return where.value if where is not None else ""

    def values(self) -> dict[str, str]:
        """The answers that count, by ref, in the order of the form."""
        return {leaf.ref: text for leaf in leaves(self._root) if leaf.relevant and (text := self._value(leaf))}

    def instance_xml(self) -> str:
        """The submission: the instance as XML, without what is not relevant."""
        return submission(self._root)

    # To change

    def answer(self, ref: str, value: str | None, *, force: bool = False) -> Verdict:
        """Give an answer, as the instance keeps it; None or blank takes it back. KeyError for an unknown ref.

        What is not OK changes nothing; with `force` the answer is kept all the same. An answer that is none
        of its type (letters for a number) violates the constraint; `force` makes it blank.
        """
        where = self._field(ref)
        text = tidy(where.shape.bind.type, value or "")
        verdict = self._judged(where, text)
        if verdict.ok or force:
            self._settling.put(where, text or "")
            self._settling.settle()
        return verdict

    def new_repeat(self, ref: str) -> Event:
        """Add an instance at the end of the repeat at `ref`; its event. KeyError for what is no repeat."""
        path = path_of(ref)
        part = self.form.repeats[path]
        around = self._field(ref.rpartition("/")[0])
        new = self._settling.add(around, path)
        self._settling.settle()
        return Event(Kind.REPEAT, new.ref, part.number)

    def remove_repeat(self, ref: str) -> None:
        """Take away the instance at `ref`; those behind it move up. KeyError for what is no instance."""
        where = self._field(ref)
        if not where.shape.repeats:
            raise KeyError(ref)
        self._settling.remove(where)
        self._settling.settle()

    # Below

    def _field(self, ref: str) -> Field:
        where = find(self._root, ref)
        if where is None:
            raise KeyError(ref)
        return where

    def _value(self, where: Field) -> str:
        return where.text

    def _said(self, text: Text | None, where: Field) -> str:
        return said(text, self.form, self._world, where)

    def _holds(self, condition: Expression | None, node: Node, *, otherwise: bool) -> bool:
        """Whether the condition holds; `otherwise` where it cannot be computed."""
        if condition is None:
            return False
        try:
            return condition.boolean(self._world.at(node))
        except XPathError as error:
            self._settling.problems.append(f"{node.path}: {error}")
            return otherwise

    def _required(self, where: Field) -> bool:
        return self._holds(where.shape.bind.required, where, otherwise=False)

    def _readonly(self, where: Field) -> bool:
        """Whether the form says so of the field or of anything around it."""
        field: Field | None = where
        while field is not None:
            if self._holds(field.shape.bind.readonly, field, otherwise=False):
                return True
            field = field.above
        return False

    def _violation(self, where: Field) -> Verdict | None:
        verdict = self._judged(where, where.text)
        return None if verdict.ok else verdict

    def _judged(self, where: Field, text: str | None) -> Verdict:
        """What the form says to the answer `text`; None stands for one that is none of its type."""
        bind = where.shape.bind
        if text == "":
            wanted = self._required(where)
            return Verdict(Outcome.REQUIRED_BUT_EMPTY, self._said(bind.required_message, where)) if wanted else _TAKEN
        if text is None or not self._allowed(bind, where, text):
            return Verdict(Outcome.CONSTRAINT_VIOLATED, self._said(bind.constraint_message, where))
        return _TAKEN

    def _allowed(self, bind: Bind, where: Field, text: str) -> bool:
        if bind.constraint is None:
            return True
        held, where.text = where.text, text
        try:
            return self._holds(bind.constraint, where, otherwise=True)
        finally:
            where.text = held


def path_of(ref: str) -> str:
    """The path of a ref: its names without the numbers."""
    return "/".join(step.partition("[")[0] for step in ref.split("/"))


def _document(root: Field) -> Node:
    above = root.parent
    if above is None:
        raise ValueError("the root of an instance stands under a document")
    return above


def _world(
    form: Form,
    now: datetime,
    timezone: tzinfo,
    dice: Callable[[], float],
    uuid: Callable[[], str],
    language: str | None,
    properties: Mapping[str, str] | None,
) -> World:
    return World(
        root=Node(kind="document"),
        instances=form.instances,
        now=now.astimezone(timezone),
        timezone=timezone,
        language=language or form.default_language,
        dice=dice,
        uuid=uuid,
        properties=properties or {},
        repeats=frozenset(form.templates),
        version=form.version,
    )
