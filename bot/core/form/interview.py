"""One person's way through a form."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, tzinfo
from typing import Any, NotRequired, Self, TypedDict, Unpack

from bot.core.form.choices import Option, name_of, nothing_to_choose, options
from bot.core.form.codecs import tidy
from bot.core.form.cursor import END, Cursor, Event, Kind
from bot.core.form.definition import Control, Form, Question, Repeat
from bot.core.form.instance import Field, dump, find, plant, referred, restore
from bot.core.form.judging import Judge, Outcome, Verdict
from bot.core.form.settle import Coming, Settling
from bot.core.form.submission import name_of as naming
from bot.core.form.submission import submission
from bot.core.form.words import guidance, media, said, translated
from bot.core.xpath import Node, World

__all__ = ["Event", "Interview", "Kind", "Outcome", "Outside", "Shown", "Verdict", "path_of"]


class Outside(TypedDict):
    """What a form may ask of the world: the time (aware) and where it is reckoned, luck, new identifiers.

    `dice` gives numbers from 0 up to 1. `properties` are what preloads ask for: deviceid, phonenumber, …
    """

    now: datetime
    timezone: tzinfo
    dice: Callable[[], float]
    uuid: Callable[[], str]
    properties: NotRequired[Mapping[str, str]]


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


@dataclass(frozen=True, slots=True)
class Worded:
    """A question's own words and its choices in one language."""

    label: str
    choices: tuple[Option, ...]


@dataclass(frozen=True, slots=True)
class Sketch:
    """The little of a question that says what kind it is, without its words and choices: quicker by far.

    `empty`: it is to be chosen from a list that has nothing in it now.
    """

    name: str
    type: str
    control: Control
    readonly: bool
    appearance: str = ""
    parameters: Mapping[str, str] = field(default_factory=dict)
    empty: bool = False


class Interview:
    """A form being answered. Begin one with `start`, go on with one by `load`; between two messages it is JSON.

    Nothing here raises because of what a person says or a form computes; KeyError for a ref that is not in
    the form is a mistake of the caller. `problems` says what could not be computed.
    """

    def __init__(self, form: Form, language: str | None, seed: str, outside: Outside) -> None:
        self.form = form
        self._root = plant(form)
        self._seed = seed
        self._outside = outside
        self._world = self._around(language or form.default_language)
        self._worlds = {self._world.language: self._world}
        self._settling = Settling(form, self._root, self._world)
        self._seen: dict[tuple[str, str], Shown] = {}

    # To begin, to go on, to keep

    @classmethod
    def start(cls, form: Form, *, language: str | None = None, **outside: Unpack[Outside]) -> Self:
        """A new interview, with defaults, preloads and calculations in place. `language`: None is the form's own."""
        seed = f"{outside['dice']():.12f}"
        interview = cls(form, language, seed, outside)
        interview._settling.begin()
        return interview

    @classmethod
    def load(
        cls, form: Form, state: Mapping[str, Any], *, language: str | None = None, **outside: Unpack[Outside]
    ) -> Self:
        """An interview as `dump` saw it, in its language or in another. What the form has no place for is left out."""
        interview = cls(form, language or state["language"], state["seed"], outside)
        interview._resume(state)
        return interview

    def _resume(self, state: Mapping[str, Any]) -> None:
        restore(self._root, self.form, state)
        self._settling.resume()

    def dump(self) -> dict[str, Any]:
        """What `load` needs, as plain data.

        The answers that are not the form's own defaults, the number of each repeat, the language and the seed
        of shuffled choices.
        """
        return {**dump(self._root, self.form), "language": self._world.language, "seed": self._seed}

    def copy(self) -> Self:
        """An interview of its own that stands where this one stands."""
        twin = type(self)(self.form, self._world.language, self._seed, self._outside)
        twin._resume(dump(self._root, self.form))  # noqa: SLF001 -- of its own kind
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
        if language not in self._worlds:
            self._worlds[language] = replace(self._world, language=language)
        self._turn(self._worlds[language])

    def finish(self, now: datetime) -> None:
        """Note the time at which the form was finished, where it asks for that."""
        self._turn(replace(self._world, now=now.astimezone(self._world.timezone)))
        self._worlds.clear()
        self._settling.end()
        self._settle()

    def _turn(self, world: World) -> None:
        self._world = self._settling.world = world

    def _settle(self) -> None:
        """Bring everything into accord; what was shown before may look otherwise now."""
        self._settling.settle()
        self._seen.clear()

    def _around(self, language: str) -> World:
        """What the form may ask about."""
        form, outside = self.form, self._outside
        return World(
            root=_document(self._root),
            instances=form.instances,
            now=outside["now"].astimezone(outside["timezone"]),
            timezone=outside["timezone"],
            language=language,
            translate=lambda key: translated(key, form, self._world),
            choice_name=lambda value, path, node: name_of(value, path, form, self._world, node),
            dice=outside["dice"],
            uuid=outside["uuid"],
            properties=outside.get("properties", {}),
            repeats=form.repeated,
            version=form.version,
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
        return Cursor(self.form, self._root, self._judge.may_add)

    # To look at

    def question(self, ref: str) -> Shown:
        """The question at `ref` as it stands. KeyError where there is none."""
        key = (ref, self._world.language)
        if key not in self._seen:
            self._seen[key] = self._shown(ref)
        return self._seen[key]

    def _shown(self, ref: str) -> Shown:
        where = self._field(ref)
        bind, judge = where.shape.bind, self._judge
        part = self.form.questions[bind.path]
        verdict = judge.verdict(where, where.text)
        return Shown(
            ref=where.ref,
            path=bind.path,
            name=where.name,
            type=bind.type,
            control=part.control,
            label=said(part.label, self.form, self._world, where),
            hint=said(part.hint, self.form, self._world, where),
            guidance=guidance(part.hint, self.form, self._world, where),
            value=where.text,
            required=judge.required(where),
            readonly=judge.readonly(where),
            choices=options(part, self.form, self._world, where, self._seed),
            violation=None if verdict.ok else verdict,
            appearance=part.appearance,
            media=media(part.label, self.form, self._world, where),
            parameters=part.parameters,
        )

    def worded(self, ref: str, language: str) -> Worded:
        """The words of the question at `ref` in `language`, whatever is spoken. KeyError where there is none."""
        if (shown := self._seen.get((ref, language))) is not None:
            return Worded(shown.label, shown.choices)
        spoken = self._world.language
        self.set_language(language)
        where, form, world = self._field(ref), self.form, self._world
        part = form.questions[where.shape.bind.path]
        words = Worded(said(part.label, form, world, where), options(part, form, world, where, self._seed))
        self.set_language(spoken)
        return words

    def sketch(self, ref: str) -> Sketch:
        """What kind of question stands at `ref`. KeyError where there is none."""
        where = self._field(ref)
        part = self.form.questions[where.shape.bind.path]
        readonly = self._judge.readonly(where)
        empty = nothing_to_choose(part, self._world, where)
        kind = where.shape.bind.type
        return Sketch(where.name, kind, part.control, readonly, part.appearance, part.parameters, empty)

    def label(self, event: Event | str) -> str:
        """The words of a question, a group or a repeat, there or yet to come."""
        at = self.event(event) if isinstance(event, str) else event
        part = self.form.elements[at.number]
        around = find(self._root, at.ref.rpartition("/")[0]) or self._root
        return said(part.label, self.form, self._world, find(self._root, at.ref) or Coming(around, part.path))

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
        return {ref: leaf.text for ref, leaf in referred(self._root) if leaf.relevant and leaf.text}

    def instance_xml(self, replaces: str = "") -> str:
        """The submission: the instance as XML, without what is not relevant.

        `replaces` is the name of an earlier submission that this one corrects.
        """
        return submission(self._root, replaces)

    @property
    def name(self) -> str:
        """The submission's own name; blank where the form gives it none."""
        where = naming(self._root)
        return where.text if where is not None else ""

    def rename(self) -> str:
        """Give the submission a new name; returns the one it had."""
        where, before = naming(self._root), self.name
        if where is not None:
            self._settling.put(where, f"uuid:{self._world.uuid()}")
            self._settle()
        return before

    # To change

    def answer(self, ref: str, value: str | None, *, force: bool = False) -> Verdict:
        """Give an answer, as the instance keeps it; None or blank takes it back. KeyError for an unknown ref.

        What is not OK changes nothing; with `force` the answer is kept all the same. An answer that is none
        of its type (letters for a number) violates the constraint; `force` makes it blank.
        """
        where = self._field(ref)
        text = tidy(where.shape.bind.type, value or "")
        verdict = self._judge.verdict(where, text)
        if verdict.ok or force:
            self._settling.put(where, text or "")
            self._settle()
        return verdict

    def new_repeat(self, ref: str) -> Event:
        """Add an instance at the end of the repeat at `ref`; its event. KeyError for what is no repeat."""
        path = path_of(ref)
        part = self.form.repeats[path]
        around = self._field(ref.rpartition("/")[0])
        new = self._settling.add(around, path)
        self._settle()
        return Event(Kind.REPEAT, new.ref, part.number)

    def remove_repeat(self, ref: str) -> None:
        """Take away the instance at `ref`; those behind it move up. KeyError for what is no instance."""
        where = self._field(ref)
        if not where.shape.repeats:
            raise KeyError(ref)
        self._settling.remove(where)
        self._settle()

    # Below

    @property
    def _judge(self) -> Judge:
        return Judge(self.form, self._world, self._settling.problems)

    def _field(self, ref: str) -> Field:
        where = find(self._root, ref)
        if where is None:
            raise KeyError(ref)
        return where


def path_of(ref: str) -> str:
    """The path of a ref: its names without the numbers."""
    return "/".join(step.partition("[")[0] for step in ref.split("/"))


def _document(root: Field) -> Node:
    above = root.parent
    if above is None:
        raise ValueError("the root of an instance stands under a document")
    return above
