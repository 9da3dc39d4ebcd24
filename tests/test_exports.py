"""Answers as files: every answer in its column, no address anywhere, nothing that a spreadsheet would compute."""

import csv
import itertools
import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from bot import editions, exports, keyring
from bot.channels.base import Heard
from bot.core.questions.base import Reply
from bot.core.said import Said
from bot.settings import Settings
from bot.store.migrations import upgrade
from bot.wiring import SAMPLE, Wiring, build

KEYS = keyring.new()
PHONE = "+85512000001"
WHOLE = (
    "yobal",
    "2",
    "1",
    "3",
    "3 1 7",
    "1",
    "2",
    "1",
    "5",
    "6",
    "{wish}",
    "2",
    "2",
    "2",
    "1",
    "5 3 2",
    "2",
    "3",
    "10",
)
Talk = Callable[..., None]


@pytest.fixture(scope="module")
def settings() -> Settings:
    return Settings(
        public_url="https://yobal.example",
        secret_key=KEYS.secret_key,
        vault_keys=KEYS.vault_keys,
        index_key=KEYS.index_key,
        twilio_account_sid="AC" + "a" * 32,
        twilio_auth_token="b" * 32,
        twilio_from="+12025550143",
    )


@pytest.fixture
def wiring(settings: Settings, tmp_path: Path) -> Iterator[Wiring]:
    """A house in which the sample is asked."""
    wiring = build(replace(settings, database_url=f"sqlite:///{tmp_path / 'yobal.db'}"))
    upgrade(wiring.database)
    editions.bring(wiring.database, SAMPLE.read_bytes(), SAMPLE.name, wiring.now(), publish=True)
    yield wiring
    wiring.database.close()


@pytest.fixture
def talk(wiring: Wiring) -> Talk:
    """Somebody texts, one message after the other."""
    numbers = itertools.count()

    def says(*texts: str, phone: str = PHONE) -> None:
        for each in texts:
            heard = Heard(f"SM{next(numbers)}", phone, Said(Reply(each)), wiring.now())
            wiring.receive(wiring.channels["twilio"], heard)

    return says


def whole(wish: str) -> list[str]:
    return [*(each.format(wish=wish) for each in WHOLE), "1"]


def written(wiring: Wiring, kind: str, folder: Path) -> Path:
    count, file = exports.write(wiring.desk, "sihanoukville", kind, folder)
    assert file is not None
    assert count == len(rows(file)) or kind == "csv"
    return file


def rows(file: Path) -> list[dict[str, Any]]:
    if file.suffix == ".json":
        return list(json.loads(file.read_text("utf-8"))["submissions"])
    with file.open(encoding="utf-8-sig", newline="") as lines:
        return list(csv.DictReader(lines))


@pytest.mark.parametrize("kind", ["csv", "json"])
def test_every_answer_stands_in_its_column(wiring: Wiring, talk: Talk, tmp_path: Path, kind: str) -> None:
    """One row a person, whether they came to the end or broke off."""
    talk(*whole("mend the road"))
    talk("yobal", "1", "1", "1", phone="+85512000002")
    first, second = rows(written(wiring, kind, tmp_path))
    told = {name: first[name] for name in ("district", "short1", "open_wish", "share1", "commune", "followup")}
    assert told == {
        "district": "1802",
        "short1": "waste",
        "open_wish": "mend the road",
        "share1": "5",
        "commune": "180215",
        "followup": "yes",
    }
    assert (first["_phase"], first["_language"], first["_channel"], first["_version"]) == ("done", "en", "twilio", "1")
    assert (second["district"], second["_phase"], second["_language"]) == ("1801", "asking", "km")
    assert not second.get("open_wish")


@pytest.mark.parametrize("kind", ["csv", "json", "xml"])
def test_no_address_is_in_an_export(wiring: Wiring, talk: Talk, tmp_path: Path, kind: str) -> None:
    """Nor anything by which two exports could be joined."""
    talk(*whole("mend the road"))
    text = [_everything(written_anyhow(wiring, kind, tmp_path / each)) for each in ("first", "second")]
    assert all(PHONE.removeprefix("+") not in each for each in text)
    assert "mend the road" in text[0]


def written_anyhow(wiring: Wiring, kind: str, folder: Path) -> Path:
    file = exports.write(wiring.desk, "sihanoukville", kind, folder)[1]
    assert file is not None
    return file


def _everything(place: Path) -> str:
    files = sorted(place.rglob("*")) if place.is_dir() else [place]
    return "\n".join(f"{file.name}\n{file.read_text('utf-8')}" for file in files)


def test_identifiers_are_new_in_every_export(wiring: Wiring, talk: Talk, tmp_path: Path) -> None:
    """They number the rows of one file and nothing else."""
    talk(*whole("mend the road"))
    ids = [rows(written(wiring, "csv", tmp_path / str(each)))[0]["_id"] for each in range(3)]
    assert len(set(ids)) == 3


@pytest.mark.parametrize("wish", ["=1+1 for me", "+855 please call", "-5 and less", "@home", "＝SUM(A1)"])
def test_nothing_in_a_table_becomes_a_formula(wiring: Wiring, talk: Talk, tmp_path: Path, wish: str) -> None:
    """A spreadsheet would compute it: it gets an apostrophe. In JSON it stays as it was said."""
    talk(*whole(wish))
    assert rows(written(wiring, "csv", tmp_path))[0]["open_wish"] == f"'{wish}"
    assert rows(written(wiring, "json", tmp_path))[0]["open_wish"] == wish


def test_a_table_opens_in_a_spreadsheet_in_khmer(wiring: Wiring, talk: Talk, tmp_path: Path) -> None:
    """Excel knows UTF-8 by its mark at the beginning."""
    talk(*whole("សូមធ្វើផ្លូវ"))
    file = written(wiring, "csv", tmp_path)
    assert file.read_bytes().startswith(b"\xef\xbb\xbf")
    assert rows(file)[0]["open_wish"] == "សូមធ្វើផ្លូវ"


@pytest.mark.parametrize("kind", ["csv", "json", "xml"])
def test_an_unreviewed_sample_says_so(wiring: Wiring, talk: Talk, tmp_path: Path, kind: str) -> None:
    """In every format, so that nobody takes its words for the province's."""
    talk(*whole("x"))
    assert exports.UNREVIEWED in _everything(written_anyhow(wiring, kind, tmp_path))


def test_the_instances_are_those_of_whoever_came_to_the_end(wiring: Wiring, talk: Talk, tmp_path: Path) -> None:
    """As ODK Central takes them; broken talks have none."""
    talk(*whole("mend the road"))
    talk("yobal", "1", "1", "1", phone="+85512000002")
    count, folder = exports.write(wiring.desk, "sihanoukville", "xml", tmp_path)
    assert folder is not None
    (file,) = folder.glob("*.xml")
    assert count == 1
    assert "<short1>waste</short1>" in file.read_text("utf-8")


def test_who_was_erased_is_in_no_export(wiring: Wiring, talk: Talk, tmp_path: Path) -> None:
    """Nor is an answer that was skipped."""
    talk("yobal", "2", "1", "3", "ERASE", "1")
    talk("yobal", "2", "1", "0", phone="+85512000002")
    (only,) = rows(written(wiring, "json", tmp_path))
    assert only["_language"] == "en"
    assert only.get("district") in {None, "skip"}


def test_a_survey_that_was_never_asked_has_no_export(wiring: Wiring, tmp_path: Path) -> None:
    """Nothing is written."""
    assert exports.write(wiring.desk, "nothing", "csv", tmp_path / "out") == (0, None)
    assert not (tmp_path / "out").exists()
