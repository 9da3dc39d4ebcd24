"""What the tests of the web may ask for: a whole house, migrated once and copied for each test."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.wiring import Wiring
from tests.webhooks.house import house


@pytest.fixture(scope="session")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a migrated database."""
    folder = tmp_path_factory.mktemp("house")
    made = house(folder)
    assert made.database.scrub()
    made.database.close()
    return folder


@pytest.fixture
def folder(migrated: Path, tmp_path: Path) -> Path:
    """A folder of this test's own with a migrated database."""
    return Path(shutil.copytree(migrated, tmp_path / "var"))


@pytest.fixture
def real(folder: Path) -> Iterator[Wiring]:
    """A whole house over HTTPS."""
    made = house(folder)
    yield made
    made.database.close()
