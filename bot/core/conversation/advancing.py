"""The way from one question to the next, and back."""

from collections.abc import Sequence
from dataclasses import replace

from bot.core import events as ev
from bot.core.conversation import asking, prompting
from bot.core.conversation.asking import Found
from bot.core.conversation.ending import ended
from bot.core.conversation.scene import Scene, Turn
from bot.core.conversation.standing import Standing, standing
from bot.core.conversation.state import Conversation, Phase
from bot.core.form.interview import Interview


def begin(scene: Scene, talk: Conversation) -> Turn:
    """Consent is given: the form begins, and the first question is asked."""
    interview = asking.begun(scene, talk)
    return _to(scene, _kept(talk, interview), interview, asking.first(scene, interview), None)


def go_on(scene: Scene, talk: Conversation) -> Turn:
    """Back after a rest: the question the talk stands on."""
    return ask_again(scene, replace(talk, phase=Phase.ASKING), "resumed")


def ask_again(scene: Scene, talk: Conversation, why: ev.Why) -> Turn:
    """The open question once more, as if it were new."""
    fresh = replace(talk, asked=talk.turn + 1, tries=0, picked=(), among=(), gentle=False, beneath=None)
    talk = _begun(scene, fresh)
    here = standing(scene, talk)
    if here is None:
        return lost(scene, talk)
    return here.talk, (ev.Asked(prompting.prompt(here), why),)


def back(scene: Scene, before: Conversation) -> Turn:
    """The question before this one; its answer stands until another is given."""
    talk = replace(before, phase=Phase.ASKING)
    if not before.path:
        return ask_again(scene, talk, "again")
    talk = replace(talk, at=before.path[-1], path=before.path[:-1], ahead=(*before.ahead, before.path[-1]))
    return ask_again(scene, talk, "back")


def lost(scene: Scene, talk: Conversation) -> Turn:
    """The question the talk stood on is gone: on from the last one dealt with."""
    interview = asking.interview_of(scene, talk)
    found = asking.following(scene, interview, talk.path[-1]) if talk.path else asking.first(scene, interview)
    return _to(scene, talk, interview, found, None)


def proceed(here: Standing, interview: Interview, happened: Sequence[ev.Event]) -> Turn:
    """The question is dealt with: the next that needs asking, the end of a sitting, or the end."""
    scene, talk, done = here.scene, here.talk, here.ask.first
    ahead, dropped = _ahead(here, interview, happened)
    path = talk.path if done in talk.path else (*talk.path, done)
    found = asking.following(scene, interview, done)
    while found.ask is not None and found.ask.first in ahead:  # dealt with before BACK was said
        done = found.ask.first
        path, ahead = (*path, done), tuple(ref for ref in ahead if ref != done)
        found = asking.following(scene, interview, done)
    after, events = _to(scene, _kept(talk, interview, path=path, ahead=ahead), interview, found, done)
    return after, (*happened, *dropped, *events)


def _ahead(
    here: Standing, interview: Interview, happened: Sequence[ev.Event]
) -> tuple[tuple[str, ...], tuple[ev.Cleared, ...]]:
    """What BACK has passed over and still holds, and what of it is no question of this person's any more."""
    cleared = {event.ref for event in happened if isinstance(event, ev.Cleared)}
    passed_over = [ref for ref in here.talk.ahead if ref != here.ask.first]
    untouched = [ref for ref in passed_over if cleared.isdisjoint(asking.rows_of(here.scene, ref))]
    kept = tuple(ref for ref in untouched if _stands(interview, ref))
    dropped = [ref for ref in untouched if ref not in kept and not ref.startswith(asking.MORE)]
    return kept, tuple(ev.Cleared(ref, asking.name_of(ref)) for ref in dropped)


def _stands(interview: Interview, ref: str) -> bool:
    """Is it a question still? Whether there is one more of a repeat can always be asked."""
    return ref.startswith(asking.MORE) or interview.relevant(ref)


def _kept(
    talk: Conversation, interview: Interview, path: tuple[str, ...] = (), ahead: tuple[str, ...] = ()
) -> Conversation:
    """The form as it stands now, nothing of the question before left over."""
    form = interview.dump()
    return replace(talk, form=form, path=path, ahead=ahead, tries=0, picked=(), among=(), gentle=False)


def _to(scene: Scene, talk: Conversation, interview: Interview, found: Found, done: str | None) -> Turn:
    """The question found stands open; at the end of a sitting the person is asked first whether to go on."""
    left_out = tuple(ev.Passed(ref, asking.name_of(ref), "not_askable") for ref in found.unaskable)
    if found.ask is None:
        after, events = _end(scene, talk, interview, found)
        return after, (*left_out, *events)
    talk = replace(talk, at=found.ask.first, asked=talk.turn + 1, phase=Phase.ASKING)
    if asking.part_ends(scene, done, found.ask.first, talk.sittings):
        left = asking.remaining(scene, interview, talk.at, talk.ahead)
        return replace(talk, phase=Phase.PART_END), (*left_out, ev.PartEnded(left, talk.asked))
    talk = _begun(scene, talk)
    here = Standing(scene, talk, interview, replace(found.ask, lead=found.lead))
    return talk, (*left_out, ev.Asked(prompting.prompt(here)))


def _begun(scene: Scene, talk: Conversation) -> Conversation:
    """The sitting of the open question counts as begun: nobody is asked again whether to go on with it."""
    part = asking.part_of(scene, talk.at) if talk.at else None
    if part is None or part in talk.sittings:
        return talk
    return replace(talk, sittings=(*talk.sittings, part))


def _end(scene: Scene, talk: Conversation, interview: Interview, found: Found) -> Turn:
    """Nothing is left to ask; notes behind the last question are said with the farewell."""
    after, happened = ended(scene, replace(talk, at=None, ahead=()), interview, ev.Completed("end"))
    noted = (ev.Noted(found.lead),) if found.lead else ()
    return after, (*noted, *happened)
