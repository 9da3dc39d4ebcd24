"""What was heard: each message once, whatever a provider repeats."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, bindparam, delete, func, or_, select, update
from sqlalchemy.dialects.postgresql import insert

from bot.store.columns import is_in
from bot.store.outbound import Queued, opened
from bot.store.tables import contacts, inbound, outbound
from bot.store.vault import Vault


@dataclass(frozen=True, slots=True)
class Arrival:
    """A message as a channel heard it: `id` is unique within the channel for ever, `trace` the provider's own id."""

    channel: str
    id: str
    address: str
    trace: str | None = None


@dataclass(frozen=True, slots=True)
class Taken:
    """A message that is ours to handle. `contact` is None where the address is new to us."""

    id: int
    key: bytes
    contact: int | None


@dataclass(frozen=True, slots=True)
class Fault:
    """Why a message could not be handled, in words without personal data, and the raw update."""

    error: str
    raw: str


@dataclass(frozen=True, slots=True)
class Quarantined:
    """A message whose handling failed: the raw update, kept until somebody has looked at it."""

    id: int
    channel: str
    raw: str
    error: str
    received_at: datetime


# The person's row is locked before the message's. The lock must be had in a statement before the one that reads
# the conversation: PostgreSQL reads joined rows as they were before it waited. NO KEY UPDATE lets references pass.
_TAKE = (
    insert(inbound)
    .values(
        key=bindparam("key"),
        channel=bindparam("channel"),
        contact=select(contacts.c.id)
        .where(contacts.c.channel == bindparam("channel"), contacts.c.code == bindparam("code"))
        .with_for_update(key_share=True)
        .scalar_subquery(),
        state=bindparam("state"),
        raw=bindparam("raw"),
        trace=bindparam("trace"),
        error=bindparam("error"),
        received_at=bindparam("received_at"),
    )
    .on_conflict_do_nothing(index_elements=["key"])
    .returning(inbound.c.id, inbound.c.contact)
)


def take(db: Connection, vault: Vault, arrival: Arrival, now: datetime) -> Taken | None:
    """Note the message and lock its sender until the transaction ends. None: it was taken before."""
    return _put(db, vault, arrival, {"state": "handled", "raw": None, "error": None, "received_at": now})


def quarantine(db: Connection, vault: Vault, arrival: Arrival, fault: Fault, now: datetime) -> Taken | None:
    """Keep a message whose handling failed, sealed, in a transaction of its own. None: it was taken before."""
    sealed = vault.seal("inbound.raw", key_of(vault, arrival), fault.raw)
    columns = {"state": "quarantined", "raw": sealed, "error": fault.error, "received_at": now}
    return _put(db, vault, arrival, columns)


def _put(db: Connection, vault: Vault, arrival: Arrival, columns: dict[str, object]) -> Taken | None:
    key = key_of(vault, arrival)
    trace = arrival.trace and vault.seal("inbound.trace", key, arrival.trace)
    about = {"key": key, "channel": arrival.channel, "trace": trace}
    row = db.execute(_TAKE, {**about, **columns, "code": vault.index(arrival.channel, arrival.address)}).first()
    return None if row is None else Taken(row.id, key, row.contact)


def key_of(vault: Vault, arrival: Arrival) -> bytes:
    """The code by which a repeat is known."""
    return vault.index(f"inbound {arrival.channel}", arrival.id)


# The replies that went back in the response, found through the sender's own few rows.
_REPLIES = (
    select(outbound.c.id, outbound.c.token, outbound.c.content, outbound.c.address, inbound.c.id.label("heard"))
    .join_from(inbound, outbound, or_(outbound.c.contact == inbound.c.contact, outbound.c.contact.is_(None)))
    .where(inbound.c.key == bindparam("key"), outbound.c.inbound == inbound.c.id, outbound.c.in_response)
    .order_by(outbound.c.id)
)


def replies(db: Connection, vault: Vault, arrival: Arrival) -> tuple[Queued, ...]:
    """What was said in the response to this message when it came first, in order: a repeat gets the same."""
    rows = db.execute(_REPLIES, {"key": key_of(vault, arrival)})
    return tuple(Queued(row.id, row.token.hex(), opened(vault, row.token, row.content)) for row in rows)


def handled(db: Connection, vault: Vault, taken: Taken, contact: int | None, raw: str | None = None) -> None:
    """Note whose message it was (a person new to us) or keep its words, which needs consent. Else needless."""
    sealed = raw and vault.seal("inbound.raw", taken.key, raw)
    db.execute(update(inbound).where(inbound.c.id == taken.id).values(contact=contact, raw=sealed))


def quarantined(db: Connection, vault: Vault, limit: int = 100) -> tuple[Quarantined, ...]:
    """The oldest messages that wait for somebody to look at them."""
    waiting = select(inbound).where(is_in(inbound.c.state, "quarantined")).order_by(inbound.c.id).limit(limit)
    return tuple(
        Quarantined(row.id, row.channel, vault.open("inbound.raw", row.key, row.raw), row.error, row.received_at)
        for row in db.execute(waiting)
    )


def count_quarantined(db: Connection) -> int:
    """How many messages wait for somebody to look at them."""
    waiting = select(func.count()).select_from(inbound).where(is_in(inbound.c.state, "quarantined"))
    return db.execute(waiting).scalar_one()


def release(db: Connection, id_: int) -> bool:
    """Forget that a quarantined message came, so that it can be received anew in this same transaction."""
    gone = delete(inbound).where(inbound.c.id == id_, is_in(inbound.c.state, "quarantined"))
    return db.execute(gone).rowcount == 1


def unheard(db: Connection, vault: Vault, channel: str, ids: Sequence[str]) -> frozenset[str]:
    """Which of these messages have not been taken in yet."""
    keys = {key_of(vault, Arrival(channel, each, "")): each for each in ids}
    known = db.execute(_KNOWN, {"keys": list(keys)}).scalars() if keys else ()
    return frozenset(keys.values()) - {keys[key] for key in known}


_KNOWN = select(inbound.c.key).where(inbound.c.key.in_(bindparam("keys", expanding=True)))


def forget(db: Connection, before: datetime) -> int:
    """Drop what was received and handled before that time: no provider repeats a message for so long.

    Quarantined messages stay. Keep at least the 24 h for which Telegram repeats.
    """
    gone = delete(inbound).where(inbound.c.received_at < before, is_in(inbound.c.state, "handled"))
    return db.execute(gone).rowcount
