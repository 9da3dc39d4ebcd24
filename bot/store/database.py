"""The database behind everything: one transaction to write, one to read, on SQLite and PostgreSQL alike."""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from threading import Lock
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, func, make_url, select
from sqlalchemy.exc import ArgumentError, DBAPIError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout

Db = Connection  # what every function of the store takes first
_PATIENCE = 10  # seconds a writer waits for its turn: SQLite's busy_timeout, and the lock in this process

# PostgreSQL gives up by itself long before a provider gives up on us (15 s at Twilio).
_POSTGRES_OPTIONS = {
    "timezone": "UTC",
    "default_transaction_isolation": r"read\ committed",  # REPEATABLE READ fails or answers twice on repeats
    "lock_timeout": "5s",
    "statement_timeout": "10s",
    "idle_in_transaction_session_timeout": "15s",
}
_SQLITE_PRAGMAS = {
    "journal_mode": "WAL",
    "synchronous": "FULL",  # NORMAL loses the last commits when the power goes
    "foreign_keys": "ON",
    "secure_delete": "ON",  # what is erased is overwritten
    "temp_store": "MEMORY",
}
_SQLITE_DOWN = frozenset(
    {
        sqlite3.SQLITE_BUSY,
        sqlite3.SQLITE_LOCKED,
        sqlite3.SQLITE_FULL,
        sqlite3.SQLITE_IOERR,
        sqlite3.SQLITE_CANTOPEN,
        sqlite3.SQLITE_READONLY,
        sqlite3.SQLITE_NOTADB,
        sqlite3.SQLITE_CORRUPT,
        sqlite3.SQLITE_NOMEM,
    }
)


class DatabaseDown(Exception):
    """The database cannot be reached, is locked for too long, or has no room: try again later."""


@dataclass(frozen=True, slots=True)
class _Engines:
    writer: Engine
    reader: Engine
    process: int


class Database:
    """A database by its URL. Nothing is opened before the first use, so that it may be made before a fork."""

    def __init__(self, url: URL) -> None:
        self.url = url
        self.is_sqlite = url.get_backend_name() == "sqlite"
        self._engines: _Engines | None = None
        self._making = Lock()
        self._writing = Lock()

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """One transaction: committed at the end, undone by any exception. Raises DatabaseDown.

        On SQLite there is one writer at a time: waiting in the process is fair, SQLite's own polling is not.
        Never open a second one inside the first.
        """
        with _told_as_down(), self._turn(), self._open().writer.begin() as db:
            yield db

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """One snapshot-free look; whatever tries to write through it fails. Raises DatabaseDown."""
        with _told_as_down(), self._open().reader.connect() as db:
            yield db

    def scrub(self) -> bool:
        """After an erasure, outside any transaction: no erased byte stays in SQLite's log.

        False where a reader still held the log open: do it again later. PostgreSQL's vacuum does this by itself.
        """
        if not self.is_sqlite:
            return True
        with _told_as_down(), self._turn(), self._open().reader.connect() as db:
            busy = db.connection.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
        return not busy

    def close(self) -> None:
        """Let go of every connection; the next use opens new ones."""
        if self._engines is not None:
            self._engines.writer.dispose()
            self._engines.reader.dispose()
            self._engines = None

    @contextmanager
    def _turn(self) -> Iterator[None]:
        if not self.is_sqlite:
            yield
            return
        if not self._writing.acquire(timeout=_PATIENCE):
            raise DatabaseDown(f"another writer of this process held the database for {_PATIENCE} seconds")
        try:
            yield
        finally:
            self._writing.release()

    def _open(self) -> _Engines:
        engines = self._engines
        if engines is not None and engines.process == os.getpid():
            return engines
        with self._making:
            if self._engines is None or self._engines.process != os.getpid():
                # The parent's connections are the parent's: they are forgotten here, not closed.
                self._engines = _sqlite(self.url) if self.is_sqlite else _postgres(self.url)
            return self._engines


def clock(database: Database) -> datetime:
    """What time the database's machine has. Raises DatabaseDown."""
    with database.read() as db:
        told = str(db.execute(select(func.current_timestamp())).scalar_one())  # SQLite gives a text
    moment = datetime.fromisoformat(told)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def open_database(url: str) -> Database:
    """The database at `url`: sqlite:///path/to/file or postgresql://user@host/name. Raises ValueError."""
    try:
        parsed = make_url(url)
    except ArgumentError as error:
        raise ValueError("this is no address of a database: use sqlite:///file or postgresql://…") from error
    match parsed.get_backend_name():
        case "sqlite" if parsed.database and parsed.database != ":memory:":
            return Database(parsed)
        case "postgresql":
            return Database(parsed.set(drivername="postgresql+psycopg"))
        case "sqlite":
            raise ValueError("a database in memory is gone with the process: give a file, sqlite:///var/yobal.db")
        case other:
            raise ValueError(f"{other} is not a database Yobal knows: use sqlite:///file or postgresql://…")


def _postgres(url: URL) -> _Engines:
    """One pool for both: a dead connection is noticed before it is used."""
    options = " ".join(f"-c {name}={value}" for name, value in _POSTGRES_OPTIONS.items())
    engine = create_engine(
        url,
        hide_parameters=True,  # an error's text must not hold what people said
        pool_pre_ping=True,
        pool_timeout=_PATIENCE,
        connect_args={"connect_timeout": 3, "options": options, "application_name": "yobal"},
    )
    return _Engines(engine, engine.execution_options(postgresql_readonly=True), os.getpid())


def _sqlite(url: URL) -> _Engines:
    """A pool of one that begins with the write lock, and a pool that can only read."""
    _make_private(Path(url.database or ""))
    writer = _sqlite_engine(url, _SQLITE_PRAGMAS, "BEGIN IMMEDIATE", pool_size=1, max_overflow=0)
    reader = _sqlite_engine(url, _SQLITE_PRAGMAS | {"query_only": "ON"}, "BEGIN", pool_timeout=_PATIENCE)
    return _Engines(writer, reader, os.getpid())


def _make_private(file: Path) -> None:
    """Only its owner reads the database; SQLite gives its log the same rights."""
    try:
        file.touch(mode=0o600)
    except OSError as error:
        raise DatabaseDown(f"{file}: {error.strerror}") from error


def _sqlite_engine(url: URL, pragmas: dict[str, str], begin: str, **pool: Any) -> Engine:  # noqa: ANN401 SQLAlchemy's own
    engine = create_engine(
        url, hide_parameters=True, connect_args={"timeout": _PATIENCE, "isolation_level": None}, **pool
    )

    @event.listens_for(engine, "connect")
    def prepare(connection: sqlite3.Connection, _record: object) -> None:
        for name, value in pragmas.items():
            connection.execute(f"PRAGMA {name}={value}")

    @event.listens_for(engine, "begin")
    def take_the_lock(db: Connection) -> None:
        # Python's sqlite3 begins late and without the write lock: read, then write would lose answers.
        db.exec_driver_sql(begin)

    return engine


@contextmanager
def _told_as_down() -> Iterator[None]:
    """Errors that mean "not now" become DatabaseDown; all others are left as they are."""
    try:
        yield
    except PoolTimeout as error:
        raise DatabaseDown("every connection is in use") from error
    except DBAPIError as error:
        if _means_down(error):
            raise DatabaseDown(type(error.orig).__name__) from error
        raise


def _means_down(error: DBAPIError) -> bool:
    """Not reached, locked, out of time or out of room; on PostgreSQL SQLSTATE classes 08, 40, 53, 55, 57, 58."""
    if isinstance(error.orig, sqlite3.Error):
        return getattr(error.orig, "sqlite_errorcode", 0) & 0xFF in _SQLITE_DOWN
    return error.connection_invalidated or isinstance(error, OperationalError)
