"""A staff voice before a question: sent once as bytes, then by the provider's own id."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.recordings import Recordings, take_in
from bot.store.database import open_database
from bot.store.migrations import upgrade

NOW = datetime(2026, 11, 25, 3, 0, tzinfo=UTC)


@pytest.fixture
def recordings(tmp_path: Path) -> Recordings:
    """An empty house."""
    database = open_database(f"sqlite:///{tmp_path}/yobal.sqlite")
    upgrade(database)
    return Recordings(tmp_path / "media", database, lambda: NOW)


def _sheet(folder: Path) -> Path:
    """A form with one recording and one stranger beside it."""
    media = folder / "market-media"
    media.mkdir()
    (media / "q1.ogg").write_bytes(b"OggS first")
    (media / "notes.txt").write_text("not a sound")
    return folder / "market.xlsx"


def test_a_recording_is_sent_as_bytes_once(recordings: Recordings, tmp_path: Path) -> None:
    """After the first time the provider's id is enough."""
    assert take_in(_sheet(tmp_path), "market", recordings.folder) == 1
    assert recordings.find("market/q1.ogg") == b"OggS first"
    recordings.keep("market/q1.ogg", "AwACAgU")
    assert recordings.find("market/q1.ogg") == "AwACAgU"


def test_a_recording_made_anew_is_sent_anew(recordings: Recordings, tmp_path: Path) -> None:
    """The provider's id belongs to the sound, not to the name."""
    take_in(_sheet(tmp_path), "market", recordings.folder)
    recordings.keep("market/q1.ogg", "AwACAgU")
    (recordings.folder / "market" / "q1.ogg").write_bytes(b"OggS second")
    assert recordings.find("market/q1.ogg") == b"OggS second"


@pytest.mark.parametrize("name", ["market/q2.ogg", "../yobal.sqlite", "/etc/hostname", "market/notes.txt", ""])
def test_what_is_no_recording_is_none(recordings: Recordings, tmp_path: Path, name: str) -> None:
    """A form cannot name its way to another file."""
    take_in(_sheet(tmp_path), "market", recordings.folder)
    assert recordings.find(name) is None
