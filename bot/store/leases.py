"""What only one process may do at a time: to send on a channel, to run a job."""

from datetime import datetime

from sqlalchemy import Connection, delete, or_
from sqlalchemy.dialects.postgresql import insert

from bot.store.tables import leases

_ROW = insert(leases)


def take(db: Connection, name: str, holder: str, until: datetime, now: datetime) -> bool:
    """Take, or keep, the lease called `name` until then. False: somebody else has it."""
    free = or_(leases.c.holder == holder, leases.c.until <= now)
    statement = _ROW.on_conflict_do_update(
        index_elements=["name"], set_={"holder": _ROW.excluded.holder, "until": _ROW.excluded.until}, where=free
    )
    row = {"name": name, "holder": holder, "until": until}
    return db.execute(statement.returning(leases.c.holder), row).first() is not None


def give_back(db: Connection, name: str, holder: str) -> None:
    """Let another have it at once."""
    db.execute(delete(leases).where(leases.c.name == name, leases.c.holder == holder))
