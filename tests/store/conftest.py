"""Every test of the store runs on SQLite and on a real PostgreSQL, each on a database of its own."""

import itertools
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.store.database import Database, open_database
from bot.store.migrations import upgrade
from tests.postgres import Server, running

_numbers = itertools.count(1)


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    """A PostgreSQL with the database `migrated`, to be copied."""
    with running() as server:
        server.create("migrated")
        migrate(server.url("migrated"))
        yield server


@pytest.fixture(scope="session")
def migrated_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite database with every table, to be copied."""
    file = tmp_path_factory.mktemp("sqlite") / "migrated.db"
    migrate(f"sqlite:///{file}")
    return file


def migrate(url: str) -> None:
    database = open_database(url)
    upgrade(database)
    assert database.scrub()
    database.close()


@pytest.fixture
def sqlite(migrated_file: Path, tmp_path: Path) -> Iterator[Database]:
    """A SQLite database of this test's own."""
    shutil.copy(migrated_file, tmp_path / "yobal.db")
    database = open_database(f"sqlite:///{tmp_path / 'yobal.db'}")
    yield database
    database.close()


@pytest.fixture
def postgresql(server: Server) -> Iterator[Database]:
    """A PostgreSQL database of this test's own."""
    name = f"test_{next(_numbers)}"
    server.create(name, template="migrated")
    database = open_database(server.url(name))
    yield database
    database.close()
    server.drop(name)


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest) -> Database:
    """A database with every table, on the one and on the other."""
    found = request.getfixturevalue(request.param)
    assert isinstance(found, Database)
    return found


@pytest.fixture(params=["sqlite", "postgresql"])
def empty(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """A database without tables, on the one and on the other."""
    if request.param == "sqlite":
        database = open_database(f"sqlite:///{tmp_path / 'empty.db'}")
    else:
        server, name = request.getfixturevalue("server"), f"empty_{next(_numbers)}"
        server.create(name)
        database = open_database(server.url(name))
    yield database
    database.close()


@pytest.fixture
def hurry(monkeypatch: pytest.MonkeyPatch) -> None:
    """A writer gives up after 50 ms instead of 10 s. Ask for it before the first use of the database."""
    monkeypatch.setattr("bot.store.database._PATIENCE", 0.05)
