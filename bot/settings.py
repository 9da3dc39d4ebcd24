"""Every setting: config/yobal.toml, then the environment (YOBAL_ and the name in capitals), checked at once."""

import math
import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import date, time
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

from rapidfuzz import fuzz, process

HOME = Path(__file__).resolve().parent.parent
FILE = HOME / "config" / "yobal.toml"


class SettingsError(ValueError):
    """A setting is wrong or missing; the message names it and says how to mend it."""


@dataclass(frozen=True, slots=True)
class Settings:
    """All of Yobal's settings; config/yobal.toml says what each is for."""

    demo: bool = False
    host: str = "127.0.0.1"
    port: int = 8000
    processes: int = 0
    with_worker: bool = False
    public_url: str = "http://127.0.0.1:8000"
    folder: Path = HOME / "var"
    database_url: str = ""
    secret_key: str = field(default="", repr=False)
    vault_keys: str = field(default="", repr=False)
    index_key: str = field(default="", repr=False)
    twilio_account_sid: str = ""
    twilio_auth_token: str = field(default="", repr=False)
    twilio_auth_token_old: str = field(default="", repr=False)
    twilio_from: str = ""
    twilio_api_url: str = "https://api.twilio.com"
    twilio_per_second: float = 1.0
    telegram_token: str = field(default="", repr=False)
    telegram_secret: str = field(default="", repr=False)
    telegram_api_url: str = "https://api.telegram.org"
    telegram_per_second: float = 25.0
    telegram_chat_gap: float = 1.0
    telegram_bot: str = ""
    sms_price: Decimal | None = None
    sms_currency: str = "USD"
    survey: str = "sihanoukville"
    opens: time = time(8)
    closes: time = time(20)
    holidays: frozenset[date] = frozenset()
    remind_after_hours: float = 24
    expire_after_days: int = 30
    keep_days: int = 365
    organiser: str = ""
    contact: str = ""
    results_url: str = ""
    helpline: str = ""
    child_helpline: str = ""

    @property
    def web_processes(self) -> int:
        """How many: as set, else two on PostgreSQL and one on SQLite, where a second gains nothing."""
        if self.with_worker:
            return 1
        return self.processes or (1 if self.database.startswith("sqlite") else 2)

    @property
    def database(self) -> str:
        """The database's URL: SQLite in `folder` unless another is given."""
        return self.database_url or f"sqlite:///{self.folder / 'yobal.sqlite'}"


_NAMES = tuple(each.name for each in fields(Settings))


def read_settings(file: Path = FILE, environment: Mapping[str, str] | None = None) -> Settings:
    """The settings of `file` under those of the environment. Raises SettingsError for the first fault."""
    given: dict[str, Any] = {}
    if file.exists():
        given |= _from_file(file)
    given |= _from_environment(os.environ if environment is None else environment)
    return Settings(**{name: _typed(name, value) for name, value in given.items()})


def _from_file(file: Path) -> dict[str, Any]:
    try:
        found = tomllib.loads(file.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingsError(f"{file}: {error}; mend that line") from error
    for name in found:
        _known(name, f"{file}: {name}")
    return found


def _from_environment(environment: Mapping[str, str]) -> dict[str, str]:
    found = {}
    for variable, value in environment.items():
        if variable.startswith("YOBAL_"):
            name = variable.removeprefix("YOBAL_").lower()
            _known(name, variable)
            found[name] = value
    return found


def _known(name: str, where: str) -> None:
    if name not in _NAMES:
        nearest = process.extractOne(name, _NAMES, scorer=fuzz.ratio)[0]
        raise SettingsError(f"{where} is not a setting; did you mean {nearest}?")


def _typed(name: str, value: Any) -> Any:  # noqa: ANN401 - a setting of any type, made its own
    kind = _KINDS.get(name)
    try:
        return kind(value) if kind else _text(value)
    except (ValueError, TypeError, InvalidOperation) as error:
        raise SettingsError(f"{name}: {value!r} does not fit: {_HINTS.get(name, str(error))}") from error


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError("write it as a text, in quotes")
    return value.strip()


def _truth(value: object) -> bool:
    words = {"true": True, "1": True, "yes": True, "false": False, "0": False, "no": False, "": False}
    return words[str(value).lower()] if str(value).lower() in words else _refuse()


def _refuse() -> bool:
    raise ValueError("write true or false")


def _whole(value: object) -> int:
    number = int(str(value))
    if number < 0:
        raise ValueError("it cannot be below zero")
    return number


def _gap(value: object) -> float:
    number = float(str(value))
    if not 0 <= number < math.inf:
        raise ValueError("it must be a number, not below zero")
    return number


def _pace(value: object) -> float:
    number = _gap(value)
    if not number:
        raise ValueError("it must be above zero")
    return number


def _days(value: object) -> frozenset[date]:
    parts = value if isinstance(value, list) else [part for part in str(value).replace(",", " ").split() if part]
    return frozenset(each if isinstance(each, date) else date.fromisoformat(str(each)) for each in parts)


def _clock(value: object) -> time:
    return value if isinstance(value, time) else time.fromisoformat(str(value))


def _price(value: object) -> Decimal | None:
    return Decimal(str(value)) if str(value).strip() else None


def _url(value: object) -> str:
    text = _text(value).rstrip("/")
    if text and not text.startswith(("http://", "https://")):
        raise ValueError("it must begin with https:// (or http:// on this machine)")
    return text


_KINDS: Mapping[str, Any] = {
    "demo": _truth,
    "with_worker": _truth,
    "port": _whole,
    "processes": _whole,
    "folder": Path,
    "public_url": _url,
    "twilio_api_url": _url,
    "telegram_api_url": _url,
    "twilio_per_second": _pace,
    "telegram_per_second": _pace,
    "telegram_chat_gap": _gap,
    "remind_after_hours": _gap,
    "expire_after_days": _whole,
    "keep_days": _whole,
    "sms_price": _price,
    "opens": _clock,
    "closes": _clock,
    "holidays": _days,
}
_HINTS = {
    "port": "write a number such as 8000",
    "opens": "write an hour such as 08:00",
    "closes": "write an hour such as 20:00",
    "holidays": "write days such as 2027-04-14",
    "sms_price": "write a price a segment such as 0.05",
    "demo": "write true or false",
    "with_worker": "write true or false",
}


def faults(settings: Settings) -> list[str]:
    """What keeps Yobal from starting outside the demo: each fault a sentence that names the setting."""
    missing = [name for name in _NEEDED if not getattr(settings, name)]
    found = [f"YOBAL_{name.upper()} is missing: {_NEEDED[name]}" for name in missing]
    found += [f"YOBAL_{name.upper()} is a default or too short: {_NEEDED[name]}" for name in _weak(settings)]
    if not settings.public_url.startswith(("https://", *_LOOPBACK)):
        found.append("YOBAL_PUBLIC_URL must be the https:// address that Twilio and Telegram call")
    if settings.telegram_token and not settings.telegram_secret:
        found.append("YOBAL_TELEGRAM_SECRET is missing: without it anybody could forge Telegram's messages")
    if bool(settings.twilio_account_sid) != bool(settings.twilio_auth_token):
        found.append("YOBAL_TWILIO_ACCOUNT_SID and YOBAL_TWILIO_AUTH_TOKEN belong together: set both or neither")
    return found


_LOOPBACK = ("http://127.0.0.1", "http://localhost", "http://[::1]")  # a proxy with TLS, or a test, stands before it
_NEEDED = {
    "secret_key": "make one with: yobal keys new",
    "vault_keys": "make one with: yobal keys new",
    "index_key": "make one with: yobal keys new",
}
_DEFAULTS = frozenset({"secret", "changeme", "change-me", "default", "password", "test"})
_SHORTEST = 16


def _weak(settings: Settings) -> list[str]:
    values = {name: getattr(settings, name) for name in _NEEDED}
    return [name for name, value in values.items() if value and (len(value) < _SHORTEST or value.lower() in _DEFAULTS)]
