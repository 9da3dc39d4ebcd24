"""What a reply does to the question that stands open, and the way from one question to the next."""

from collections.abc import Sequence
from dataclasses import replace

from bot.core import events as ev
from bot.core.commands import Command
from bot.core.conversation import asking
from bot.core.conversation.asking import Ask
from bot.core.conversation.scene import Scene, Turn
from bot.core.conversation.state import Conversation, Phase
from bot.core.form.interview import Interview, Verdict
from bot.core.khmer import number_in
from bot.core.questions import understand
from bot.core.questions.base import Open, Reason, Reply, Unclear, Understood
from bot.core.questions.together import read_together

PATIENCE = 3  # the third misunderstanding ends the asking: at most two re-asks, then on
GROWN_UP = 18


def begin(scene: Scene, talk: Conversation) -> Turn:
    """Consent is given: the form begins, and the first question is asked."""
    interview = asking.begun(scene, talk)
    return _proceed(scene, talk, interview, None, ())


def go_on(scene: Scene, talk: Conversation) -> Turn:
    """Back after a rest: the question the talk stands on, asked as it was."""
    return ask_again(scene, replace(talk, phase=Phase.ASKING), "resumed")


def ask_again(scene: Scene, talk: Conversation, why: ev.Why) -> Turn:
    """The open question once more. Where a new form state has none left, the survey is over."""
    interview = asking.interview_of(scene, talk)
    ask = asking.at(scene, interview, talk.at)
    if ask is None:
        return _proceed(scene, talk, interview, talk.at, ())
    talk = replace(talk, asked=talk.turn + 1, tries=0, picked=(), gentle=False, beneath=None)
    return talk, (ev.Asked(asking.prompt(scene, talk, interview, ask), why),)


def back(scene: Scene, before: Conversation) -> Turn:
    """The question before this one; its answer stands until another is given."""
    if not before.path:
        return ask_again(scene, replace(before, phase=Phase.ASKING), "again")
    passed_over = (before.at,) if before.at in before.ahead else ()
    target = before.path[-1]
    talk = replace(before, phase=Phase.ASKING, at=target, path=before.path[:-1])
    talk = replace(talk, ahead=(*before.ahead, target, *passed_over))
    return ask_again(scene, talk, "back")


# --- Reading ------------------------------------------------------------------------------------------------


def answer(scene: Scene, before: Conversation, reply: Reply) -> Turn:
    """A reply to the open question: read, tried on the form, kept or asked again."""
    interview = asking.interview_of(scene, before)
    ask = asking.at(scene, interview, before.at)
    if ask is None:
        return _proceed(scene, before, interview, before.at, ())
    opened = asking.opened(scene, before, interview, ask)
    if _is_child(scene, opened[0], reply):
        return None, (ev.UnderAge(),)
    reading = _read(scene, opened, reply)
    if isinstance(reading, Command):
        return skip(scene, before)
    if isinstance(reading, Unclear):
        return _misunderstood(scene, before, interview, ask, unclear(opened[0], reply, before.tries + 1, reading))
    return _try(scene, before, interview, ask, reading, reply)


def _read(scene: Scene, opened: Sequence[Open], reply: Reply) -> Understood | Unclear | Command:
    if len(opened) > 1:
        return read_together(opened, reply)
    return understand(opened[0], reply, scene.places)


def _is_child(scene: Scene, open_: Open, reply: Reply) -> bool:
    """An age below 18 where the survey asks for one: adults only, whatever the list offers."""
    if not scene.survey.extra(asking.name_of(open_.ref)).codes_age:
        return False
    age = number_in(reply.text)
    is_code = any(choice.code == str(age) for choice in open_.choices)
    return age is not None and not is_code and 0 < age < GROWN_UP


def unclear(open_: Open, reply: Reply, attempts: int, reading: Unclear | None = None) -> ev.NotUnderstood:
    """The event that tells why a reply was no answer to `open_`."""
    found = reading or understand(open_, reply)
    reason, about = (found.reason, found.about) if isinstance(found, Unclear) else (Reason.NOT_A_CHOICE, ())
    return ev.NotUnderstood(open_.kind, reason, about, attempts, skippable=not open_.required)


def _misunderstood(
    scene: Scene, before: Conversation, interview: Interview, ask: Ask, why: ev.NotUnderstood | ev.Violated
) -> Turn:
    """Asked again at most twice; the third time the question is left and the talk goes on."""
    if why.attempts >= PATIENCE:
        return _pass(scene, before, interview, ask, "invalid")
    talk = replace(before, tries=why.attempts)
    if scene.can.buttons:
        return talk, (why, ev.Asked(asking.prompt(scene, talk, interview, ask), "again"))
    return talk, (why,)


# --- Taking an answer -------------------------------------------------------------------------------------------


def _try(
    scene: Scene, before: Conversation, interview: Interview, ask: Ask, reading: Understood, reply: Reply
) -> Turn:
    """Put the answer on a copy of the form: kept as a whole or not at all."""
    values = reading.value if isinstance(reading.value, tuple) and len(ask.refs) > 1 else (reading.value,)
    if len(values) < len(ask.refs) and not before.gentle:
        talk = replace(before, gentle=True)
        return talk, (ev.GentleAsk(len(values), len(ask.refs)),)
    if ask.more:
        return _repeated(scene, before, interview, ask, values[0] == "yes")
    after = interview.copy()
    refused = _put_all(after, ask.refs, values)
    if refused is not None:
        violated = ev.Violated(refused.message, before.tries + 1)
        return _misunderstood(scene, before, interview, ask, violated)
    cleared = _clear(interview, after, ask)
    answered = _answered(before, after, ask, values, reading, reply)
    return _proceed(scene, before, after, ask.first, (*answered, *cleared))


def _put_all(interview: Interview, refs: Sequence[str], values: Sequence[str | tuple[str, ...]]) -> Verdict | None:
    """The first refusal, or None where the form took every value. Rows left over are made blank."""
    for row, value in zip(refs, (*values, *[None] * (len(refs) - len(values))), strict=True):
        if value is None and not interview.relevant(row):
            continue
        verdict = interview.answer(row, asking.stored(value), force=value is None)
        if not verdict.ok and value is not None:
            return verdict
    return None


def _clear(before: Interview, after: Interview, ask: Ask) -> tuple[ev.Cleared, ...]:
    """Remove the answers that a correction has made irrelevant."""
    gone = [ref for ref in before.values() if ref not in after.values()]
    for ref in gone:
        after.forget(ref)
    asked = [ref for ref in gone if before.is_question(ref)]
    return tuple(ev.Cleared(ref, asking.name_of(ref)) for ref in asked if ref not in ask.refs or True)


def _answered(
    before: Conversation,
    interview: Interview,
    ask: Ask,
    values: Sequence[str | tuple[str, ...]],
    reading: Understood,
    reply: Reply,
) -> tuple[ev.Answered, ...]:
    rows = zip(ask.refs, values, strict=False)
    return tuple(
        ev.Answered(
            ref=ref,
            name=asking.name_of(ref),
            kind=asking.kind_of(interview, ref),
            value=value,
            raw=reply.text,
            label=asking.label_of(interview, ref, value),
            guessed=reading.guessed,
            attempts=before.tries + 1,
            media=reply.media,
        )
        for ref, value in rows
    )


def _repeated(scene: Scene, before: Conversation, interview: Interview, ask: Ask, more: bool) -> Turn:  # noqa: FBT001 - yes or no is the answer
    """Whether there is one more: yes opens a new round of the repeat, no goes on behind it."""
    after = interview.copy()
    if more:
        after.new_repeat(ask.first.removeprefix(asking.MORE))
    return _proceed(scene, before, after, ask.first, ())


def skip(scene: Scene, before: Conversation) -> Turn:
    """The list's own "prefer not to say" where it has one, else no answer; a needed question must be answered."""
    interview = asking.interview_of(scene, before)
    ask = asking.at(scene, interview, before.at)
    if ask is None:
        return _proceed(scene, before, interview, before.at, ())
    open_ = asking.opened(scene, before, interview, ask)[0]
    own = next((choice.name for choice in open_.choices if choice.code == "0"), None)
    if own is not None:
        return _try(scene, replace(before, gentle=True), interview, ask, Understood((own,)), Reply("0"))
    if open_.required:
        return before, (ev.MustAnswer(interview.question(ask.first).required_message),)
    return _pass(scene, before, interview, ask, "skipped")


def _pass(scene: Scene, before: Conversation, interview: Interview, ask: Ask, why: ev.Left) -> Turn:
    """On without an answer; one given before goes."""
    after = interview.copy()
    if not ask.more:
        for ref in ask.refs:
            after.forget(ref)
    cleared = _clear(interview, after, ask)
    passed = [] if ask.more else [ev.Passed(ask.first, asking.name_of(ask.first), why, before.tries + 1)]
    return _proceed(scene, before, after, ask.first, (*passed, *cleared))


# --- Taps -------------------------------------------------------------------------------------------------------


def tapped(scene: Scene, before: Conversation, says: str) -> Turn:
    """A tap on the open question: an answer, or one tick more where several may be chosen."""
    interview = asking.interview_of(scene, before)
    ask = asking.at(scene, interview, before.at)
    if ask is None:
        return before, (ev.Stale(),)
    opened = asking.opened(scene, before, interview, ask)
    if not asking.several(opened):
        return answer(scene, before, Reply(says))
    if says == "done":
        return answer(scene, replace(before, gentle=True), Reply(" ".join(before.picked)))
    if all(choice.code != says for choice in opened[0].choices):
        return before, (ev.Stale(),)
    return _toggled(scene, before, interview, ask, opened, says)


def _toggled(
    scene: Scene, before: Conversation, interview: Interview, ask: Ask, opened: Sequence[Open], says: str
) -> Turn:
    """Tick or untick; where the last of an ordered pick is ticked, that is the answer."""
    ticked = says not in before.picked
    picked = (*before.picked, says) if ticked else tuple(code for code in before.picked if code != says)
    talk = replace(before, picked=picked)
    if len(opened) > 1 and len(picked) == len(opened):
        return answer(scene, talk, Reply(" ".join(picked)))
    return talk, (ev.Toggled(asking.prompt(scene, talk, interview, ask)),)


# --- On to the next ------------------------------------------------------------------------------------------------


def _proceed(
    scene: Scene, before: Conversation, interview: Interview, done: str | None, happened: Sequence[ev.Event]
) -> Turn:
    """The next question that needs asking, the end of a sitting, or the end."""
    path = before.path if done is None or done in before.path else (*before.path, done)
    ahead = tuple(ref for ref in before.ahead if ref != done)
    talk = replace(before, form=interview.dump(), path=path, ahead=ahead, tries=0, picked=(), gentle=False)
    ask, lead, unaskable = asking.following(scene, interview, done)
    left_out = [ev.Passed(ref, asking.name_of(ref), "not_askable") for ref in unaskable]
    if ask is None:
        finished = replace(talk, phase=Phase.DONE, at=None, ahead=())
        return finished, (*happened, *left_out, ev.Completed("end"))
    if ask.first in talk.ahead:
        return _proceed(scene, talk, interview, ask.first, (*happened, *left_out))
    after, events = _put(scene, talk, interview, replace(ask, lead=lead), done)
    return after, (*happened, *left_out, *events)


def _put(scene: Scene, talk: Conversation, interview: Interview, ask: Ask, done: str | None) -> Turn:
    """The question stands open; at the end of a sitting the person is asked first whether to go on."""
    talk = replace(talk, at=ask.first, asked=talk.turn + 1, phase=Phase.ASKING)
    if asking.part_ends(scene, done, ask.first):
        talk = replace(talk, phase=Phase.PART_END)
        return talk, (ev.PartEnded(asking.remaining(scene, interview, talk), talk.asked),)
    return talk, (ev.Asked(asking.prompt(scene, talk, interview, ask)),)
