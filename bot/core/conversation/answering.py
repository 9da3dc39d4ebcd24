"""What a reply does to the question that stands open."""

from collections.abc import Sequence

from bot.core import events as ev
from bot.core.commands import Command
from bot.core.conversation import asking, prompting
from bot.core.conversation.advancing import lost, proceed
from bot.core.conversation.kinds import kind_of
from bot.core.conversation.scene import Scene, Turn
from bot.core.conversation.standing import Standing, standing
from bot.core.conversation.state import Conversation
from bot.core.form.interview import Interview, Verdict
from bot.core.khmer import number_in
from bot.core.questions import understand
from bot.core.questions.base import Open, Reason, Reply, Unclear, Understood
from bot.core.questions.together import understand_together

PATIENCE = 3  # the third misunderstanding ends the asking: at most two re-asks, then on
GROWN_UP = 18  # the consent text's own age
Value = str | tuple[str, ...]


# --- Reading ------------------------------------------------------------------------------------------------


def answer(scene: Scene, before: Conversation, reply: Reply) -> Turn:
    """A reply to the open question: read, tried on the form, kept or asked again."""
    here = standing(scene, before)
    if here is None:
        return lost(scene, before)
    opened = prompting.opened(here)
    if _is_child(scene, opened[0], reply):
        return None, (ev.UnderAge(),)
    reading = understand_together(opened, reply) if len(opened) > 1 else understand(opened[0], reply, scene.places)
    if isinstance(reading, Command):
        return skip(scene, before)
    if isinstance(reading, Unclear):
        return _misunderstood(here, unclear(opened[0], reading, before.tries + 1))
    return _try(here, reading, reply)


def _is_child(scene: Scene, open_: Open, reply: Reply) -> bool:
    """An age below 18 where the survey asks for one: adults only, whatever the list offers."""
    if not scene.survey.extra(asking.name_of(open_.ref)).codes_age:
        return False
    age = number_in(reply.text)
    is_code = any(choice.code == str(age) for choice in open_.choices)
    return age is not None and not is_code and 0 < age < GROWN_UP


def unclear(open_: Open, reading: Unclear, attempts: int) -> ev.NotUnderstood:
    """The event that tells why a reply was no answer to `open_`."""
    return ev.NotUnderstood(open_.kind, reading.reason, reading.about, attempts, skippable=not open_.required)


def read_as_unclear(open_: Open, reply: Reply, attempts: int) -> ev.NotUnderstood:
    """As `unclear`, for a reply that has not been read yet."""
    reading = understand(open_, reply)
    return unclear(open_, reading if isinstance(reading, Unclear) else Unclear(Reason.NOT_A_CHOICE), attempts)


def _misunderstood(here: Standing, why: ev.NotUnderstood | ev.Violated) -> Turn:
    """Asked again at most twice; the third time the question is left and the talk goes on."""
    if why.attempts >= PATIENCE:
        return _pass(here, "invalid")
    here = here.after(tries=why.attempts)
    if here.scene.can.buttons:
        return here.talk, (why, ev.Asked(prompting.prompt(here), "again"))
    return here.talk, (why,)


# --- Taking an answer -----------------------------------------------------------------------------------------


def _try(here: Standing, reading: Understood, reply: Reply) -> Turn:
    """Put the answer on a copy of the form: kept as a whole or not at all."""
    values = _values(here, reading)
    if here.ask.more:
        return _one_more(here, values[0] == "yes")
    if len(values) < len(here.ask.refs) and not here.talk.gentle:
        return here.after(gentle=True).talk, (ev.GentleAsk(len(values), len(here.ask.refs)),)
    after = here.interview.copy()
    refused = _put_all(after, here.ask.refs, values)
    if refused is not None:
        return _misunderstood(here, ev.Violated(refused.message, here.talk.tries + 1))
    cleared = _clear(here.interview, after)
    answered = [_answered(here, after, place, reading, reply) for place in range(len(values))]
    return proceed(here, after, (*answered, *cleared))


def _values(here: Standing, reading: Understood) -> tuple[Value, ...]:
    """One value for each row that was answered."""
    together = isinstance(reading.value, tuple) and len(here.ask.refs) > 1
    return tuple(reading.value) if together else (reading.value,)


def _put_all(interview: Interview, refs: Sequence[str], values: Sequence[Value]) -> Verdict | None:
    """The first refusal, or None where the form took every value. Rows left over are made blank."""
    for ref, value in zip(refs, values, strict=False):
        verdict = interview.answer(ref, _stored(value))
        if not verdict.ok:
            return verdict
    _blank(interview, refs[len(values) :])
    return None


def _blank(interview: Interview, refs: Sequence[str]) -> None:
    for ref in refs:
        if interview.value(ref):
            interview.answer(ref, None, force=True)


def _stored(value: Value) -> str:
    """A value as the form holds it: names of choices parted by spaces."""
    return " ".join(value) if isinstance(value, tuple) else value


def _clear(before: Interview, after: Interview) -> tuple[ev.Cleared, ...]:
    """Remove the answers that a correction has made irrelevant, or that were taken back."""
    kept = after.values()
    gone = [ref for ref in before.values() if ref not in kept and prompting.is_asked(before, ref)]
    for ref in gone:
        after.answer(ref, None, force=True)
    return tuple(ev.Cleared(ref, asking.name_of(ref)) for ref in gone)


def _answered(here: Standing, interview: Interview, place: int, reading: Understood, reply: Reply) -> ev.Answered:
    ref, value = here.ask.refs[place], _values(here, reading)[place]
    shown = interview.question(ref)
    return ev.Answered(
        ref=ref,
        name=shown.name,
        kind=kind_of(shown, here.scene.survey.extra(shown.name)),
        value=value,
        raw=reply.text,
        label=prompting.in_words(interview, ref, value),
        guessed=reading.guessed,
        attempts=here.talk.tries + 1,
        media=reading.media,
    )


def _one_more(here: Standing, more: bool) -> Turn:  # noqa: FBT001 - yes or no is the answer
    """Whether there is one more: yes opens a new round of the repeat, no goes on behind it."""
    after = here.interview.copy()
    if more:
        after.new_repeat(here.ask.first.removeprefix(asking.MORE))
    return proceed(here, after, ())


# --- Leaving a question ---------------------------------------------------------------------------------------


def skip(scene: Scene, before: Conversation) -> Turn:
    """The list's own "prefer not to say" where it has one, else no answer; a needed question must be answered."""
    here = standing(scene, before)
    if here is None:
        return lost(scene, before)
    open_ = prompting.opened(here)[0]
    own = next((choice.name for choice in open_.choices if choice.code == "0"), None)
    if own is not None:
        return _try(here.after(gentle=True), Understood(own), Reply("0"))
    if open_.required:
        message = "" if here.ask.more else here.interview.copy().answer(here.ask.first, None).message
        return before, (ev.MustAnswer(message),)
    return _pass(here, "skipped")


def _pass(here: Standing, why: ev.Left) -> Turn:
    """On without an answer; one given before goes."""
    after = here.interview.copy()
    if here.ask.more:
        return proceed(here, after, ())
    _blank(after, here.ask.refs)
    passed = ev.Passed(here.ask.first, asking.name_of(here.ask.first), why, here.talk.tries + 1)
    return proceed(here, after, (passed, *_clear(here.interview, after)))


# --- Taps -------------------------------------------------------------------------------------------------------


def tapped(scene: Scene, before: Conversation, says: str) -> Turn:
    """A tap on the open question: an answer, or one tick more where several may be chosen."""
    here = standing(scene, before)
    if here is None:
        return before, (ev.Stale(),)
    opened = prompting.opened(here)
    if not _several(opened):
        return answer(scene, before, Reply(says))
    if says == "done":
        return answer(scene, here.after(gentle=True).talk, Reply(" ".join(before.picked)))
    if all(choice.code != says for choice in opened[0].choices):
        return before, (ev.Stale(),)
    return _toggled(here, says)


def _several(opened: Sequence[Open]) -> bool:
    return bool(opened[0].choices) and (len(opened) > 1 or opened[0].kind in {"select_multiple", "rank"})


def _toggled(here: Standing, says: str) -> Turn:
    """Tick or untick; where the last of an ordered pick is ticked, that is the answer."""
    before = here.talk.picked
    picked = tuple(code for code in before if code != says) if says in before else (*before, says)
    here = here.after(picked=picked)
    if len(here.ask.refs) > 1 and len(picked) == len(here.ask.refs):
        return answer(here.scene, here.talk, Reply(" ".join(picked)))
    return here.talk, (ev.Toggled(prompting.prompt(here)),)
