"""The worker's side of the outbox: what is due is leased, begun, and never sent twice for a crash.

A row is leased by moving its `due_at` to the lease's end, so that whoever dies gives it back by dying. `start`
commits that the call is about to be made; only what was started can be in doubt.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, Select, and_, bindparam, case, func, null, or_, select, update

from bot.core.content import Content
from bot.store.columns import is_in
from bot.store.outbound import Kind, opened
from bot.store.tables import contacts, outbound
from bot.store.vault import Vault


@dataclass(frozen=True, slots=True)
class Lease:
    """Whose the rows of a channel are, and until when."""

    channel: str
    holder: str
    until: datetime


@dataclass(frozen=True, slots=True)
class Claimed:
    """A message to send or, when in doubt, to look up.

    `token` is the id for the provider, `attempt` counts from 1 (the coming one when pending), `closes` is the
    provider's id of the message whose buttons it replaces. `handed_at` is when it first began to leave us.
    """

    id: int
    token: str
    contact: int | None
    channel: str
    address: str = field(repr=False)
    content: Content = field(repr=False)
    kind: Kind
    in_response: bool
    attempt: int
    queued_at: datetime
    handed_at: datetime | None
    closes: str | None = None


_URGENT: tuple[Kind, ...] = ("reply", "prompt")
_BULK: tuple[Kind, ...] = ("bulk",)
_earlier = outbound.alias("earlier")


def _due(kinds: tuple[Kind, ...]) -> Select[Any]:
    """Pending messages of `kinds` whose time has come, none overtaking an earlier one to the same person.

    A message waits for one that is under way or in doubt, and for a pending one of its own kinds unless that is
    planned for later; bulk never holds up a reply.
    """
    waits = and_(
        is_in(_earlier.c.state, "pending"),
        is_in(_earlier.c.kind, *kinds),
        or_(_earlier.c.claimed_by.is_not(None), _earlier.c.attempt > 0, _earlier.c.due_at <= outbound.c.due_at),
    )
    in_doubt = and_(is_in(_earlier.c.state, "uncertain"), _earlier.c.due_at.is_not(None))
    before = select(_earlier.c.id).where(
        _earlier.c.contact == outbound.c.contact,
        _earlier.c.id < outbound.c.id,
        or_(waits, is_in(_earlier.c.state, "sending"), in_doubt),
    )
    return _in_state("pending").where(is_in(outbound.c.kind, *kinds), ~before.exists())


def _in_state(state: str) -> Select[Any]:
    """The rows of one channel in `state` that must be looked at, the longest due first, passing over locked ones."""
    return (
        select(outbound.c.id)
        .where(
            outbound.c.channel == bindparam("on"), is_in(outbound.c.state, state), outbound.c.due_at <= bindparam("now")
        )
        .order_by(outbound.c.due_at, outbound.c.id)
        .limit(bindparam("most"))
        .with_for_update(skip_locked=True, of=outbound)
    )


def _leasing(due: Select[Any]) -> Any:  # noqa: ANN401 an UPDATE … RETURNING
    """Lease the rows `due`; as a common table, or PostgreSQL may choose them more than once."""
    chosen = select(due.cte("due").c.id)
    lease: dict[str, Any] = {"due_at": bindparam("until"), "claimed_by": bindparam("holder")}
    return update(outbound).where(outbound.c.id.in_(chosen)).values(lease).returning(outbound.c.id)


_CLAIM_URGENT, _CLAIM_BULK = _leasing(_due(_URGENT)), _leasing(_due(_BULK))
_DOUBTFUL = _leasing(_in_state("uncertain"))

_closed = outbound.alias("closed")
_OPEN = (
    select(
        outbound,
        contacts.c.token.label("contact_token"),
        contacts.c.address.label("contact_address"),
        _closed.c.trace.label("closes_trace"),
    )
    .outerjoin_from(outbound, contacts, contacts.c.id == outbound.c.contact)
    .outerjoin(_closed, _closed.c.id == outbound.c.closes)
    .where(outbound.c.id.in_(bindparam("rows", expanding=True)))
    .order_by(outbound.c.id)
)


def claim(db: Connection, vault: Vault, lease: Lease, now: datetime, limit: int) -> tuple[Claimed, ...]:
    """Lease up to `limit` due messages of the channel: replies and prompts before bulk, the oldest first.

    Two workers never lease the same one, and one person's messages keep their order.
    """
    ids = _lease(db, _CLAIM_URGENT, lease, now, limit)
    if len(ids) < limit:
        ids += _lease(db, _CLAIM_BULK, lease, now, limit - len(ids))
    return _opened(db, vault, ids, begun=0)


def uncertain_due(db: Connection, vault: Vault, lease: Lease, now: datetime, limit: int) -> tuple[Claimed, ...]:
    """Lease up to `limit` messages in doubt, to ask the provider what became of them."""
    return _opened(db, vault, _lease(db, _DOUBTFUL, lease, now, limit), begun=1)


def _lease(db: Connection, leasing: Any, lease: Lease, now: datetime, limit: int) -> list[int]:  # noqa: ANN401 an UPDATE … RETURNING
    bounds = {"on": lease.channel, "now": now, "most": limit}
    return list(db.execute(leasing, {**bounds, "until": lease.until, "holder": lease.holder}).scalars())


def _opened(db: Connection, vault: Vault, ids: list[int], *, begun: int) -> tuple[Claimed, ...]:
    """The leased messages, urgent before bulk; those of people erased meanwhile have nobody to go to."""
    if not ids:
        return ()
    rows = db.execute(_OPEN, {"rows": ids}).all()
    homeless = [row.id for row in rows if row.address is None and row.contact_address is None]
    if homeless:
        db.execute(update(outbound).where(outbound.c.id.in_(homeless)).values(state="cancelled"))
    claimed = (_claimed(vault, row, row.attempt + 1 - begun) for row in rows if row.id not in homeless)
    return tuple(sorted(claimed, key=lambda each: each.kind in _BULK))


def _claimed(vault: Vault, row: Row[Any], attempt: int) -> Claimed:
    return Claimed(
        id=row.id,
        token=row.token.hex(),
        contact=row.contact,
        channel=row.channel,
        address=_address(vault, row),
        content=opened(vault, row.token, row.content),
        kind=row.kind,
        in_response=row.in_response,
        attempt=attempt,
        queued_at=row.queued_at,
        handed_at=row.handed_at,
        closes=row.closes_trace,
    )


def _address(vault: Vault, row: Row[Any]) -> str:
    if row.address is not None:
        return vault.open("outbound.address", row.token, row.address)
    return vault.open("contacts.address", row.contact_token, row.contact_address)


# An opt-out under way is waited for, and none can begin until the intent is committed. Contacts are locked before
# their messages, as everywhere, and in the order of their numbers.
_HOLD_CONTACTS = (
    select(contacts.c.id)
    .where(contacts.c.id.in_(select(outbound.c.contact).where(outbound.c.id.in_(bindparam("rows", expanding=True)))))
    .order_by(contacts.c.id)
    .with_for_update(read=True)
)
_has_left = (
    select(contacts.c.id)
    .where(
        contacts.c.id == outbound.c.contact,
        or_(contacts.c.opted_out_at.is_not(None), contacts.c.unreachable_at.is_not(None)),
    )
    .exists()
)
_START = (
    update(outbound)
    .where(
        outbound.c.id.in_(bindparam("rows", expanding=True)),
        is_in(outbound.c.state, "pending"),
        outbound.c.claimed_by == bindparam("holder"),
        outbound.c.due_at > bindparam("now"),
    )
    .values(
        state=case(
            (outbound.c.expires_at <= bindparam("now"), "expired"),
            (and_(~outbound.c.regardless, _has_left), "cancelled"),
            else_="sending",
        ),
        attempt=outbound.c.attempt + 1,
        due_at=bindparam("until"),
        handed_at=func.coalesce(outbound.c.handed_at, bindparam("now")),
    )
    .returning(outbound.c.id, outbound.c.state)
)


def start(db: Connection, ids: Sequence[int], lease: Lease, now: datetime) -> frozenset[int]:
    """Which of the claimed messages may be sent, committed as `sending` before the call; only those, and at once.

    From then on they count as lost after `lease.until`. Left out: what another worker got because the lease ran
    out, what has expired, and what people who left should not get (those are settled here as such).
    """
    if db.dialect.name == "postgresql":
        db.execute(_HOLD_CONTACTS, {"rows": ids})
    rows = db.execute(_START, {"rows": ids, "holder": lease.holder, "until": lease.until, "now": now})
    return frozenset(row.id for row in rows if row.state == "sending")


def release(db: Connection, ids: Sequence[int], holder: str, now: datetime) -> None:
    """Give leased messages back that were not started: another may have them at once."""
    mine = update(outbound).where(outbound.c.id.in_(ids), outbound.c.claimed_by == holder)
    db.execute(mine.where(is_in(outbound.c.state, "pending")).values(due_at=now, claimed_by=null()))


def abandoned(db: Connection, now: datetime) -> int:
    """Messages under way for too long are in doubt from now on: their worker died, or no callback came. How many."""
    lost = update(outbound).where(is_in(outbound.c.state, "sending"), outbound.c.due_at <= now)
    return db.execute(lost.values(state="uncertain", due_at=now, error="no word of what became of it")).rowcount
