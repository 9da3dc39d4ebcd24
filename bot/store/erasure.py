"""Erasure: every row and byte of a person goes, for good."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sqlalchemy import Connection, bindparam, delete, null, select, update

from bot.store import audit, do_not_contact
from bot.store.audit import Deed
from bot.store.tables import answers, consents, contacts, conversations, inbound, media, outbound, submissions
from bot.store.vault import Vault


@dataclass(frozen=True, slots=True)
class Wish:
    """How somebody is erased.

    `keep_code`: never write to them first again; the one thing that stays. `actor` and `reason` go into the audit,
    without content.
    """

    reason: str
    keep_code: bool
    actor: str = "contact"


@dataclass(frozen=True, slots=True)
class Copy:
    """A copy of a message that the provider still has, under its own id: to be deleted there."""

    channel: str
    trace: str
    way: Literal["in", "out"]


def erase(db: Connection, vault: Vault, contact: int, wish: Wish, now: datetime) -> tuple[Copy, ...]:
    """Remove everything of this person, whom the transaction has locked; what providers still hold of them.

    Queue the last words to them with their address, not as this contact. After the commit call `Database.scrub`.
    """
    person = db.execute(select(contacts.c.channel, contacts.c.code).where(contacts.c.id == contact)).first()
    if person is None:
        return ()
    copies = (*_copies_in(db, vault, contact), *_copies_out(db, contact))
    _remove(db, contact)
    if wish.keep_code:
        do_not_contact.add_code(db, person.channel, person.code, (wish.reason, now))
    audit.add(db, Deed(wish.actor, "erase", wish.reason, now))
    return copies


def _copies_in(db: Connection, vault: Vault, contact: int) -> tuple[Copy, ...]:
    mine = select(inbound.c.channel, inbound.c.key, inbound.c.trace)
    rows = db.execute(mine.where(inbound.c.contact == contact, inbound.c.trace.is_not(None)))
    return tuple(Copy(row.channel, vault.open("inbound.trace", row.key, row.trace), "in") for row in rows)


def _copies_out(db: Connection, contact: int) -> tuple[Copy, ...]:
    mine = select(outbound.c.channel, outbound.c.trace)
    rows = db.execute(mine.where(outbound.c.contact == contact, outbound.c.trace.is_not(None)))
    return tuple(Copy(row.channel, row.trace, "out") for row in rows)


_talks = select(conversations.c.id).where(conversations.c.contact == bindparam("contact"))

_REMOVALS = (
    delete(answers).where(answers.c.conversation.in_(_talks)),
    delete(media).where(media.c.conversation.in_(_talks)),
    delete(submissions).where(submissions.c.conversation.in_(_talks)),
    delete(consents).where(consents.c.contact == bindparam("contact")),
    delete(conversations).where(conversations.c.contact == bindparam("contact")),
    delete(outbound).where(outbound.c.contact == bindparam("contact")),
    delete(contacts).where(contacts.c.id == bindparam("contact")),
)


def _remove(db: Connection, contact: int) -> None:
    """Table by table. Of their messages the codes of the ids stay, until they are forgotten like all others.

    A provider may still repeat one, or list it when it is asked what we missed: heard anew, it would bring the
    person back whom we have just erased.
    """
    bare = update(inbound).where(inbound.c.contact == contact)
    db.execute(bare.values(contact=null(), raw=null(), trace=null(), error=null(), state="handled"))
    for removal in _REMOVALS:
        db.execute(removal, {"contact": contact})
