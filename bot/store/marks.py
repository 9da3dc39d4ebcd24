"""Single facts Yobal notes for itself, such as how far a list at the provider was read."""

from datetime import datetime

from sqlalchemy import Connection, select
from sqlalchemy.dialects.postgresql import insert

from bot.store.tables import marks


def put(db: Connection, name: str, value: str, now: datetime) -> None:
    """Note `value` under `name`, in place of what was noted there."""
    row = insert(marks)
    changed = {"value": row.excluded["value"], "at": row.excluded["at"]}
    db.execute(
        row.on_conflict_do_update(index_elements=["name"], set_=changed), {"name": name, "value": value, "at": now}
    )


def read(db: Connection, name: str) -> str | None:
    """What is noted under `name`."""
    return db.execute(select(marks.c.value).where(marks.c.name == name)).scalar_one_or_none()
