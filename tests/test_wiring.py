"""The wiring: the house is built from its settings or not at all."""

import logging
import stat
from dataclasses import replace
from pathlib import Path

import pytest

from bot import keyring
from bot.settings import Settings, SettingsError
from bot.store import surveys
from bot.wiring import NotReady, Wiring, build, facts, prepare, rules

KEYS = keyring.new()
READY = Settings(
    public_url="https://yobal.example",
    secret_key=KEYS.secret_key,
    vault_keys=KEYS.vault_keys,
    index_key=KEYS.index_key,
)
TWILIO = {"twilio_account_sid": "AC" + "a" * 32, "twilio_auth_token": "b" * 32, "twilio_from": "+12025550143"}
TELEGRAM = {"telegram_token": "1:" + "x" * 35, "telegram_secret": "s"}


def demo(folder: Path) -> Wiring:
    return build(Settings(demo=True, folder=folder))


@pytest.mark.parametrize(
    ("changes", "open_channels"),
    [
        ({}, set()),
        (TWILIO, {"twilio"}),
        (TELEGRAM, {"telegram"}),
        ({**TWILIO, **TELEGRAM}, {"twilio", "telegram"}),
    ],
)
def test_the_channels_that_are_set_are_open(changes: dict[str, str], open_channels: set[str]) -> None:
    """And no other: outside the demonstration nobody plays a phone."""
    assert set(build(replace(READY, **changes)).channels) == open_channels  # type: ignore[arg-type] # all are texts


def test_a_channel_that_cannot_be_built_says_why() -> None:
    """With its name."""
    with pytest.raises(SettingsError, match=r"telegram: .*@BotFather"):
        _ = build(replace(READY, telegram_token="no token", telegram_secret="s")).channels


@pytest.mark.parametrize(
    "changes",
    [
        {"vault_keys": "1:" + "0" * 30},
        {"index_key": "x" * 40},
        {"database_url": "mysql://here"},
        {"database_url": "sqlite:///:memory:"},
        {"database_url": "::"},
        {"secret_key": ""},
    ],
)
def test_no_house_is_built_on_sand(changes: dict[str, str]) -> None:
    """A key or an address that cannot be read is said at once, and no key is repeated in it."""
    with pytest.raises(NotReady) as refused:
        build(replace(READY, **changes))  # type: ignore[arg-type] # all are texts
    assert "YOBAL_" in str(refused.value)
    assert not any(value and len(value) > 20 and value in str(refused.value) for value in changes.values())


def test_the_demonstration_brings_its_own_keys_and_keeps_them(tmp_path: Path) -> None:
    """In a file that only its owner reads, the same at the next start."""
    first, second = demo(tmp_path).settings, demo(tmp_path).settings
    assert first == second
    assert first.vault_keys
    (file,) = tmp_path.glob("keys.json")
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_the_demonstration_asks_the_sample(tmp_path: Path) -> None:
    """At the second start too, and as one version."""
    for _ in range(2):
        wiring = demo(tmp_path)
        prepare(wiring)
        with wiring.database.read() as db:
            assert [(each.name, each.state) for each in surveys.standings(db)] == [("sihanoukville", "published")]
        assert set(wiring.channels) == {"simulator-sms", "simulator-telegram"}
        assert wiring.ready()
        wiring.database.close()


def test_outside_it_nothing_is_published_by_itself(tmp_path: Path) -> None:
    """What people are asked is the organiser's decision."""
    wiring = build(replace(READY, database_url=f"sqlite:///{tmp_path / 'yobal.db'}"))
    assert not wiring.ready()
    prepare(wiring)
    with wiring.database.read() as db:
        assert surveys.standings(db) == ()
    assert wiring.ready()
    wiring.database.close()


def test_a_database_that_is_away_makes_us_not_ready(tmp_path: Path) -> None:
    """It is no error of the page that asks."""
    assert not build(replace(READY, database_url="sqlite:////nonexistent/yobal.db")).ready()


def test_libraries_that_write_secrets_into_logs_are_quiet() -> None:
    """At INFO httpx writes the bot's token, which is in every URL."""
    build(READY)
    for name in ("httpx", "httpcore", "telegram", "twilio", "sqlalchemy"):
        assert not logging.getLogger(name).isEnabledFor(logging.INFO)


def test_the_organisers_settings_reach_the_talk() -> None:
    """Hours, reminders and the words put into ours."""
    given = replace(READY, remind_after_hours=2, expire_after_days=3, organiser="the province", keep_days=10)
    assert rules(given).remind_after.total_seconds() == 7200
    assert rules(given).expire_after.days == 3
    wiring = build(given)
    said = facts(given, wiring.now())
    assert said.organiser == "the province"
    assert (said.keep_until - wiring.now().date()).days == 10
