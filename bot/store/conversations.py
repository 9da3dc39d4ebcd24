"""Where people are in a survey. The state is sealed; what SQL selects on stands beside it as columns."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import Connection, Row, bindparam, insert, null, select, update

from bot.store.columns import inserted
from bot.store.outbound import State
from bot.store.tables import conversations, outbound
from bot.store.vault import Vault

WakeWhy = Literal["remind", "expire"]


@dataclass(frozen=True, slots=True)
class Prompted:
    """What became of the message with the open question. `handed_at`: None until it began to leave us."""

    id: int
    state: State
    handed_at: datetime | None
    trace: str | None


@dataclass(frozen=True, slots=True)
class Place:
    """Where a conversation stands after a step.

    `state` is what the step needs, as plain data. `prompt` is the outbound message with the open question.
    `last_turn` is the provider's order of the last message heard. `wake_at` sets the timer, and unsets it when
    None. `over` ends the conversation: another may begin.
    """

    state: Mapping[str, Any]
    phase: str
    turn: int
    prompt: int | None = None
    last_turn: int | None = None
    wake_at: datetime | None = None
    wake_why: WakeWhy | None = None
    over: bool = False


@dataclass(frozen=True, slots=True)
class Kept:
    """A conversation as it is kept. `prompt` is None where no question was sent or its message is gone."""

    id: int
    token: bytes = field(repr=False)
    survey: str
    version: str
    place: Place = field(repr=False)
    started_at: datetime
    heard_at: datetime
    finished_at: datetime | None = None
    prompt: Prompted | None = None


@dataclass(frozen=True, slots=True)
class Waking:
    """A timer that is due: it was set in `turn` and is void when the conversation has moved on."""

    conversation: int
    contact: int
    turn: int
    why: WakeWhy


def begin(db: Connection, vault: Vault, contact: int, edition: tuple[str, str], now: datetime) -> Kept:
    """A new conversation about a survey, `edition` being its (name, version). Save it before the transaction ends.

    The contact must be locked and in no other: the database refuses a second open conversation of one person.
    """
    token, (survey, version) = secrets.token_bytes(16), edition
    place = Place(state={}, phase="new", turn=0)
    row = {"token": token, "contact": contact, "survey": survey, "version": version}
    made = db.execute(insert(conversations), {**row, **_columns(vault, token, place, now), "started_at": now})
    return Kept(inserted(made), token, survey, version, place, started_at=now, heard_at=now)


_SAVE = update(conversations).where(conversations.c.id == bindparam("row"))


def save(db: Connection, vault: Vault, kept: Kept, place: Place, now: datetime) -> None:
    """The conversation now stands at `place`; the timer is set anew."""
    db.execute(_SAVE, {"row": kept.id, **_columns(vault, kept.token, place, now)})


def _columns(vault: Vault, token: bytes, place: Place, now: datetime) -> dict[str, object]:
    return {
        "state": vault.seal_json("conversations.state", token, place.state),
        "phase": place.phase,
        "turn": place.turn,
        "prompt": place.prompt,
        "last_turn": place.last_turn,
        "wake_at": place.wake_at,
        "wake_why": place.wake_why,
        "heard_at": now,
        "finished_at": now if place.over else None,
    }


def finish(db: Connection, id_: int, now: datetime) -> None:
    """Close the conversation where it stands, without a step; its timer is void."""
    over = update(conversations).where(conversations.c.id == id_, conversations.c.finished_at.is_(None))
    db.execute(over.values(finished_at=now, wake_at=null(), wake_why=null()))


# Oldest first. A timer stays due until its step is saved, so a crash between the two loses none.
_WAKING = (
    select(conversations.c.id, conversations.c.contact, conversations.c.turn, conversations.c.wake_why)
    .where(conversations.c.wake_at <= bindparam("now"))
    .order_by(conversations.c.wake_at)
    .limit(bindparam("most"))
)


def waking(db: Connection, now: datetime, limit: int) -> tuple[Waking, ...]:
    """Up to `limit` timers that are due. Lock the contact, load it, and compare `turn` before acting on one."""
    return tuple(Waking(*row) for row in db.execute(_WAKING, {"now": now, "most": limit}))


# What `opened` reads, beside a contact's own columns.
COLUMNS = (
    conversations.c.id.label("conversation"),
    conversations.c.token.label("conversation_token"),
    conversations.c.survey,
    conversations.c.version,
    conversations.c.state,
    conversations.c.phase,
    conversations.c.turn,
    conversations.c.last_turn,
    conversations.c.prompt,
    conversations.c.wake_at,
    conversations.c.wake_why,
    conversations.c.started_at,
    conversations.c.heard_at,
    conversations.c.finished_at,
    outbound.c.state.label("prompt_state"),
    outbound.c.handed_at,
    outbound.c.trace,
)


def opened(vault: Vault, row: Row[*tuple[Any, ...]]) -> Kept:
    """The conversation in a row of `COLUMNS`. Raises Unreadable."""
    place = Place(
        state=vault.open_json("conversations.state", row.conversation_token, row.state),
        phase=row.phase,
        turn=row.turn,
        prompt=row.prompt,
        last_turn=row.last_turn,
        wake_at=row.wake_at,
        wake_why=row.wake_why,
        over=row.finished_at is not None,
    )
    prompt = row.prompt_state and Prompted(row.prompt, row.prompt_state, row.handed_at, row.trace)
    times = (row.started_at, row.heard_at, row.finished_at)
    return Kept(row.conversation, row.conversation_token, row.survey, row.version, place, *times, prompt)
