"""Recordings and pictures people sent as answers, until somebody has written down what they say."""

import secrets
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import Connection, insert, select, update

from bot.store.columns import inserted
from bot.store.tables import media
from bot.store.vault import Vault


@dataclass(frozen=True, slots=True)
class Medium:
    """One file at the provider, found there by `file`, sent in answer to the question at `ref`."""

    conversation: int
    ref: str
    kind: str
    file: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Waiting:
    """A medium that nobody has written down yet."""

    id: int
    medium: Medium
    received_at: datetime


def add(db: Connection, vault: Vault, medium: Medium, now: datetime) -> int:
    """Keep where the file is; its number."""
    token = secrets.token_bytes(16)
    about = {"token": token, "conversation": medium.conversation, "ref": medium.ref, "kind": medium.kind}
    sealed = vault.seal("media.file", token, medium.file)
    return inserted(db.execute(insert(media), {**about, "file": sealed, "received_at": now}))


def waiting(db: Connection, vault: Vault, limit: int = 100) -> tuple[Waiting, ...]:
    """Up to `limit` media to be written down, the oldest first."""
    rows = db.execute(select(media).where(media.c.written_at.is_(None)).order_by(media.c.id).limit(limit))
    return tuple(
        Waiting(
            row.id,
            Medium(row.conversation, row.ref, row.kind, vault.open("media.file", row.token, row.file)),
            row.received_at,
        )
        for row in rows
    )


def written(db: Connection, id_: int, now: datetime) -> None:
    """Somebody has written down what it says."""
    db.execute(update(media).where(media.c.id == id_).values(written_at=now))
