"""The people we may write to, found by the keyed code of their address."""

import secrets
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import Connection, bindparam, null, select, update
from sqlalchemy.dialects.postgresql import insert

from bot.core.wording import Language
from bot.store import conversations, outbound
from bot.store.conversations import Kept
from bot.store.tables import contacts
from bot.store.tables import conversations as talks
from bot.store.tables import outbound as messages
from bot.store.vault import Vault


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody new: an address on a channel, and the language they seem to speak."""

    channel: str
    address: str
    language: Language


@dataclass(frozen=True, slots=True)
class Known:
    """A contact, and their conversation: the open one, else the latest, else None.

    `unreachable_at`: since when the channel refuses to reach them (they blocked us).
    """

    id: int
    token: bytes = field(repr=False)
    channel: str
    language: Language
    opted_out_at: datetime | None
    unreachable_at: datetime | None
    conversation: Kept | None = None


_COLUMNS = (
    contacts.c.id,
    contacts.c.token,
    contacts.c.channel,
    contacts.c.language,
    contacts.c.opted_out_at,
    contacts.c.unreachable_at,
)
# The latest conversation is the open one if any is: a new one begins only when no other is open.
_LOAD = (
    select(*_COLUMNS, *conversations.COLUMNS)
    .outerjoin_from(contacts, talks, talks.c.contact == contacts.c.id)
    .outerjoin(messages, messages.c.id == talks.c.prompt)
    .where(contacts.c.id == bindparam("contact"))
    .order_by(talks.c.id.desc())
    .limit(1)
)


def load(db: Connection, vault: Vault, contact: int) -> Known:
    """A contact with their conversation and what became of its prompt, as of now.

    The contact must be locked by this transaction (`inbound.take`, `lock`, `find`, `add`) if it is to be changed.
    """
    row = db.execute(_LOAD, {"contact": contact}).one()
    kept = None if row.conversation is None else conversations.opened(vault, row)
    return Known(row.id, row.token, row.channel, row.language, row.opted_out_at, row.unreachable_at, kept)


_LOCK = select(contacts.c.id).where(contacts.c.id == bindparam("contact")).with_for_update(key_share=True)
_FIND = (
    select(contacts.c.id)
    .where(contacts.c.channel == bindparam("channel"), contacts.c.code == bindparam("code"))
    .with_for_update(key_share=True)
)


def lock(db: Connection, contact: int) -> bool:
    """Nobody else handles this person until the transaction ends. False: they are gone."""
    return db.execute(_LOCK, {"contact": contact}).first() is not None


def find(db: Connection, vault: Vault, channel: str, address: str) -> Known | None:
    """The contact with this address, locked."""
    row = db.execute(_FIND, {"channel": channel, "code": vault.index(channel, address)}).first()
    return None if row is None else load(db, vault, row.id)


_LOOK = select(contacts.c.id).where(contacts.c.channel == bindparam("channel"), contacts.c.code == bindparam("code"))


def look(db: Connection, vault: Vault, channel: str, address: str) -> Known | None:
    """The contact with this address as it is now, to be shown and not changed: nothing is locked."""
    row = db.execute(_LOOK, {"channel": channel, "code": vault.index(channel, address)}).first()
    return None if row is None else load(db, vault, row.id)


_ADD = insert(contacts).on_conflict_do_nothing(index_elements=["channel", "code"]).returning(contacts.c.id)


def add(db: Connection, vault: Vault, person: Person, now: datetime) -> Known:
    """A new contact; or the one that another request has just made of the same address, locked."""
    token = secrets.token_bytes(16)
    row = {
        "token": token,
        "channel": person.channel,
        "code": vault.index(person.channel, person.address),
        "address": vault.seal("contacts.address", token, person.address),
        "language": person.language,
        "created_at": now,
    }
    made = db.execute(_ADD, row).first()
    if made is None:
        return find(db, vault, person.channel, person.address) or add(db, vault, person, now)
    return Known(made.id, token, person.channel, person.language, None, None)


def speak(db: Connection, contact: int, language: Language) -> None:
    """From here on the person is written to in `language`."""
    db.execute(update(contacts).where(contacts.c.id == contact).values(language=language))


def opt_out(db: Connection, contact: int, now: datetime) -> None:
    """No more messages: what waits is withdrawn, but for what goes out regardless."""
    db.execute(update(contacts).where(contacts.c.id == contact).values(opted_out_at=now))
    outbound.cancel(db, contact)


def opt_in(db: Connection, contact: int) -> None:
    """Messages are welcome again, and can arrive."""
    back = update(contacts).where(contacts.c.id == contact)
    db.execute(back.values(opted_out_at=null(), unreachable_at=null()))


def unreachable(db: Connection, contact: int, now: datetime) -> None:
    """The channel refuses to reach them: what waits is withdrawn. A message from them ends it (`reachable`)."""
    db.execute(update(contacts).where(contacts.c.id == contact).values(unreachable_at=now))
    outbound.cancel(db, contact)


def reachable(db: Connection, contact: int) -> None:
    """They wrote, so we can write; an opt-out stands."""
    db.execute(update(contacts).where(contacts.c.id == contact).values(unreachable_at=null()))


@dataclass(frozen=True, slots=True)
class Reach:
    """How a contact is reached: for a message that nobody's message has caused."""

    channel: str
    address: str = field(repr=False)


def reach(db: Connection, vault: Vault, contact: int) -> Reach | None:
    """Channel and address of a contact; None where they are gone."""
    mine = select(contacts.c.token, contacts.c.channel, contacts.c.address).where(contacts.c.id == contact)
    row = db.execute(mine).first()
    return row and Reach(row.channel, vault.open("contacts.address", row.token, row.address))
