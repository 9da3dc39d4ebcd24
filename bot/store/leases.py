"""What only one process may do at a time: to send on a channel, to run a job."""

from datetime import datetime

from sqlalchemy import Connection, case, delete, null, or_
from sqlalchemy.dialects.postgresql import insert

from bot.store.columns import is_in
from bot.store.tables import leases, outbound

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


# A reply that went back in a response is nobody's: its own patience runs.
_LEFT_BEHIND = outbound.update().where(
    is_in(outbound.c.state, "pending", "sending"), outbound.c.claimed_by.is_not(None), ~outbound.c.in_response
)


def inherit(db: Connection, channel: str, holder: str, now: datetime) -> int:
    """What the sender before `holder` left behind on the channel: how many messages.

    Call it when the lease has just changed hands. What was leased and not begun may go at once; what was begun is
    in doubt. Its call is over: a sender keeps its lease at the start of each.
    """
    theirs = _LEFT_BEHIND.where(outbound.c.channel == channel, outbound.c.claimed_by != holder)
    began = is_in(outbound.c.state, "sending")
    free = theirs.values(
        state=case((began, "uncertain"), else_=outbound.c.state),
        error=case((began, "its sender is gone"), else_=outbound.c.error),
        due_at=now,
        claimed_by=null(),
    )
    return db.execute(free).rowcount
