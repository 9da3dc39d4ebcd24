"""Recordings people sent as answers: fetched from the provider, kept sealed, until somebody has written them down.

There is at most one medium for a question of a conversation: the answer that stands.
"""

import secrets
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, bindparam, case, delete, func, insert, null, or_, select, update

from bot.core.wording import Language
from bot.store import answers as answering
from bot.store import contacts as people
from bot.store.columns import inserted, is_in
from bot.store.tables import answers, contacts, conversations, media
from bot.store.vault import Unreadable, Vault

SPOKEN = ("voice",)  # the kinds that are fetched, listened to and written down; a picture stays at the provider


@dataclass(frozen=True, slots=True)
class Medium:
    """One file at the provider, found there by `file`, sent in answer to the question at `ref`."""

    conversation: int
    ref: str
    kind: str
    file: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Due:
    """A recording to be fetched now, for the `tries`th time."""

    id: int
    tries: int
    file: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Waiting:
    """A recording nobody has written down yet: what it answers, in which language of the talk, and since when.

    `seconds` is its length where that is known; `is_here` says whether it has been fetched.
    """

    id: int
    survey: str
    version: str
    ref: str
    language: Language
    received_at: datetime
    seconds: int | None
    is_here: bool


@dataclass(frozen=True, slots=True)
class Backlog:
    """Recordings that nobody has written down: those that wait, and those that could not be fetched."""

    waiting: int
    lost: int


@dataclass(frozen=True, slots=True)
class Note:
    """What somebody (`by`) made of a recording; `text` is None where it cannot be understood."""

    by: str
    text: str | None = field(repr=False)


def add(db: Connection, vault: Vault, medium: Medium, now: datetime) -> int:
    """Keep where the file is, to be fetched from `now` on where it is spoken; its number."""
    token = secrets.token_bytes(16)
    about = {"token": token, "conversation": medium.conversation, "ref": medium.ref, "kind": medium.kind}
    sealed = vault.seal("media.file", token, medium.file)
    due = now if medium.kind in SPOKEN else None
    return inserted(db.execute(insert(media), {**about, "file": sealed, "received_at": now, "tries": 0, "due_at": due}))


def drop(db: Connection, conversation: int, ref: str) -> None:
    """Another answer has taken its place, or none: the person does not say this any more."""
    db.execute(delete(media).where(media.c.conversation == conversation, media.c.ref == ref))


# --- Fetching -------------------------------------------------------------------------------------------------

_NEXT = (
    select(media.c.id)
    .join_from(media, conversations)
    .join(contacts)
    .where(media.c.due_at <= bindparam("now"), contacts.c.channel == bindparam("on"))
    .order_by(media.c.due_at, media.c.id)
    .limit(1)
    .with_for_update(skip_locked=True, of=media)
)
_LEASE = (
    update(media)
    .where(media.c.id.in_(select(_NEXT.cte("next").c.id)))
    .values(due_at=bindparam("until"), tries=media.c.tries + 1)
    .returning(media.c.id, media.c.token, media.c.file, media.c.tries)
)


def due(db: Connection, vault: Vault, channel: str, now: datetime, until: datetime) -> Due | None:
    """The recording of `channel` that is due the longest, leased: nobody else gets it before `until`."""
    row = db.execute(_LEASE, {"on": channel, "now": now, "until": until}).first()
    if row is None:
        return None
    try:
        return Due(row.id, row.tries, vault.open("media.file", row.token, row.file))
    except Unreadable:
        give_up(db, row.id, "the file's name cannot be opened with these keys")
        return None


def keep(db: Connection, vault: Vault, id_: int, sound: bytes, seconds: int | None) -> bool:
    """Here is what was recorded. False: the person has taken it back meanwhile, and nothing is kept."""
    token = db.execute(select(media.c.token).where(media.c.id == id_)).scalar()
    if token is None:
        return False
    sealed = vault.seal_bytes("media.sound", token, sound)
    here = {"sound": sealed, "seconds": seconds, "due_at": None, "error": None}
    return db.execute(update(media).where(media.c.id == id_).values(here)).rowcount == 1


def later(db: Connection, id_: int, due_at: datetime, error: str) -> None:
    """It could not be fetched now, for the reason `error`."""
    db.execute(update(media).where(media.c.id == id_).values(due_at=due_at, error=error))


def give_up(db: Connection, id_: int, error: str) -> None:
    """It cannot be fetched, for the reason `error`; nobody tries any more by themselves."""
    db.execute(update(media).where(media.c.id == id_).values(due_at=null(), error=error))


def fetch_again(db: Connection, now: datetime) -> int:
    """All that could not be fetched is tried anew; how many."""
    return db.execute(update(media).where(_unwritten(), _LOST).values(due_at=now, tries=0)).rowcount


def let_go(db: Connection, by: str, now: datetime) -> int:
    """Nobody waits any more for what could not be fetched; how many."""
    return db.execute(update(media).where(_unwritten(), _LOST).values(written_at=now, written_by=by)).rowcount


# --- Writing down ---------------------------------------------------------------------------------------------

_LOST = and_(media.c.sound.is_(None), media.c.due_at.is_(None))


def _unwritten() -> ColumnElement[bool]:
    return and_(media.c.written_at.is_(None), is_in(media.c.kind, *SPOKEN))


_WAITING = (
    select(
        media.c.id,
        conversations.c.survey,
        conversations.c.version,
        media.c.ref,
        func.coalesce(answers.c.language, contacts.c.language),
        media.c.received_at,
        media.c.seconds,
        media.c.sound.is_not(None),
    )
    .join_from(media, conversations)
    .join(contacts)
    .outerjoin(answers, and_(answers.c.conversation == media.c.conversation, answers.c.ref == media.c.ref))
    .where(_unwritten(), or_(media.c.sound.is_not(None), media.c.due_at.is_not(None)))
    .order_by(media.c.id)
)


def waiting(db: Connection, limit: int = 100) -> tuple[Waiting, ...]:
    """Up to `limit` recordings to be written down, the oldest first, without those that could not be fetched."""
    return tuple(Waiting(*row) for row in db.execute(_WAITING.limit(limit)))


def backlog(db: Connection) -> Backlog:
    """How many recordings nobody has written down."""
    lost = func.coalesce(func.sum(case((_LOST, 1), else_=0)), 0)
    total, of_them = db.execute(select(func.count(), lost).select_from(media).where(_unwritten())).one()
    return Backlog(total - of_them, of_them)


def reasons(db: Connection) -> tuple[str, ...]:
    """Why recordings could not be fetched, each reason once."""
    found = select(media.c.error).where(_unwritten(), _LOST, media.c.error.is_not(None)).distinct()
    return tuple(sorted(db.execute(found).scalars()))


def listen(db: Connection, vault: Vault, id_: int) -> bytes | None:
    """What was recorded; None where there is no such recording, or it has not been fetched. Raises Unreadable."""
    row = db.execute(select(media.c.token, media.c.sound).where(media.c.id == id_)).first()
    return None if row is None or row.sound is None else vault.open_bytes("media.sound", row.token, row.sound)


_OWNER = (
    select(media.c.token, media.c.conversation, media.c.ref, conversations.c.contact)
    .join_from(media, conversations)
    .where(media.c.id == bindparam("medium"))
)


def written(db: Connection, vault: Vault, id_: int, note: Note, now: datetime) -> bool:
    """Somebody has listened: their text becomes the answer's words, in the same transaction.

    False, and nothing is changed, where the person has taken the recording back or somebody was quicker.
    """
    row = db.execute(_OWNER, {"medium": id_}).first()
    if row is None or not people.lock(db, row.contact):
        return False
    sealed = None if note.text is None else vault.seal("media.text", row.token, note.text)
    mine = update(media).where(media.c.id == id_, media.c.written_at.is_(None))
    values: dict[str, Any] = {"text": sealed, "written_by": note.by, "written_at": now}
    if db.execute(mine.values(values)).rowcount != 1:
        return False
    if note.text is not None:
        answering.reword(db, vault, row.conversation, row.ref, note.text)
    return True


_WORDS = (
    select(media.c.conversation, media.c.ref, media.c.token, media.c.text)
    .join_from(media, conversations)
    .where(conversations.c.survey == bindparam("survey"), media.c.text.is_not(None))
)


def words(db: Connection, vault: Vault, survey: str) -> dict[int, dict[str, str]]:
    """What was written down of recordings in every version of a survey, by conversation and ref."""
    found: dict[int, dict[str, str]] = {}
    for row in db.execute(_WORDS, {"survey": survey}):
        found.setdefault(row.conversation, {})[row.ref] = vault.open("media.text", row.token, row.text)
    return found
