"""What simulated phones show: for trying things out in a browser, never for real people."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, delete, insert, select

from bot.store.columns import inserted
from bot.store.tables import screens


@dataclass(frozen=True, slots=True)
class Shown:
    """One thing on a phone's screen; later ones have higher numbers."""

    id: int
    content: Mapping[str, Any]
    at: datetime


def show(db: Connection, phone: str, content: Mapping[str, Any], now: datetime) -> int:
    """Put plain data on the screen of `phone`; its number."""
    return inserted(db.execute(insert(screens), {"phone": phone, "content": dict(content), "at": now}))


def of_phone(db: Connection, phone: str, after: int = 0) -> tuple[Shown, ...]:
    """What `phone` shows, in order; only what came after the number `after`."""
    mine = select(screens.c.id, screens.c.content, screens.c.at).where(screens.c.phone == phone, screens.c.id > after)
    return tuple(Shown(*row) for row in db.execute(mine.order_by(screens.c.id)))


def clear(db: Connection, phone: str) -> None:
    """A new, empty phone."""
    db.execute(delete(screens).where(screens.c.phone == phone))
