"""One message, one transaction: heard, stepped, stored, answered. A repeat changes nothing."""

import json
import logging
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from hashlib import sha256

from bot.channels.base import Channel, Heard, Hook, Outbound, Report
from bot.core import events as ev
from bot.core.content import Content
from bot.core.conversation import Abilities, Conversation, Phase, step
from bot.core.said import Said, Woke
from bot.core.segments import segments, sms_text
from bot.core.survey import Survey
from bot.core.wording import Language
from bot.desk import Desk
from bot.effects import Page
from bot.faults import place
from bot.phrases import Voice, speak, stale
from bot.store import contacts, conversations, do_not_contact, erasure, inbound, outbound
from bot.store.contacts import Known, Person
from bot.store.conversations import Kept, Place, Waking
from bot.store.database import DatabaseDown, Db
from bot.store.erasure import Wish
from bot.store.inbound import Arrival, Fault
from bot.store.outbound import Message, News, Queued

_log = logging.getLogger(__name__)
STALE_AFTER = timedelta(hours=24)  # an answer to yesterday's message confuses more than silence
FIRST_LANGUAGE: Language = "km"


@dataclass(frozen=True, slots=True)
class Sitting:
    """One message being handled: the desk, the open transaction, and who it is about.

    `said` is what the step hears. `source` is the inbound row it came by, None for a timer. `in_response`: the
    replies go back in the response to the hook.
    """

    desk: Desk
    db: Db
    channel: Channel
    address: str
    said: Said | Woke
    source: int | None = None
    turn: int | None = None
    in_response: bool = False


# --- Heard --------------------------------------------------------------------------------------------------


def receive(desk: Desk, channel: Channel, heard: Heard, *, waits: bool = True) -> tuple[Outbound, ...]:
    """Take in one message; what goes back in the response to it, the same whenever it is repeated.

    `waits` is False where no request waits for the response: everything then goes by the outbox.

    Raises DatabaseDown: nothing was stored, and the provider is to come again. A message that breaks the step
    is rolled back, kept raw, and answered with silence: it must not block the person's next one.
    """
    try:
        replies, erased = _take(desk, channel, heard, in_response=waits and channel.traits.answers_in_response)
    except DatabaseDown:
        raise
    except Exception as error:  # noqa: BLE001 - whatever it is, the message is kept and the next one goes on
        _set_aside(desk, _arrival(channel, heard), _words_of(heard), error)
        return ()
    if erased:
        desk.database.scrub()
    desk.kick()
    return replies


def _arrival(channel: Channel, heard: Heard) -> Arrival:
    return Arrival(channel.name, heard.id, heard.address, heard.trace)


def _take(desk: Desk, channel: Channel, heard: Heard, *, in_response: bool) -> tuple[tuple[Outbound, ...], bool]:
    """The replies, and whether a person was erased."""
    with desk.database.write() as db:
        arrival = _arrival(channel, heard)
        taken = inbound.take(db, desk.vault, arrival, desk.now())
        if taken is None:
            replies = inbound.replies(db, desk.vault, arrival)
            return _outbounds(heard.address, replies), False
        sitting = Sitting(desk, db, channel, heard.address, heard.said, taken.id, heard.turn, in_response)
        known = _sender(sitting, taken.contact, heard) if taken.contact is not None else None
        person, queued = _talk(sitting, known, heard)
        if person is not None:
            raw = heard.said.reply.text if _may_keep(person) else None
            if raw or taken.contact is None:
                inbound.handled(db, desk.vault, taken, person.id, raw)
        replies = queued if sitting.in_response else ()
        if heard.said.tap is not None and not queued:
            return _notice(sitting, person), False
        return _outbounds(heard.address, replies), person is None and known is not None


def _notice(sitting: Sitting, person: Known | None) -> tuple[Outbound, ...]:
    """A tap that led to nothing was on an old button: said in the response where the channel has notices for it."""
    if not sitting.channel.traits.notices:
        return ()
    voice = _voice(sitting, None, person.language if person else FIRST_LANGUAGE)
    return (Outbound("", sitting.address, stale(voice)),)


def _sender(sitting: Sitting, contact: int, heard: Heard) -> Known:
    """Who wrote this. Whoever writes can be written to again."""
    known = contacts.load(sitting.db, sitting.desk.vault, contact)
    if known.unreachable_at is not None and not heard.said.left:
        contacts.reachable(sitting.db, contact)
    return known


def _outbounds(address: str, replies: Sequence[Queued]) -> tuple[Outbound, ...]:
    return tuple(Outbound(reply.token, address, reply.content) for reply in replies)


def _may_keep(person: Known) -> bool:
    """May the words themselves be kept? Only after consent."""
    return person.conversation is not None and bool(person.conversation.place.state.get("consented"))


def _talk(sitting: Sitting, known: Known | None, heard: Heard) -> tuple[Known | None, tuple[Queued, ...]]:
    """Find the talk this belongs to and take the step. The person is None where nothing of them is kept."""
    kept = known.conversation if known else None
    survey = _survey_of(sitting, kept, heard)
    if survey is None:
        return known, _no_survey(sitting, known)
    if known is not None and kept is not None and _begins_anew(kept, survey):
        kept = None
    before = Conversation.from_json(kept.place.state) if kept is not None else None
    if kept is not None and _is_early(kept, heard):
        sitting = replace(sitting, said=replace(heard.said, early=True))
    return _stepped(sitting, known, kept, survey, before)


def _survey_of(sitting: Sitting, kept: Kept | None, heard: Heard) -> Survey | None:
    """The survey that is called for by keyword or link, else the one the person is in, else the default.

    Who was in it before stays on the version they began with.
    """
    shelf, db = sitting.desk.shelf, sitting.db
    word = (heard.said.start or "").rpartition("_")[0] or heard.said.reply.text.strip()
    over = kept is None or kept.place.over
    wanted = shelf.called_for(db, word) if over and word else None
    if kept is None:
        return wanted or shelf.running(db)
    if wanted is not None and wanted.name != kept.survey:
        return wanted
    return shelf.version(db, kept.survey, kept.version)


def _begins_anew(kept: Kept, survey: Survey) -> bool:
    """Another survey was called for, and the one before is over."""
    return kept.place.over and kept.survey != survey.name


def _is_early(kept: Kept, heard: Heard) -> bool:
    """Words that came before the open question had been handed to the provider, or out of their order.

    A tap names its question itself.
    """
    if heard.said.tap is not None:
        return False
    prompt = kept.prompt
    if prompt is not None and heard.turn is not None and (prompt.trace or "").isdecimal():
        return heard.turn < int(prompt.trace or 0)  # Telegram numbers what both sides of a chat say
    late = kept.place.last_turn is not None and heard.turn is not None and heard.turn < kept.place.last_turn
    if prompt is None or prompt.state in {"failed", "cancelled", "expired"}:
        return late
    return late or prompt.handed_at is None or prompt.handed_at > heard.at


def _no_survey(sitting: Sitting, known: Known | None) -> tuple[Queued, ...]:
    """Nothing is being asked: say so, and keep nothing."""
    voice = _voice(sitting, None, known.language if known else FIRST_LANGUAGE)
    return tuple(_queue(sitting, known, content, ()) for content in speak((ev.NoSurvey(),), voice))


# --- The step and what follows --------------------------------------------------------------------------------


def _stepped(
    sitting: Sitting, known: Known | None, kept: Kept | None, survey: Survey, before: Conversation | None
) -> tuple[Known | None, tuple[Queued, ...]]:
    desk, traits = sitting.desk, sitting.channel.traits
    can = Abilities(buttons=traits.buttons, media=traits.takes_media, channel=sitting.channel.name)
    seed = desk.seed() if before is None else 0
    after, events = step(
        survey, before, sitting.said, desk.now(), rules=desk.rules, can=can, places=desk.places, seed=seed
    )
    contents = speak(events, _voice(sitting, survey, before.language if before else FIRST_LANGUAGE))
    if after is None:
        _drop(sitting, known, events)
        return None, tuple(_queue(sitting, None, content, events) for content in contents)
    if known is None:
        known = contacts.add(
            sitting.db, desk.vault, Person(sitting.channel.name, sitting.address, after.language), desk.now()
        )
        if known.conversation is not None:  # another request has just begun it: on from there
            earlier = Conversation.from_json(known.conversation.place.state)
            return _stepped(sitting, known, known.conversation, survey, earlier)
    if kept is None:
        kept = conversations.begin(sitting.db, desk.vault, known.id, (survey.name, survey.version), desk.now())
    Page(sitting.db, desk.vault, known, sitting.address, kept, survey, desk.now()).write(events, after)
    known = replace(known, conversation=kept)
    queued = tuple(_queue(sitting, known, content, events) for content in contents)
    standing = _place(sitting, kept, after, _prompt(kept, queued, events))
    conversations.save(sitting.db, desk.vault, kept, standing, desk.now())
    return replace(known, conversation=replace(kept, place=standing)), queued


def _drop(sitting: Sitting, known: Known | None, events: Sequence[ev.Event]) -> None:
    """Nothing of the person may be kept; after a no or an erasure the code stays that forbids writing to them."""
    reason = next((_REASONS[type(event)] for event in events if type(event) in _REASONS), None)
    keep_code = reason in _FORBIDS
    desk, now = sitting.desk, sitting.desk.now()
    if known is not None:
        actor = "contact" if isinstance(sitting.said, Said) else "timer"
        wish = Wish(reason or "nothing to keep", keep_code, actor)
        erasure.erase(sitting.db, desk.vault, known.id, wish, now)
    elif keep_code and reason is not None:
        do_not_contact.add(sitting.db, desk.vault, sitting.channel.name, sitting.address, (reason, now))


_REASONS: dict[type[ev.Event], str] = {
    ev.Declined: "declined",
    ev.Erased: "erased",
    ev.UnderAge: "under age",
    ev.Expired: "no consent",
    ev.OptedOut: "opted out",
}
_FORBIDS = frozenset({"declined", "erased", "opted out"})


def _place(sitting: Sitting, kept: Kept, after: Conversation, prompt: int | None) -> Place:
    return Place(
        state=after.to_json(),
        phase=after.phase.value,
        turn=after.turn,
        prompt=prompt,
        last_turn=max((turn for turn in (kept.place.last_turn, sitting.turn) if turn is not None), default=None),
        wake_at=after.wake_at,
        wake_why=after.wake_why,
        over=after.phase is Phase.DONE,
    )


_ASKS = (ev.Asked, ev.PartEnded, ev.ResumeOffered, ev.Reminded, ev.EraseAsked)


def _prompt(kept: Kept, queued: Sequence[Queued], events: Sequence[ev.Event]) -> int | None:
    """The message with the open question: a new one where something was asked, else the one before."""
    if queued and any(isinstance(event, _ASKS) for event in events):
        return queued[-1].id
    return kept.place.prompt


# --- Words out --------------------------------------------------------------------------------------------------


def _voice(sitting: Sitting, survey: Survey | None, language: Language) -> Voice:
    traits = sitting.channel.traits
    desk = sitting.desk
    return Voice(language, desk.catalogs, desk.facts(), survey, sms=traits.counts_segments, buttons=traits.buttons)


def _queue(sitting: Sitting, known: Known | None, content: Content, events: Sequence[ev.Event]) -> Queued:
    """Put one message into the outbox; to a person of whom nothing is kept by the address alone."""
    desk, traits, now = sitting.desk, sitting.channel.traits, sitting.desk.now()
    asks = any(isinstance(event, _ASKS) for event in events)
    kept = known.conversation if known else None
    message = Message(
        channel=sitting.channel.name,
        content=content,
        kind="prompt" if asks else "reply",
        contact=known.id if known else None,
        address=None if known else sitting.address,
        inbound=sitting.source,
        in_response=sitting.in_response,
        regardless=isinstance(sitting.said, Said),  # it answers what the person has just said, STOP too
        closes=kept.place.prompt if kept and traits.buttons else None,
        segments=segments(sms_text(content.text)).segments if traits.counts_segments else None,
        expires_at=now + STALE_AFTER,
    )
    return outbound.queue(sitting.db, desk.vault, message, now)


# --- Reports, timers ----------------------------------------------------------------------------------------------


def settle(desk: Desk, channel: Channel, report: Report) -> None:
    """Note what became of an outbound message. Who opted out at the provider is not written to before START."""
    with desk.database.write() as db:
        news = News(channel.name, report.status, report.outbound, report.trace, report.error, report.segments)
        settled = outbound.settle(db, news, desk.now())
        if report.left and settled is not None and settled.contact is not None:
            _leave(desk, db, channel, settled.contact)


def _leave(desk: Desk, db: Db, channel: Channel, contact: int) -> None:
    """The provider lets nothing through to this person: the same step as if they had told us so."""
    found = contacts.reach(db, desk.vault, contact) if contacts.lock(db, contact) else None
    known = contacts.load(db, desk.vault, contact) if found else None
    kept = known.conversation if known else None
    survey = desk.shelf.version(db, kept.survey, kept.version) if kept else None
    if found is None or kept is None or survey is None:
        contacts.opt_out(db, contact, desk.now())
        return
    sitting = Sitting(desk, db, channel, found.address, Said(left=True))
    _stepped(sitting, known, kept, survey, Conversation.from_json(kept.place.state))


def wake(desk: Desk, channel: Channel, address: str, waking: Waking) -> None:
    """A timer rang: the same step, the same transaction, as for a message."""
    with desk.database.write() as db:
        sitting = Sitting(desk, db, channel, address, Woke(waking.turn, waking.why))
        erased = _rung(sitting, waking)
    if erased:
        desk.database.scrub()
    desk.kick()


def _rung(sitting: Sitting, waking: Waking) -> bool:
    """Take the step where the timer is still the talk's own; whether the person was erased by it."""
    desk, db = sitting.desk, sitting.db
    if not contacts.lock(db, waking.contact):
        return False
    known = contacts.load(db, desk.vault, waking.contact)
    kept = known.conversation
    if kept is None or kept.id != waking.conversation or kept.place.turn != waking.turn:
        return False
    survey = desk.shelf.version(db, kept.survey, kept.version)
    if survey is None:
        conversations.finish(db, kept.id, desk.now())
        return False
    person, _ = _stepped(sitting, known, kept, survey, Conversation.from_json(kept.place.state))
    return person is None


# --- What breaks ---------------------------------------------------------------------------------------------------


def quarantine(desk: Desk, channel: Channel, hook: Hook) -> None:
    """Keep a genuine request that could not be followed. The same request again is kept once."""
    arrival = Arrival(channel.name, f"hook|{sha256(hook.body).hexdigest()}", "")
    _keep_raw(desk, arrival, hook.body.decode("utf-8", "replace"), "a request that could not be followed")


def _set_aside(desk: Desk, arrival: Arrival, raw: str, error: Exception) -> None:
    fault = place(error)
    _log.error("a message on %s broke its handling: %s; it is kept", arrival.channel, fault)
    _keep_raw(desk, arrival, raw, fault)


def _keep_raw(desk: Desk, arrival: Arrival, raw: str, fault: str) -> None:
    with desk.database.write() as db:
        inbound.quarantine(db, desk.vault, arrival, Fault(fault, raw), desk.now())


def _words_of(heard: Heard) -> str:
    """What is kept of a message that broke its handling: enough to hear it again."""
    reply, tap = heard.said.reply, heard.said.tap
    said = {"text": reply.text, "media": reply.media, "file": reply.file, "location": reply.location}
    return json.dumps(
        said | {"tap": [tap.turn, tap.says] if tap else None, "start": heard.said.start}, ensure_ascii=False
    )
