"""Settings: the file, the environment over it, and a plain word for whatever does not fit."""

import tomllib
from dataclasses import fields, replace
from datetime import date, time
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from bot import keyring
from bot.settings import FILE, Settings, SettingsError, faults, read_settings

NOWHERE = Path("/nonexistent/yobal.toml")
KEYS = keyring.new()
READY = Settings(
    public_url="https://yobal.example",
    secret_key=KEYS.secret_key,
    vault_keys=KEYS.vault_keys,
    index_key=KEYS.index_key,
)


def environment(**given: str) -> Settings:
    return read_settings(NOWHERE, {f"YOBAL_{name.upper()}": value for name, value in given.items()})


def test_without_file_and_environment_everything_has_its_default() -> None:
    """So that nothing has to be written to try Yobal out."""
    assert environment() == Settings()


@pytest.mark.parametrize(
    ("name", "written", "meant"),
    [
        ("port", "9000", 9000),
        ("demo", "true", True),
        ("demo", "0", False),
        ("demo", "", False),
        ("with_worker", "Yes", True),
        ("folder", "/srv/yobal", Path("/srv/yobal")),
        ("public_url", "https://yobal.example/", "https://yobal.example"),
        ("opens", "07:30", time(7, 30)),
        ("holidays", "2027-04-14, 2027-04-15", frozenset({date(2027, 4, 14), date(2027, 4, 15)})),
        ("sms_price", "0.052", Decimal("0.052")),
        ("sms_price", "", None),
        ("twilio_per_second", "10", 10.0),
        ("telegram_chat_gap", "0", 0.0),
        ("remind_after_hours", "24.5", 24.5),
        ("organiser", "  the province ", "the province"),
    ],
)
def test_a_setting_is_read_as_what_it_is(name: str, written: str, meant: Any) -> None:
    """From the environment everything is text."""
    assert getattr(environment(**{name: written}), name) == meant


@pytest.mark.parametrize(
    ("name", "written"),
    [
        ("port", "eighty"),
        ("port", "-1"),
        ("demo", "perhaps"),
        ("public_url", "yobal.example"),
        ("opens", "eight"),
        ("holidays", "New Year"),
        ("sms_price", "cheap"),
        ("twilio_per_second", "0"),
        ("twilio_per_second", "nan"),
        ("telegram_per_second", "inf"),
        ("telegram_chat_gap", "-1"),
        ("expire_after_days", "1.5"),
    ],
)
def test_what_does_not_fit_is_said_with_its_name(name: str, written: str) -> None:
    """And with what was written there."""
    with pytest.raises(SettingsError, match=f"{name}: {written!r} does not fit"):
        environment(**{name: written})


@pytest.mark.parametrize(
    ("written", "nearest"),
    [("YOBAL_PUBLICURL", "public_url"), ("YOBAL_TWILIO_TOKEN", "twilio_auth_token"), ("YOBAL_HOST_NAME", "host")],
)
def test_an_unknown_setting_gives_the_nearest_name(written: str, nearest: str) -> None:
    """A slip of the pen must not leave a default standing in silence."""
    with pytest.raises(SettingsError, match=f"{written} is not a setting; did you mean {nearest}"):
        read_settings(NOWHERE, {written: "x"})


def test_the_environment_wins_over_the_file(tmp_path: Path) -> None:
    """What is not ours in it is left alone."""
    file = tmp_path / "yobal.toml"
    file.write_text('port = 9000\nhost = "0.0.0.0"\nopens = 07:00:00\nholidays = [2027-04-14]\n')
    read = read_settings(file, {"YOBAL_PORT": "9001", "HOME": "/root", "PATH": "/bin"})
    assert (read.port, read.host, read.opens) == (9001, "0.0.0.0", time(7))
    assert read.holidays == frozenset({date(2027, 4, 14)})


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("port = ", "mend that line"),
        ("prot = 9000", "did you mean port"),
        ('organiser = ["a", "b"]', "organiser"),
        (b"organiser = '\xff'", "mend that line"),
    ],
)
def test_a_broken_file_is_said_with_its_place(tmp_path: Path, content: str | bytes, words: str) -> None:
    """Which file, and what to do."""
    file = tmp_path / "yobal.toml"
    file.write_bytes(content if isinstance(content, bytes) else content.encode())
    with pytest.raises(SettingsError, match=words):
        read_settings(file, {})


def test_the_file_that_comes_with_yobal_shows_every_default() -> None:
    """Uncommented, each line gives what holds without it."""
    lines = [line.removeprefix("# ") for line in FILE.read_text("utf-8").splitlines()]
    shown = tomllib.loads("\n".join(line for line in lines if line.split(" = ")[0].isidentifier() and " = " in line))
    secret = {"secret_key", "vault_keys", "index_key", "twilio_auth_token", "twilio_auth_token_old"}
    secret |= {"telegram_token", "telegram_secret"}
    assert {each.name for each in fields(Settings)} - secret == set(shown)
    file = FILE.with_name("nonexistent.toml")
    assert read_settings(file, {f"YOBAL_{name.upper()}": _text(value) for name, value in shown.items()}) == replace(
        Settings(), folder=Path("var")
    )


def _text(value: Any) -> str:
    return " ".join(map(str, value)) if isinstance(value, list) else str(value)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"secret_key": ""}, "YOBAL_SECRET_KEY is missing"),
        ({"vault_keys": ""}, "YOBAL_VAULT_KEYS is missing"),
        ({"index_key": ""}, "YOBAL_INDEX_KEY is missing"),
        ({"secret_key": "changeme"}, "YOBAL_SECRET_KEY is a default or too short"),
        ({"secret_key": "short"}, "YOBAL_SECRET_KEY is a default or too short"),
        ({"public_url": "http://yobal.example"}, "YOBAL_PUBLIC_URL must be the https"),
        ({"telegram_token": "1:x"}, "YOBAL_TELEGRAM_SECRET is missing"),
        ({"twilio_account_sid": "AC1"}, "YOBAL_TWILIO_ACCOUNT_SID and YOBAL_TWILIO_AUTH_TOKEN belong together"),
        ({"twilio_auth_token": "x"}, "YOBAL_TWILIO_ACCOUNT_SID and YOBAL_TWILIO_AUTH_TOKEN belong together"),
    ],
)
def test_what_keeps_yobal_from_starting_is_named(changes: dict[str, str], words: str) -> None:
    """Each fault by itself; a complete set has none."""
    assert faults(READY) == []
    (fault,) = faults(replace(READY, **changes))  # type: ignore[arg-type] # all of them are texts
    assert fault.startswith(words)


def test_secrets_are_not_printed() -> None:
    """Settings end up in logs and reports of errors."""
    shown = repr(replace(READY, twilio_auth_token="t-1", telegram_token="t-2", telegram_secret="t-3"))
    for secret in (KEYS.secret_key, KEYS.vault_keys, KEYS.index_key, "t-1", "t-2", "t-3"):
        assert secret not in shown
