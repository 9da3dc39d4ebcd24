"""A small scene for the store: a vault, a time, somebody who writes, something to say."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Connection

from bot.core.content import Content
from bot.store import claims, contacts, conversations, inbound, outbound
from bot.store.answers import Answer
from bot.store.claims import Claimed, Lease
from bot.store.contacts import Known, Person
from bot.store.conversations import Kept, Place
from bot.store.inbound import Arrival, Taken
from bot.store.outbound import Message, Queued
from bot.store.vault import Vault

VAULT = Vault({7: bytes(range(32))}, bytes(range(32, 64)))
NOW = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)
SOON = NOW + timedelta(seconds=30)
SOK = "+85512000001"
DARA = "+85512000002"


def arrival(number: int = 1, address: str = SOK) -> Arrival:
    """The message SM<number> from `address`."""
    return Arrival("sms", f"SM{number}", address, trace=f"SM{number}")


def take(db: Connection, number: int = 1, address: str = SOK) -> Taken:
    """A message that comes for the first time."""
    taken = inbound.take(db, VAULT, arrival(number, address), NOW)
    assert taken is not None
    return taken


def person(db: Connection, address: str = SOK, channel: str = "sms") -> Known:
    """A contact without a conversation."""
    return contacts.add(db, VAULT, Person(channel, address, "km"), NOW)


def begin(db: Connection, contact: int, state: dict[str, Any] | None = None) -> Kept:
    """A conversation about the town plan, one step on."""
    kept = conversations.begin(db, VAULT, contact, ("town-plan", "1"), NOW)
    conversations.save(db, VAULT, kept, place(state=state or {}), NOW)
    return kept


def place(**changes: Any) -> Place:
    """Where a conversation stands after one step."""
    return replace(Place({}, "asking", 1), **changes)


def say(db: Connection, contact: int | None, text: str = "hello", **more: Any) -> Queued:
    """A reply in the outbox, or what `more` makes of it."""
    message = Message("sms", Content(text), "reply", contact=contact)
    return outbound.queue(db, VAULT, replace(message, **more), more.get("due_at") or NOW)


def lease(holder: str = "worker", until: datetime = SOON) -> Lease:
    return Lease("sms", holder, until)


def claim(db: Connection, now: datetime = NOW, limit: int = 20, holder: str = "worker") -> tuple[Claimed, ...]:
    """What a worker gets when it asks at `now`."""
    return claims.claim(db, VAULT, lease(holder, now + timedelta(seconds=30)), now, limit)


def texts(claimed: tuple[Claimed, ...]) -> list[str]:
    return [each.content.text for each in claimed]


def hand_over(db: Connection, now: datetime = NOW, limit: int = 20) -> list[str]:
    """Claim, start and send all that is due; what was said, in order."""
    claimed = claim(db, now, limit)
    begun = claims.start(db, [each.id for each in claimed], lease(until=now + timedelta(seconds=10)), now)
    for each in claimed:
        if each.id in begun:
            outbound.sent(db, each.id, f"trace-{each.id}", 1, now)
    return [each.content.text for each in claimed if each.id in begun]


def answer(ref: str = "/data/market", **changes: Any) -> Answer:
    """Somebody chose "market"."""
    market = Answer(ref, ref.rpartition("/")[2], "1", "answered", "km", "sms", NOW, code="market", raw="២")
    return replace(market, **changes)
