"""Which question comes next, and how far it is to the end."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from bot.core.conversation.chance import dice, names
from bot.core.conversation.kinds import askable, kind_of
from bot.core.conversation.scene import Scene
from bot.core.conversation.state import Conversation
from bot.core.form.cursor import Event, Kind
from bot.core.form.interview import Interview, Sketch
from bot.core.hours import PHNOM_PENH
from bot.core.survey import Survey

MORE = "+"  # before a repeat's ref: the question whether there is one more


@dataclass(frozen=True, slots=True)
class Ask:
    """One message to come: the rows it answers, and what is said before it."""

    refs: tuple[str, ...]
    lead: tuple[str, ...] = ()

    @property
    def first(self) -> str:
        """The row the conversation stands on."""
        return self.refs[0]

    @property
    def more(self) -> bool:
        """Does it ask whether there is one more of a repeat?"""
        return self.first.startswith(MORE)


@dataclass(frozen=True, slots=True)
class Found:
    """The next ask (None at the end), and the questions on the way that this channel cannot carry."""

    ask: Ask | None
    lead: tuple[str, ...] = ()
    unaskable: tuple[str, ...] = ()


def name_of(ref: str) -> str:
    """A question's name: the last step of its ref, without a number."""
    return ref.rpartition("/")[2].partition("[")[0]


# --- The form as it stands ------------------------------------------------------------------------------------


def interview_of(scene: Scene, talk: Conversation) -> Interview:
    """The form as it stands in this talk, in its language."""
    return Interview.load(
        scene.survey.form,
        talk.form or {},
        now=scene.now,
        timezone=PHNOM_PENH,
        dice=dice(talk.seed, talk.turn),
        uuid=names(talk.seed, talk.turn),
        language=scene.survey.tongues[talk.language],
    )


def begun(scene: Scene, talk: Conversation) -> Interview:
    """A form begun, with the language and the consent that it asks for itself already answered."""
    interview = Interview.start(
        scene.survey.form,
        now=scene.now,
        timezone=PHNOM_PENH,
        dice=dice(talk.seed, talk.turn),
        uuid=names(talk.seed, talk.turn),
        language=scene.survey.tongues[talk.language],
        properties=_device(scene),
    )
    own = ((scene.survey.language_question, talk.language), (scene.survey.consent_question, "agree"))
    for ref, value in own:
        if ref is not None:
            interview.answer(ref, value, force=True)
    return interview


def _device(scene: Scene) -> dict[str, str]:
    """What a form may note of the device: which channel it was. Neither number nor name: nobody agreed to that."""
    return {"deviceid": f"yobal:{scene.can.channel}"} if scene.can.channel else {}


# --- What comes next --------------------------------------------------------------------------------------------


def first(scene: Scene, interview: Interview) -> Found:
    """The first ask of the form."""
    return _found(scene, interview, interview.events())


def following(scene: Scene, interview: Interview, done: str) -> Found:
    """The ask behind the one done, with the notes and headings that stand before it."""
    return _found(scene, interview, _behind(scene, interview, done))


def at(scene: Scene, interview: Interview, ref: str | None) -> Ask | None:
    """The ask the talk stands on; None where the form has no such question any more."""
    if ref is None:
        return None
    if ref.startswith(MORE):
        return Ask((ref,))
    return Ask(_rows(scene.survey, ref)) if interview.relevant(ref) else None


def _behind(scene: Scene, interview: Interview, done: str) -> Iterable[Event]:
    if not done.startswith(MORE):
        rows = _rows(scene.survey, done)
        return (event for event in interview.behind(interview.event(done)) if event.ref not in rows)
    ref = done.removeprefix(MORE)
    if interview.relevant(ref):  # there is one more now: on with its first question
        return interview.behind(interview.event(ref))
    number = interview.event(ref).number
    return interview.behind(Event(Kind.PROMPT_NEW_REPEAT, ref, number))


def _found(scene: Scene, interview: Interview, events: Iterable[Event]) -> Found:
    lead: list[str] = []
    unaskable: list[str] = []
    ours = {scene.survey.language_question, scene.survey.consent_question}
    for event in events:
        if event.kind is Kind.PROMPT_NEW_REPEAT:
            return Found(Ask((MORE + event.ref,)), tuple(lead), tuple(unaskable))
        if event.kind in {Kind.GROUP, Kind.REPEAT}:
            lead += _words(interview.label(event))
        if event.kind is not Kind.QUESTION or event.ref in ours:
            continue
        shown = interview.sketch(event.ref)
        if shown.readonly:
            lead += _words(interview.label(event) or interview.value(event.ref))
        elif _is_asked(scene, shown):
            return Found(Ask(_rows(scene.survey, event.ref)), tuple(lead), tuple(unaskable))
        else:
            unaskable.append(event.ref)
    return Found(None, tuple(lead), tuple(unaskable))


def _is_asked(scene: Scene, shown: Sketch) -> bool:
    """Is it more than something to read, can it be answered on this channel, and is there anything to choose?"""
    return not (shown.readonly or shown.empty) and askable(kind_of(shown, scene.survey.extra(shown.name)), scene.can)


def _words(text: str) -> list[str]:
    return [text] if text.strip() else []


def _rows(survey: Survey, ref: str) -> tuple[str, ...]:
    """All rows that are answered in one reply with the question at `ref`, in the order of the form."""
    around, _, last = ref.rpartition("/")
    ask = survey.extra(last).ask
    if ask is None:
        return (ref,)
    return tuple(f"{around}/{name}" for name, extra in survey.extras.items() if extra.ask == ask)


# --- How far it is ------------------------------------------------------------------------------------------------


def remaining(scene: Scene, interview: Interview, ref: str | None, ahead: Sequence[str] = ()) -> int:
    """How many messages stand open as the form is now: the one at `ref`, and those behind it that are not `ahead`."""
    if ref is None or at(scene, interview, ref) is None:
        return 0
    behind = _asks(scene, interview, _behind(scene, interview, ref))
    return (not ref.startswith(MORE)) + sum(first not in ahead for first in behind)


def _asks(scene: Scene, interview: Interview, events: Iterable[Event]) -> Iterator[str]:
    """The first row of every ask among `events`, found in one go; rows answered together come once."""
    seen = {scene.survey.language_question, scene.survey.consent_question}
    for event in events:
        if event.kind is Kind.QUESTION and event.ref not in seen:
            shown = interview.sketch(event.ref)
            if _is_asked(scene, shown):
                rows = _rows(scene.survey, event.ref)
                seen.update(rows)
                yield rows[0]


def left(scene: Scene, talk: Conversation) -> int:
    """How many questions are left in this talk."""
    return remaining(scene, interview_of(scene, talk), talk.at, talk.ahead)


def progress(scene: Scene, talk: Conversation, interview: Interview | None = None) -> tuple[int, int]:
    """Which question this is, and of how many as the form stands now."""
    here = interview or interview_of(scene, talk)
    n = 1 + sum(1 for ref in talk.path if not ref.startswith(MORE))
    return n, n - 1 + max(1, remaining(scene, here, talk.at))


def part_of(scene: Scene, ref: str) -> str | None:
    """The sitting that the question at `ref` belongs to."""
    return scene.survey.extra(name_of(ref)).part


def part_ends(scene: Scene, done: str | None, ref: str, begun: Sequence[str] = ()) -> bool:
    """Does a sitting end between the question done and the one at `ref`, and is the next none of those `begun`?"""
    if done is None:
        return False
    before, behind = part_of(scene, done), part_of(scene, ref)
    return before is not None and behind not in {None, before, *begun}


def rows_of(scene: Scene, ref: str) -> tuple[str, ...]:
    """All rows that one reply answers together with the question at `ref`."""
    return (ref,) if ref.startswith(MORE) else _rows(scene.survey, ref)
