"""A whole Yobal for every test that asks for one, on SQLite and on a real PostgreSQL."""

import itertools
import shutil
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import time_machine
from time_machine import Traveller

from bot import editions
from bot.store.database import open_database
from bot.store.migrations import upgrade
from bot.wiring import SAMPLE
from tests.postgres import Server, running
from tests.webhooks.whole.town import Town, found

MORNING = datetime(2026, 11, 25, 3, 0, tzinfo=UTC)  # ten o'clock in Phnom Penh
_numbers = itertools.count(1)


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    """A PostgreSQL with the database `published`, to be copied."""
    with running() as server:
        server.create("published")
        publish(server.url("published"))
        yield server


@pytest.fixture(scope="session")
def published_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite database in which the sample is asked, to be copied."""
    file = tmp_path_factory.mktemp("sqlite") / "published.db"
    publish(f"sqlite:///{file}")
    return file


def publish(url: str) -> None:
    """Every table, and the sample consultation."""
    database = open_database(url)
    upgrade(database)
    editions.bring(database, SAMPLE.read_bytes(), SAMPLE.name, MORNING, publish=True)
    assert database.scrub()
    database.close()


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A database of this test's own, on the one and on the other."""
    if request.param == "sqlite":
        file = tmp_path / "yobal.db"
        shutil.copy(request.getfixturevalue("published_file"), file)
        yield f"sqlite:///{file}"
        return
    server, name = request.getfixturevalue("server"), f"town_{next(_numbers)}"
    server.create(name, template="published")
    yield server.url(name)
    server.drop(name)


@pytest.fixture
def clock() -> Iterator[Traveller]:
    """The time of the whole process: it begins on a morning, goes on by itself, and can be moved."""
    with time_machine.travel(MORNING, tick=True) as coordinates:
        yield coordinates


@pytest.fixture
def towns(database_url: str, clock: Traveller) -> Iterator[Callable[..., Town]]:
    """Founds towns with other settings over this test's database. At the end no call broke a provider's rules."""
    built: list[Town] = []

    def build(**changes: Any) -> Town:
        built.append(found(database_url, clock, **changes))
        return built[-1]

    yield build
    for each in built:
        each.close()
    assert [each.twilio.violations + each.telegram.violations for each in built] == [[]] * len(built)


@pytest.fixture
def town(towns: Callable[..., Town]) -> Town:
    """A town as it usually is."""
    return towns()
