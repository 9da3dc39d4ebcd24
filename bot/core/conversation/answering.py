"""What a reply does to the question that stands open."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace

from bot.core import events as ev
from bot.core.commands import Command, command_in
from bot.core.conversation import asking, letters, prompting, words
from bot.core.conversation.advancing import lost, proceed
from bot.core.conversation.kinds import kind_of
from bot.core.conversation.offering import offering
from bot.core.conversation.scene import Scene, Turn
from bot.core.conversation.standing import Standing, standing
from bot.core.conversation.state import Conversation
from bot.core.form.interview import Interview, Verdict
from bot.core.khmer import number_in
from bot.core.questions import understand
from bot.core.questions.base import Open, Reason, Reply, Unclear, Understood
from bot.core.questions.forms import skip_choice
from bot.core.questions.together import understand_together

PATIENCE = 3  # the third misunderstanding ends the asking: at most two re-asks, then on
GROWN_UP = 18  # the consent text's own age
YOUNGEST = 10  # a smaller number beside a list of ages is a slip of the finger, and no reason to erase everything
Value = str | tuple[str, ...]


# --- Reading ------------------------------------------------------------------------------------------------


def answer(scene: Scene, before: Conversation, reply: Reply) -> Turn:
    """A reply to the open question: read, tried on the form, kept or asked again."""
    here = standing(scene, before)
    if here is None:
        return lost(scene, before)
    opened = prompting.opened(here)
    if (turn := _by_letters(here, opened[0], reply)) is not None:
        return turn
    reading = understand_together(opened, reply) if len(opened) > 1 else understand(opened[0], reply, scene.places)
    if isinstance(reading, Command):
        return skip(scene, before)
    if _is_child(scene, opened[0], reading):
        return None, (ev.UnderAge(),)
    if isinstance(reading, Unclear):
        return _misunderstood(here, _unclear(here, opened, reading))
    return _try(here, reading, reply)


def _by_letters(here: Standing, open_: Open, reply: Reply) -> Turn | None:
    """What the first letters of an answer leave of a long list; None where the reply is read like any other."""
    if here.talk.among:
        if not isinstance(understand(open_, reply), Unclear):
            return None
        open_ = prompting.opened(here.after(among=()))[0]
    if not letters.wanted(open_) or command_in(reply.text, open_):
        return None
    found = letters.meant(open_, reply)
    reading = letters.taken(open_, reply, found)
    if reading is not None:
        return _try(here, reading, reply)
    return _narrowed(here, tuple(dict.fromkeys(choice.name for each in found for choice in each))) if found else None


def _narrowed(here: Standing, names: tuple[str, ...]) -> Turn:
    """The list as far as the letters leave it; where that is still too long, the wish for more letters."""
    few = len(names) <= letters.LEFT
    here = here.after(among=names if few else (), picked=(), asked=here.talk.turn + 1)
    prompt = prompting.prompt(here)
    asked = prompt if few else letters.too_many(prompt, len(names), here.talk.language)
    return here.talk, (ev.Asked(asked, "again"),)


def _is_child(scene: Scene, open_: Open, reading: Understood | Unclear) -> bool:
    """An age below 18 where the survey asks for one: adults only, whatever the list offers."""
    if not scene.survey.extra(asking.name_of(open_.ref)).codes_age:
        return False
    age = _number_said(reading, listed=bool(open_.choices))
    return age is not None and (YOUNGEST if open_.choices else 1) <= age < GROWN_UP


def _number_said(reading: Understood | Unclear, *, listed: bool) -> int | None:
    """The number in a reply: the answer itself, or beside a list what was outside of it."""
    if isinstance(reading, Understood):
        said = "" if listed or isinstance(reading.value, tuple) else reading.value
    else:
        said = reading.about[0] if reading.about and reading.reason is Reason.OUT_OF_RANGE else ""
    return number_in(said)


def unclear(open_: Open, reading: Unclear, attempts: int) -> ev.NotUnderstood:
    """The event that tells why a reply was no answer to `open_`."""
    return ev.NotUnderstood(open_.kind, reading.reason, reading.about, attempts, skip=_skip_word([open_]))


def read_as_unclear(open_: Open, reply: Reply, attempts: int) -> ev.NotUnderstood:
    """As `unclear`, for a reply that has not been read yet."""
    reading = understand(open_, reply)
    return unclear(open_, reading if isinstance(reading, Unclear) else Unclear(Reason.NOT_A_CHOICE), attempts)


def _unclear(here: Standing, opened: Sequence[Open], reading: Unclear) -> ev.NotUnderstood:
    """As `unclear`, for the open question of the form: places by their names, and how many rows are asked for."""
    why = unclear(opened[0], reading, here.talk.tries + 1)
    if reading.reason is Reason.SEVERAL_PLACES:
        why = replace(why, about=tuple(words.place(here.scene, code, here.talk.language) for code in reading.about))
    if letters.wanted(opened[0]):
        why = replace(why, kind="text")  # a help that speaks of numbers would speak of none that were seen
    return replace(why, wanted=len(opened), skip=_skip_word(opened))


def _skip_word(opened: Sequence[Open]) -> ev.SkipWord:
    """What leaves the question: 0, but where 0 is a number that answers it."""
    first = opened[0]
    if first.required:
        return ""
    skips = len(opened) > 1 or any(choice.code == "0" for choice in first.choices)
    return "0" if skips or command_in("0", first) is Command.SKIP else "SKIP"


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
    """Put the answer on the form: kept as a whole or not at all."""
    values = _values(here, reading)
    if here.ask.more:
        return _one_more(here, values[0] == "yes")
    if len(values) < len(here.ask.refs) and not here.talk.gentle:
        return here.after(gentle=True).talk, (ev.GentleAsk(len(values), len(here.ask.refs)),)
    answered = [_answered(here, place, reading, reply) for place in range(len(values))]
    held = _held(here.interview)
    after = here.interview.copy() if len(here.ask.refs) > 1 else here.interview  # one row refused changes nothing
    refused = _put_all(after, here.ask.refs, values)
    if refused is not None:
        return _misunderstood(here, _violated(here, refused))
    cleared = _clear(held, after)
    turn = proceed(_recorded(here, reading), after, (*answered, *cleared))
    return turn if reading.guessed else offering(turn, here, reply)


def _violated(here: Standing, refused: Verdict) -> ev.Violated:
    return ev.Violated(refused.message, here.talk.tries + 1, _skip_word(prompting.opened(here)))


def _recorded(here: Standing, reading: Understood) -> Standing:
    """Which answers are a file, so that the person is told of a recording and not of a file's name."""
    others = tuple(ref for ref in here.talk.recorded if ref not in here.ask.refs)
    recorded = (*others, here.ask.first) if reading.media else others
    return here if recorded == here.talk.recorded else here.after(recorded=recorded)


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


def _held(interview: Interview) -> tuple[str, ...]:
    """The questions that hold an answer."""
    return tuple(ref for ref in interview.values() if prompting.is_asked(interview, ref))


def _clear(held: Sequence[str], after: Interview) -> tuple[ev.Cleared, ...]:
    """Remove the answers that a correction has made irrelevant, or that were taken back."""
    kept = after.values()
    gone = [ref for ref in held if ref not in kept]
    for ref in gone:
        with suppress(KeyError):  # a round of a repeat was taken away with all that was in it
            after.answer(ref, None, force=True)
    return tuple(ev.Cleared(ref, asking.name_of(ref)) for ref in gone)


def _answered(here: Standing, place: int, reading: Understood, reply: Reply) -> ev.Answered:
    """What is being answered, in the words it was asked in."""
    ref, value = here.ask.refs[place], _values(here, reading)[place]
    shown = here.interview.question(ref)
    return ev.Answered(
        ref=ref,
        name=shown.name,
        kind=kind_of(shown, here.scene.survey.extra(shown.name)),
        value=value,
        raw=reply.text,
        label=words.said(here.scene, here.interview, ref, value, here.talk.language),
        guessed=reading.guessed,
        attempts=here.talk.tries + 1,
        media=reading.media,
    )


def _one_more(here: Standing, more: bool) -> Turn:  # noqa: FBT001 - yes or no is the answer
    """Whether there is one more round of a repeat. A no after BACK takes away the rounds that a yes had opened."""
    after = here.interview.copy()
    ref = here.ask.first.removeprefix(asking.MORE)
    if more and not after.relevant(ref):
        after.new_repeat(ref)
    while not more and after.relevant(ref):
        after.remove_repeat(ref)
    return proceed(here, after, _clear(_held(here.interview), after))


# --- Leaving a question ---------------------------------------------------------------------------------------


def skip(scene: Scene, before: Conversation) -> Turn:
    """The list's own "prefer not to say" where it has one, else no answer; a needed question must be answered."""
    here = standing(scene, before)
    if here is None:
        return lost(scene, before)
    open_ = prompting.opened(here)[0]
    own = skip_choice(open_.choices)
    if own is not None:
        return _try(here.after(gentle=True), Understood(own.name), Reply("0"))
    needed = open_.required and not here.ask.more
    return _insist(here) if needed else _pass(here, "skipped")


def _insist(here: Standing) -> Turn:
    """A needed question is not left at once; the third time it is, or the talk would end here."""
    tries = here.talk.tries + 1
    if tries >= PATIENCE:
        return _pass(here, "skipped")
    message = here.interview.copy().answer(here.ask.first, None).message
    return here.after(tries=tries).talk, (ev.MustAnswer(message),)


def _pass(here: Standing, why: ev.Left) -> Turn:
    """On without an answer; one given before goes."""
    after = here.interview.copy()
    if here.ask.more:
        return proceed(here, after, ())
    _blank(after, here.ask.refs)
    cleared = tuple(event for event in _clear(_held(here.interview), after) if event.ref != here.ask.first)
    passed = ev.Passed(here.ask.first, asking.name_of(here.ask.first), why, here.talk.tries + 1)
    return proceed(here, after, (passed, *cleared))


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
    if len(picked) == _all_picked(here):
        return answer(here.scene, here.talk, Reply(" ".join(picked)))
    return here.talk, (ev.Toggled(prompting.prompt(here)),)


def _all_picked(here: Standing) -> int | None:
    """How many ticks make the answer whole; None where a "done" tells."""
    if len(here.ask.refs) > 1:
        return len(here.ask.refs)
    shown = here.interview.question(here.ask.first)
    return len(shown.choices) if shown.control == "rank" else None
