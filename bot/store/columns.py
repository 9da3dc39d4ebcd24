"""The kinds of columns, tables and indexes, the same on SQLite and PostgreSQL."""

from datetime import UTC, datetime
from typing import Any, cast

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    ColumnElement,
    CursorResult,
    DateTime,
    Dialect,
    Identity,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Row,
    Table,
    Text,
    TypeDecorator,
    literal,
    or_,
)

metadata = MetaData(
    naming_convention={
        "ix": "%(table_name)s_by_%(column_0_N_name)s",
        "uq": "%(table_name)s_once_%(column_0_N_name)s",
        "fk": "%(table_name)s_%(column_0_N_name)s_is_of_%(referred_table_name)s",
        "pk": "%(table_name)s_key",
    }
)


class Moment(TypeDecorator[datetime]):
    """A point in time: aware and in UTC on both sides. SQLite keeps it as text that sorts."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, _dialect: Dialect) -> datetime | None:
        """To UTC. Raises ValueError where a time names no zone."""
        if value is not None and value.tzinfo is None:
            raise ValueError(f"{value} names no time zone")
        return value and value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, _dialect: Dialect) -> datetime | None:
        """As an aware time in UTC."""
        return value and (value.astimezone(UTC) if value.tzinfo else value.replace(tzinfo=UTC))


class Plain(TypeDecorator[str]):
    """Text. What PostgreSQL or sqlite3 would refuse (NUL, half a surrogate pair) becomes U+FFFD or "?"."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, _dialect: Dialect) -> str | None:
        """Without the signs that no database takes."""
        if value is None or (value.isascii() and "\0" not in value):
            return value
        return value.replace("\0", "\ufffd").encode("utf-8", "replace").decode()


Number = BigInteger().with_variant(Integer(), "sqlite")


def number(name: str, *more: Any, nullable: bool = False) -> Column[Any]:  # noqa: ANN401 whatever a Column takes
    """A whole number of 64 bits."""
    return Column(name, BigInteger, *more, nullable=nullable)


def text(name: str, *, nullable: bool = False) -> Column[Any]:
    """Words for machines: names and states."""
    return Column(name, Plain, nullable=nullable)


def blob(name: str, *, nullable: bool = False) -> Column[Any]:
    """Bytes: sealed values, codes, tokens."""
    return Column(name, LargeBinary, nullable=nullable)


def moment(name: str, *, nullable: bool = False) -> Column[Any]:
    """A point in time."""
    return Column(name, Moment, nullable=nullable)


def flag(name: str) -> Column[Any]:
    """Yes or no."""
    return Column(name, Boolean, nullable=False)


def counter(name: str, *, nullable: bool = False) -> Column[Any]:
    """A small whole number."""
    return Column(name, Integer, nullable=nullable)


def numbered(name: str, *columns: Any) -> Table:  # noqa: ANN401 whatever a Table takes
    """A table whose rows are numbered; AUTOINCREMENT, or SQLite gives a removed row's number again."""
    return Table(
        name, metadata, Column("id", Number, Identity(), primary_key=True), *columns, sqlite_autoincrement=True
    )


def index(name: str, *columns: Column[Any], unique: bool = False, where: ColumnElement[bool] | None = None) -> Index:
    """An index, over the rows `where` says so or over all."""
    return Index(name, *columns, unique=unique, sqlite_where=where, postgresql_where=where)


def is_in(column: Column[Any], *states: str) -> ColumnElement[bool]:
    """`column` is one of `states`, each an equation without parameters: only so is a partial index used."""
    return or_(*(column == literal(state, literal_execute=True) for state in states))


def inserted(result: CursorResult[Any]) -> int:
    """The number the new row was given."""
    return int(cast("Row[Any]", result.inserted_primary_key)[0])
