"""The doctor: what is wrong with an installation is said with its cure, and never as a trace."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from bot import doctor, editions, keyring
from bot.core.content import Content
from bot.settings import Settings
from bot.store import inbound, outbound
from bot.store.inbound import Arrival, Fault
from bot.store.migrations import upgrade
from bot.store.outbound import Message
from bot.wiring import SAMPLE, Wiring, build
from tests.providers.telegram import TOKEN, Telegram

KEYS = keyring.new()


@pytest.fixture
def wiring(tmp_path: Path) -> Iterator[Wiring]:
    """A good installation."""
    settings = Settings(
        public_url="https://yobal.example",
        database_url=f"sqlite:///{tmp_path / 'yobal.db'}",
        secret_key=KEYS.secret_key,
        vault_keys=KEYS.vault_keys,
        index_key=KEYS.index_key,
        twilio_account_sid="AC" + "a" * 32,
        twilio_auth_token="b" * 32,
        twilio_from="+12025550143",
        organiser="the province",
        contact="012 000 000",
        results_url="https://yobal.example/results",
        child_helpline="1280",
    )
    wiring = build(settings)
    upgrade(wiring.database)
    editions.bring(wiring.database, SAMPLE.read_bytes(), SAMPLE.name, wiring.now(), publish=True)
    yield wiring
    wiring.database.close()


def complaints(settings: Settings) -> list[str]:
    return [finding.line() for finding in doctor.examine(settings) if not finding.well]


def queue(wiring: Wiring, minutes_ago: float) -> int:
    """A message that should have gone out so long ago."""
    message = Message("twilio", Content("x"), "reply", address="+85512000001")
    with wiring.database.write() as db:
        then = wiring.now() - timedelta(minutes=minutes_ago)
        return outbound.queue(db, wiring.vault, message, then).id


def test_a_good_installation_has_nothing_to_mend(wiring: Wiring) -> None:
    """And says what was looked at."""
    assert complaints(wiring.settings) == []
    looked = " ".join(finding.what for finding in doctor.examine(wiring.settings))
    for part in ("settings", "database (SQLite)", "clock", "sihanoukville", "channels: twilio"):
        assert part in looked


def test_messages_that_nobody_sends_are_noticed(wiring: Wiring) -> None:
    """After five minutes; a message that has just been queued is none of them."""
    queue(wiring, 1)
    assert complaints(wiring.settings) == []
    queue(wiring, 6)
    (said,) = complaints(wiring.settings)
    assert "2 messages wait" in said
    assert "yobal worker" in said


def test_messages_in_doubt_are_counted(wiring: Wiring) -> None:
    """Nobody knows whether they left."""
    doubtful = queue(wiring, 0)
    with wiring.database.write() as db:
        db.execute(text("UPDATE outbound SET state = 'uncertain' WHERE id = :id"), {"id": doubtful})
    assert "of 1 messages nobody knows" in complaints(wiring.settings)[0]


def quarantine(wiring: Wiring) -> None:
    """Two messages broke their handling."""
    with wiring.database.write() as db:
        for number in (1, 2):
            arrival = Arrival("twilio", f"SM{number}", "+85512000001")
            fault = Fault("KeyError in form.py:1", "my neighbour Vanna")
            inbound.quarantine(db, wiring.vault, arrival, fault, wiring.now())


def test_what_could_not_be_handled_is_listed_without_its_words(wiring: Wiring) -> None:
    """By its reason, each once."""
    quarantine(wiring)
    (said,) = complaints(wiring.settings)
    assert "2 messages could not be handled: KeyError in form.py:1" in said
    assert "Vanna" not in said


def test_other_keys_than_those_of_the_database_are_noticed(wiring: Wiring) -> None:
    """They open nothing; it is said, not raised."""
    quarantine(wiring)
    others = keyring.new()
    (said,) = complaints(replace(wiring.settings, vault_keys=others.vault_keys, index_key=others.index_key))
    assert "they cannot be opened with these keys" in said


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("", "Telegram calls nobody"),
        ("https://elsewhere.example/hooks/telegram", "Telegram calls https://elsewhere.example"),
        ("https://yobal.example/hooks/telegram", ""),
    ],
)
def test_telegram_itself_is_asked_where_it_calls(wiring: Wiring, url: str, words: str) -> None:
    """And the command that mends it is named."""
    with Telegram() as telegram:
        telegram.set_webhook(url, "s")
        found = replace(wiring.settings, telegram_token=TOKEN, telegram_secret="s", telegram_api_url=telegram.url)
        said = "\n".join(complaints(found))
        assert words in said
        assert ("yobal telegram set-webhook" in said) == bool(words)
        assert telegram.violations == []
