"""What is said: a message is queued in the transaction that caused it; what becomes of it only moves up."""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal

from sqlalchemy import Column, ColumnElement, Connection, bindparam, case, delete, func, insert, null, select, update

from bot.core.content import Content
from bot.store.columns import Plain, inserted, is_in
from bot.store.tables import outbound
from bot.store.vault import Vault

Kind = Literal["reply", "prompt", "bulk"]
State = Literal["pending", "sending", "uncertain", "sent", "delivered", "read", "failed", "cancelled", "expired"]

# A reply that went back in the response is settled by its status callback; after this long it is looked up.
CALLBACK_PATIENCE = timedelta(minutes=2)


@dataclass(frozen=True, slots=True)
class Message:
    """One message to queue. `address` is needed only where there is no `contact`.

    `kind`: replies and prompts go before bulk. `inbound` is what it answers, and `in_response` that it goes back
    in the response to that very request. `regardless`: it goes out even to somebody who has opted out (the answer
    to STOP, to HELP). `closes` is the outbound message whose buttons it replaces or closes. `segments` is what we
    think it costs. Nothing is sent before `due_at` (None: now) nor after `expires_at`.
    """

    channel: str
    content: Content
    kind: Kind
    contact: int | None = None
    address: str | None = None
    inbound: int | None = None
    in_response: bool = False
    regardless: bool = False
    closes: int | None = None
    segments: int | None = None
    due_at: datetime | None = None
    expires_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Queued:
    """A message in the outbox; `token` (32 hex digits) is the id that providers are told."""

    id: int
    token: str
    content: Content


@dataclass(frozen=True, slots=True)
class News:
    """What a provider reports of a message, found by our `token` or else by the provider's `trace` in `channel`."""

    channel: str
    status: Literal["sent", "delivered", "read", "failed"]
    token: str | None = None
    trace: str | None = None
    error: str | None = None
    billed: int | None = None


@dataclass(frozen=True, slots=True)
class Settled:
    """Whose message a report was about. `contact` is None where the person is erased or was never known."""

    id: int
    contact: int | None


@dataclass(frozen=True, slots=True)
class Backlog:
    """What stands open: how many in each state, and since when the oldest due message waits (None: nothing does)."""

    pending: int
    sending: int
    uncertain: int
    oldest: datetime | None


_QUEUE = insert(outbound)


def queue(db: Connection, vault: Vault, message: Message, now: datetime) -> Queued:
    """Put a message into the outbox, to be sent after the commit; one `in_response` counts as being handed over."""
    token = _new_token(now)
    sending = message.in_response
    row = {
        "token": token,
        "contact": message.contact,
        "channel": message.channel,
        "address": _sealed_address(vault, token, message),
        "content": vault.seal_json("outbound.content", token, message.content.to_json()),
        "kind": message.kind,
        "state": "sending" if sending else "pending",
        "regardless": message.regardless,
        "in_response": sending,
        "inbound": message.inbound,
        "closes": message.closes,
        "attempt": int(sending),
        "due_at": now + CALLBACK_PATIENCE if sending else message.due_at or now,
        "expires_at": message.expires_at,
        "queued_at": now,
        "handed_at": now if sending else None,
        "segments": message.segments,
    }
    return Queued(inserted(db.execute(_QUEUE, row)), token.hex(), message.content)


def _new_token(now: datetime) -> bytes:
    """16 bytes, of which 10 cannot be guessed; the time in front keeps the index's new entries side by side."""
    return int(now.timestamp() * 1000).to_bytes(6) + secrets.token_bytes(10)


def _sealed_address(vault: Vault, token: bytes, message: Message) -> bytes | None:
    if message.contact is not None:
        return None
    if message.address is None:
        raise ValueError("a message without a contact needs an address")
    return vault.seal("outbound.address", token, message.address)


def opened(vault: Vault, token: bytes, content: bytes) -> Content:
    """The content of an outbound row. Raises Unreadable."""
    return Content.from_json(vault.open_json("outbound.content", token, content))


_RANKS = {"sent": 2, "failed": 3, "delivered": 4, "read": 5}


def _rank(state: Column[Any]) -> ColumnElement[int]:
    """How far a message has come. Proof that it arrived outranks a failure; nothing ever moves back."""
    return case(_RANKS, value=state, else_=1)


_RISE = {
    "state": case((_rank(outbound.c.state) < bindparam("rank"), bindparam("status")), else_=outbound.c.state),
    "trace": func.coalesce(bindparam("is_traced", type_=Plain()), outbound.c.trace),
    "billed": func.coalesce(bindparam("is_billed"), outbound.c.billed),
    "error": func.coalesce(bindparam("fault", type_=Plain()), outbound.c.error),
    "handed_at": func.coalesce(outbound.c.handed_at, bindparam("moment")),
    "settled_at": bindparam("moment"),
}
_SENT = update(outbound).where(outbound.c.id == bindparam("row")).values(_RISE)
_SETTLE_TOKEN = (
    update(outbound)
    .where(outbound.c.token == bindparam("found_by"))
    .values(_RISE)
    .returning(outbound.c.id, outbound.c.contact)
)
_SETTLE_TRACE = (
    update(outbound)
    .where(outbound.c.channel == bindparam("on"), outbound.c.trace == bindparam("found_by"))
    .values(_RISE)
    .returning(outbound.c.id, outbound.c.contact)
)


def _news(news: News, now: datetime) -> dict[str, object]:
    return {
        "rank": _RANKS[news.status],
        "status": news.status,
        "is_traced": news.trace,
        "is_billed": news.billed,
        "fault": news.error,
        "moment": now,
    }


def settle(db: Connection, news: News, now: datetime) -> Settled | None:
    """Note a provider's report, in whatever order and however often it comes. None: no message of ours."""
    by_token, found_by = news.token is not None, _bytes_of(news.token) if news.token is not None else news.trace
    if not found_by:
        return None
    statement, where = (_SETTLE_TOKEN, {}) if by_token else (_SETTLE_TRACE, {"on": news.channel})
    row = db.execute(statement, {**_news(news, now), **where, "found_by": found_by}).first()
    return None if row is None else Settled(row.id, row.contact)


def _bytes_of(token: str) -> bytes:
    """The token a provider gave back; what is none finds nothing."""
    try:
        return bytes.fromhex(token)
    except ValueError:
        return b""


def sent(db: Connection, id_: int, trace: str, billed: int | None, now: datetime) -> None:
    """The provider took the message under the id `trace`; a report that came sooner stands."""
    db.execute(_SENT, {**_news(News("", "sent", trace=trace, billed=billed), now), "row": id_})


def failed(db: Connection, id_: int, error: str, now: datetime) -> None:
    """The provider refused the message for good."""
    db.execute(_SENT, {**_news(News("", "failed", error=error), now), "row": id_})


def retry(db: Connection, id_: int, due_at: datetime, error: str, *, unsent: bool = True) -> bool:
    """Send again at `due_at`. `unsent`: it is proven that it never left, so no answer to it can have come.

    False where a report has meanwhile shown that it did leave.
    """
    again = _unsettled(id_, "sending", "uncertain").values(state="pending", due_at=due_at, error=error, claimed_by=None)
    return db.execute(again.values(handed_at=null()) if unsent else again).rowcount == 1


def uncertain(db: Connection, id_: int, error: str, due_at: datetime | None) -> bool:
    """Nobody knows whether it left: ask the provider at `due_at`, or (None) leave it for the organiser to see."""
    doubt = _unsettled(id_, "sending", "uncertain").values(state="uncertain", due_at=due_at, error=error)
    return db.execute(doubt).rowcount == 1


def _unsettled(id_: int, *states: State) -> Any:  # noqa: ANN401 an UPDATE to be completed
    return update(outbound).where(outbound.c.id == id_, is_in(outbound.c.state, *states))


def cancel(db: Connection, contact: int) -> int:
    """Withdraw what waits for this person, but for what goes out regardless. How many messages that were."""
    waiting = update(outbound).where(
        outbound.c.contact == contact, is_in(outbound.c.state, "pending"), ~outbound.c.regardless
    )
    return db.execute(waiting.values(state="cancelled")).rowcount


def has_trace(db: Connection, channel: str, trace: str) -> bool:
    """Whether a message of ours is already known under this id of the provider: a look-up must not take it twice."""
    known = select(outbound.c.id).where(outbound.c.channel == channel, outbound.c.trace == trace).limit(1)
    return db.execute(known).first() is not None


def backlog(db: Connection, now: datetime) -> Backlog:
    """What stands open, for health and doctor."""
    states = is_in(outbound.c.state, "pending", "sending", "uncertain")
    grouped = db.execute(select(outbound.c.state, func.count()).where(states).group_by(outbound.c.state))
    counts: dict[str, int] = {row[0]: row[1] for row in grouped}
    late = select(func.min(outbound.c.due_at)).where(is_in(outbound.c.state, "pending"), outbound.c.due_at <= now)
    oldest = db.execute(late).scalar_one()
    return Backlog(counts.get("pending", 0), counts.get("sending", 0), counts.get("uncertain", 0), oldest)


def forget(db: Connection, before: datetime) -> int:
    """Drop messages to people we keep nothing of, queued before that time: the answer to ERASE, a refused text."""
    return db.execute(delete(outbound).where(outbound.c.contact.is_(None), outbound.c.queued_at < before)).rowcount
