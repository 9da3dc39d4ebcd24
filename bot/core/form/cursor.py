"""Going through a form: what comes next is found from where one stands, for the form changes on the way."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from bot.core.form.definition import BodyPart, Form, Group, Question, Repeat
from bot.core.form.instance import Field, local, named


class Kind(StrEnum):
    """What one can stand on."""

    GROUP = "GROUP"
    REPEAT = "REPEAT"
    QUESTION = "QUESTION"
    PROMPT_NEW_REPEAT = "PROMPT_NEW_REPEAT"
    END_OF_FORM = "END_OF_FORM"


@dataclass(frozen=True, slots=True)
class Event:
    """A place in the form. For PROMPT_NEW_REPEAT the ref is that of the instance there would be.

    `number` is the part of the body that stands there.
    """

    kind: Kind
    ref: str = ""
    number: int = -1


END = Event(Kind.END_OF_FORM)


@dataclass(frozen=True, slots=True)
class Cursor:
    """The events of an instance. `may_add` says whether one more of a repeat is relevant inside a field."""

    form: Form
    root: Field
    may_add: Callable[[Repeat, Field], bool]

    def events(self) -> Iterator[Event]:
        """All events from the beginning, but for the end itself."""
        for part in self.form.body:
            yield from self._inside(part, self.root)

    def behind(self, event: Event) -> Iterator[Event]:
        """The events behind `event`, even where that is not relevant or not there any more."""
        part = self.form.elements[event.number]
        here, lost = self._stand(part, event.ref)
        if lost is not None:
            yield from self._further(lost, here, len(self._same(lost, here)))
            yield from self._after(lost, here)
            return
        if event.kind is Kind.REPEAT and isinstance(part, Repeat):
            yield from self._rest(part, here, _place(event.ref, part))
        elif event.kind is Kind.GROUP and isinstance(part, Group):
            yield from self._all(part.children, here)
        yield from self._after(part, here)

    def _stand(self, part: BodyPart, ref: str) -> tuple[Field, Repeat | None]:
        """The innermost instance of a repeat around `part`, or the root; and the repeat whose instance is gone."""
        here = self.root
        for repeat in self._around(part):
            same, place = self._same(repeat, here), _place(ref, repeat)
            if place >= len(same):
                return here, repeat
            here = same[place]
        return here, None

    def _around(self, part: BodyPart) -> list[Repeat]:
        """The repeats around a part, the outermost first."""
        found: list[Repeat] = []
        above = self.form.parents.get(part.number)
        while above is not None:
            if isinstance(above, Repeat):
                found.insert(0, above)
            above = self.form.parents.get(above.number)
        return found

    def _after(self, part: BodyPart, here: Field) -> Iterator[Event]:
        """What follows when all of `part` is done."""
        above = self.form.parents.get(part.number)
        siblings = self.form.body if above is None else above.children
        yield from self._all(siblings[siblings.index(part) + 1 :], here)
        if isinstance(above, Repeat):
            outside = self._outside(above, here)
            yield from self._further(above, outside, here.position)
            here = outside
        if above is not None:
            yield from self._after(above, here)

    def _outside(self, repeat: Repeat, here: Field) -> Field:
        """The instance of a repeat, or the root, around the instance `here`."""
        for _ in repeat.keys:
            here = here.above or here
        return here

    # Into the parts

    def _all(self, parts: tuple[BodyPart, ...], here: Field) -> Iterator[Event]:
        for part in parts:
            yield from self._inside(part, here)

    def _inside(self, part: BodyPart, here: Field) -> Iterator[Event]:
        match part:
            case Question():
                yield from self._stop(part, Kind.QUESTION, here)
            case Repeat():
                yield from self._further(part, here, 0)
            case Group():
                for event in self._stop(part, Kind.GROUP, here):
                    yield event
                    yield from self._all(part.children, here)

    def _stop(self, part: BodyPart, kind: Kind, here: Field) -> Iterator[Event]:
        field = descend(here, part.keys)
        if field is not None and field.relevant:
            yield Event(kind, field.ref, part.number)

    def _further(self, repeat: Repeat, here: Field, place: int) -> Iterator[Event]:
        """The instances from `place` (from 0) on, and whether there is one more."""
        for field in self._same(repeat, here)[place:]:
            if field.relevant:
                yield Event(Kind.REPEAT, field.ref, repeat.number)
                yield from self._all(repeat.children, field)
        around = descend(here, repeat.keys[:-1])
        if around is not None and self.may_add(repeat, around):
            number = len(self._same(repeat, here)) + 1
            yield Event(Kind.PROMPT_NEW_REPEAT, f"{around.ref}/{local(repeat.keys[-1])}[{number}]", repeat.number)

    def _rest(self, repeat: Repeat, here: Field, place: int) -> Iterator[Event]:
        """What is inside the instance at `place`, and the instances behind it."""
        same = self._same(repeat, here)
        if place < len(same) and same[place].relevant:
            yield from self._all(repeat.children, same[place])
        yield from self._further(repeat, here, place + 1)

    def _same(self, repeat: Repeat, here: Field) -> list[Field]:
        around = descend(here, repeat.keys[:-1])
        return [] if around is None else list(named(around, repeat.keys[-1]))


def descend(here: Field, keys: tuple[str, ...]) -> Field | None:
    """The field reached through the first child of each key in turn."""
    for key in keys:
        found = named(here, key)
        if not found:
            return None
        here = found[0]
    return here


def _place(ref: str, repeat: Repeat) -> int:
    """Which instance of `repeat`, counted from 0, the ref leads through."""
    step = ref.split("/")[repeat.path.count("/")]
    return int(step.partition("[")[2].rstrip("]") or 1) - 1
