"""Rotation of keys: what an older key sealed is sealed anew, page by page, while everything goes on."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Column, ColumnElement, Connection, Row, Table, and_, func, or_, select, update

from bot.store import answers as answering
from bot.store import submissions as submitting
from bot.store.tables import answers, contacts, conversations, inbound, media, outbound, submissions
from bot.store.vault import Vault


@dataclass(frozen=True, slots=True)
class _Sealed:
    """A table with sealed columns, and what its rows' values are sealed to. `most`: rows in memory at once."""

    table: Table
    columns: tuple[str, ...]
    place: Callable[[Row[Any]], bytes]
    most: int = 500


_SEALED = (
    _Sealed(contacts, ("address",), lambda row: row.token),
    _Sealed(conversations, ("state",), lambda row: row.token),
    _Sealed(answers, ("words",), lambda row: answering.place(row.conversation, row.ref)),
    _Sealed(media, ("file", "sound", "text"), lambda row: row.token, most=5),  # a sound may have 20 MB
    _Sealed(submissions, ("xml",), lambda row: submitting.place(row.conversation)),
    _Sealed(inbound, ("raw", "trace"), lambda row: row.key),
    _Sealed(outbound, ("address", "content"), lambda row: row.token),
)


def reseal(db: Connection, vault: Vault, limit: int = 500) -> int:
    """Seal up to `limit` rows of each table with the newest key; how many were done. At 0 the old keys may go.

    One transaction a page: whoever writes meanwhile waits no longer than that. Raises Unreadable.
    """
    return sum(_reseal(db, vault, sealed, limit) for sealed in _SEALED)


def _reseal(db: Connection, vault: Vault, sealed: _Sealed, limit: int) -> int:
    table = sealed.table
    stale = select(table).where(or_(*(_is_old(table.c[name], vault.newest) for name in sealed.columns)))
    rows = db.execute(stale.limit(min(limit, sealed.most)).with_for_update(skip_locked=True)).all()
    for row in rows:
        fresh = {name: _again(vault, f"{table.name}.{name}", sealed.place(row), row) for name in sealed.columns}
        db.execute(update(table).where(_is(table, row)).values(**fresh))
    return len(rows)


def _is_old(column: Column[Any], newest: int) -> ColumnElement[bool]:
    """Sealed with another key than the newest: the second byte tells."""
    return func.substr(column, 2, 1, type_=column.type) != bytes((newest,))


def _is(table: Table, row: Row[Any]) -> ColumnElement[bool]:
    return and_(*(column == row._mapping[column] for column in table.primary_key))  # noqa: SLF001 SQLAlchemy's public name


def _again(vault: Vault, place: str, token: bytes, row: Row[Any]) -> bytes | None:
    sealed = row._mapping[place.partition(".")[2]]  # noqa: SLF001 SQLAlchemy's public name
    return sealed and vault.seal_bytes(place, token, vault.open_bytes(place, token, sealed))
