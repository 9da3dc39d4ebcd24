"""Who did what, when; never what was said."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, insert, select

from bot.store.tables import audit


@dataclass(frozen=True, slots=True)
class Deed:
    """`actor` is a user's email, "contact" or "yobal"; `subject` names a thing, never a person's address or words."""

    actor: str
    action: str
    subject: str
    at: datetime


def add(db: Connection, deed: Deed) -> None:
    """Write it down, for good."""
    row = {"actor": deed.actor, "action": deed.action, "subject": deed.subject, "at": deed.at}
    db.execute(insert(audit), row)


def latest(db: Connection, limit: int = 100) -> tuple[Deed, ...]:
    """The last `limit` deeds, the newest first."""
    columns = (audit.c.actor, audit.c.action, audit.c.subject, audit.c.at)
    return tuple(Deed(*row) for row in db.execute(select(*columns).order_by(audit.c.id.desc()).limit(limit)))
