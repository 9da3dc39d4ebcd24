"""Codes of people who must never be written to first: all that is left of somebody erased."""

from datetime import datetime

from sqlalchemy import Connection, delete, select
from sqlalchemy.dialects.postgresql import insert

from bot.store.tables import do_not_contact
from bot.store.vault import Vault


def add(db: Connection, vault: Vault, channel: str, address: str, why: tuple[str, datetime]) -> None:
    """Never write to this address first. `why` is (reason, since); an earlier entry stands."""
    add_code(db, channel, vault.index(channel, address), why)


def add_code(db: Connection, channel: str, code: bytes, why: tuple[str, datetime]) -> None:
    """As `add`, by the code of the address."""
    reason, since = why
    row = {"channel": channel, "code": code, "reason": reason, "since": since}
    db.execute(insert(do_not_contact).on_conflict_do_nothing(index_elements=["channel", "code"]), row)


def holds(db: Connection, vault: Vault, channel: str, address: str) -> bool:
    """Whether this address must not be written to first."""
    mine = do_not_contact.c.code == vault.index(channel, address)
    return (
        db.execute(select(do_not_contact.c.since).where(do_not_contact.c.channel == channel, mine)).first() is not None
    )


def lift(db: Connection, vault: Vault, channel: str, address: str) -> None:
    """The person has come back by themselves."""
    mine = do_not_contact.c.code == vault.index(channel, address)
    db.execute(delete(do_not_contact).where(do_not_contact.c.channel == channel, mine))
