"""Data types: how an answer is written in an instance, and what a written answer means."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal, InvalidOperation
from math import isfinite
from typing import Any

LONGEST = 4096  # signs an answer may have: what strangers write is bounded before a pattern meets it
_DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII).fullmatch
_CLOCK = r"\d\d:\d\d(:\d\d(\.\d{1,9})?)?(Z|[+-]\d\d(:\d\d)?)?"
_TIME = re.compile(_CLOCK, re.ASCII).fullmatch
_MOMENT = re.compile(rf"\d{{4}}-\d\d-\d\dT{_CLOCK}", re.ASCII).fullmatch
_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d{1,3})?", re.ASCII).fullmatch
_LATITUDES, _LONGITUDES = 90, 180


@dataclass(frozen=True, slots=True)
class Codec:
    """A data type.

    `read` gives the value of a text and raises ValueError where it has none; `write` is the inverse, but for
    the spelling.
    """

    read: Callable[[str], Any]
    write: Callable[[Any], str]


def tidy(kind: str, text: str) -> str | None:
    """The answer as an instance of type `kind` keeps it; None where it cannot be one. Blank stays blank."""
    text = text[: LONGEST + 1]
    if not text.strip():
        return ""
    if len(text) > LONGEST:
        return None
    try:
        value = codec(kind).read(text)
    except (ValueError, InvalidOperation):
        return None
    if kind in _REWRITTEN:
        return codec(kind).write(value)
    return text.strip() if kind in CODECS else text


def cast(kind: str, text: str) -> str:
    """The result of a calculation as an instance of type `kind` keeps it; blank where it cannot be one."""
    if text in {"", "NaN"}:
        return ""
    if kind in WHOLE and _NUMBER(text):
        return str(int(float(text))) if isfinite(float(text)) else ""
    return (tidy(kind, text) or "") if kind in CODECS else text


def codec(kind: str) -> Codec:
    """How the type `kind` is read and written; a type that is not known is text."""
    return CODECS.get(kind, _TEXT)


def _whole(value: int) -> str:
    return str(value)


def _read_whole(text: str) -> int:
    value = Decimal(text.strip())
    if not value.is_finite() or value != value.to_integral_value() or abs(value) >= 10**18:
        raise ValueError(text)
    return int(value)


def _read_number(text: str) -> float:
    if not _NUMBER(text.strip()) or not isfinite(float(text)):
        raise ValueError(text)
    return float(text)


def _read_truth(text: str) -> bool:
    return {"1": True, "true": True, "0": False, "false": False}.get(text.strip()) or _false(text)


def _false(text: str) -> bool:
    if text.strip() not in {"0", "false"}:
        raise ValueError(text)
    return False


def _read_day(text: str) -> date:
    if not _DAY(text.strip()[:10]) or (text.strip()[10:] and not _MOMENT(text.strip())):
        raise ValueError(text)
    return date.fromisoformat(text.strip()[:10])


def _read_time(text: str) -> time:
    if not _TIME(text.strip()):
        raise ValueError(text)
    return time.fromisoformat(text.strip())


def _read_moment(text: str) -> datetime:
    if not _MOMENT(text.strip()):
        raise ValueError(text)
    return datetime.fromisoformat(text.strip())


def _read_place(text: str) -> tuple[float, ...]:
    """Latitude, longitude, altitude and accuracy in metres; nought where these two are not known."""
    place = tuple(_read_number(part) for part in text.split())
    if not 2 <= len(place) <= 4 or abs(place[0]) > _LATITUDES or abs(place[1]) > _LONGITUDES:  # noqa: PLR2004 -- as said above
        raise ValueError(text)
    return (*place, 0.0, 0.0)[:4]


def _write_place(place: tuple[float, ...]) -> str:
    return " ".join(str(part) for part in place)


def _read_places(text: str) -> tuple[tuple[float, ...], ...]:
    return tuple(_read_place(part) for part in text.split(";") if part.strip())


def _write_places(places: tuple[tuple[float, ...], ...]) -> str:
    return "; ".join(_write_place(place) for place in places)


_TEXT = Codec(str, str)
LIST = Codec(lambda text: tuple(text.split()), " ".join)  # the names of choices, in order
_PLACES = Codec(_read_places, _write_places)
WHOLE = frozenset({"int", "integer"})
_REWRITTEN = WHOLE | {"geopoint"}  # kept in one spelling; the others as they were given
CODECS: dict[str, Codec] = {
    "int": Codec(_read_whole, _whole),
    "integer": Codec(_read_whole, _whole),
    "decimal": Codec(_read_number, str),
    "boolean": Codec(_read_truth, lambda truth: "1" if truth else "0"),
    "date": Codec(_read_day, date.isoformat),
    "time": Codec(_read_time, time.isoformat),
    "dateTime": Codec(_read_moment, datetime.isoformat),
    "geopoint": Codec(_read_place, _write_place),
    "geotrace": _PLACES,
    "geoshape": _PLACES,
}
