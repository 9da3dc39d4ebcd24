"""Dates and times: ISO texts whose number is days since 1970-01-01.

A date is no type of its own. In a form's own time zone a day counts whole (JavaRosa); see `World.days`.
"""

import math
import re
from datetime import UTC, date, datetime, timedelta, timezone, tzinfo

from .context import World
from .errors import XPathError

_EPOCH = date(1970, 1, 1).toordinal()
_START = datetime(1970, 1, 1, tzinfo=UTC)
_DAY = timedelta(days=1)
_TIME = r"(?P<hour>[0-9]{2}):(?P<minute>[0-9]{2})(?::(?P<second>[0-9]{2})(?:\.(?P<fraction>[0-9]{1,9}))?)?"
_ZONE = r"(?P<zone>Z|[+-][0-9]{2}(?::?[0-9]{2})?)?"
_MOMENT = re.compile(
    rf"(?P<year>[0-9]{{4}})-(?P<month>[0-9]{{1,2}})-(?P<day>[0-9]{{1,2}})(?:[T ]{_TIME}{_ZONE})?"
).fullmatch
_CLOCK = re.compile(_TIME + _ZONE).fullmatch
_FURTHEST = timedelta(hours=14)  # the largest offset from UTC any place uses


def looks_like_date(text: str) -> bool:
    """Whether `text` begins as 2026-08-20 does; a quick look, not a check."""
    return len(text) >= 8 and text[4:5] == "-" and text[:4].isdecimal()  # noqa: PLR2004 -- 2026-1-2


def zone_of(world: World) -> tzinfo:
    """The form's time zone. Raises XPathError when it has none."""
    if world.timezone is None:
        raise XPathError("this form was given no time zone: dates have no value here")
    return world.timezone


def moment(text: str, zone: tzinfo) -> datetime | None:
    """The moment an ISO date or date and time names, in `zone`; None when it names none."""
    match = _MOMENT(text.strip())
    if match is None:
        return None
    try:
        day = date(int(match["year"]), int(match["month"]), int(match["day"]))
        return _on(day, match, zone).astimezone(zone)
    except (ValueError, OverflowError):
        return None


def _on(day: date, match: re.Match[str], zone: tzinfo) -> datetime:
    clock = {part: int(match[part] or 0) for part in ("hour", "minute", "second")}
    micro = int((match["fraction"] or "0").ljust(6, "0")[:6])
    return datetime(day.year, day.month, day.day, **clock, microsecond=micro, tzinfo=_offset(match["zone"]) or zone)


def _offset(written: str | None) -> tzinfo | None:
    """The zone of Z, +07, +07:00 or +0700. Raises ValueError for one that no place uses."""
    if not written or written == "Z":
        return UTC if written else None
    digits = written[1:].replace(":", "").ljust(4, "0")
    hours, minutes = int(digits[:2]), int(digits[2:])
    offset = timedelta(hours=hours, minutes=minutes)
    if offset > _FURTHEST or minutes > 59:  # noqa: PLR2004 -- minutes of an hour
        raise ValueError(written)
    return timezone(-offset if written[0] == "-" else offset)


def has_time(text: str) -> bool:
    """Whether a date is followed by a time of day."""
    return ":" in text


def days(text: str, world: World) -> float:
    """The number of a date: by `world.days` whole local days, or the fraction of UTC days. NaN if it is none."""
    when = moment(text, zone_of(world))
    if when is None:
        return math.nan
    return instant(when) if world.days == "instant" else _local(when)


def instant(when: datetime) -> float:
    """Days since 1970-01-01T00:00Z, with the fraction."""
    return (when - _START) / _DAY


def _local(when: datetime) -> float:
    return when.toordinal() - _EPOCH + share_of_day(when)


def share_of_day(when: datetime) -> float:
    """How much of its day is over, from 0 up to 1."""
    return timedelta(hours=when.hour, minutes=when.minute, seconds=when.second, microseconds=when.microsecond) / _DAY


def moment_of_days(number: float, world: World) -> datetime | None:
    """The moment that `days` would give this number for, to the millisecond; None beyond the calendar."""
    zone = zone_of(world)
    try:
        if world.days == "instant":
            return (_START + timedelta(milliseconds=round(number * 86_400_000))).astimezone(zone)
        day = date.fromordinal(math.floor(number) + _EPOCH)
        clock = timedelta(milliseconds=round((number % 1) * 86_400_000))
        return (datetime(day.year, day.month, day.day) + clock).replace(tzinfo=zone)  # noqa: DTZ001 -- put in its zone at once
    except (ValueError, OverflowError):
        return None


def day_text(when: datetime) -> str:
    """2026-08-20."""
    return when.date().isoformat()


def moment_text(when: datetime) -> str:
    """2026-08-20T08:30:00.000+07:00, in the zone of `when`."""
    return when.isoformat(timespec="milliseconds")


def clock_share(text: str, world: World) -> float:
    """The share of the local day that is over at a time of day; NaN if it is none."""
    match = _CLOCK(text.strip())
    if match is None:
        return math.nan
    try:
        today = date(1970, 1, 1) if world.now is None else world.now.date()
        when = _on(today, match, zone_of(world)).astimezone(zone_of(world))
    except (ValueError, OverflowError):
        return math.nan
    return share_of_day(when)
