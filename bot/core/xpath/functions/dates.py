"""Functions of dates and times."""

import math
from collections.abc import Callable
from datetime import datetime

from bot.core.xpath.context import Context
from bot.core.xpath.dates import clock_share, day_text, instant, moment, moment_of_days, moment_text, zone_of
from bot.core.xpath.errors import XPathError
from bot.core.xpath.values import Value, number_of_text, string_of

from .base import Function

_KHMER_MONTHS = ("មករា", "កុម្ភៈ", "មីនា", "មេសា", "ឧសភា", "មិថុនា", "កក្កដា", "សីហា", "កញ្ញា", "តុលា", "វិច្ឆិកា", "ធ្នូ")
_KHMER_DAYS = ("ច័ន្ទ", "អង្គារ", "ពុធ", "ព្រហស្បតិ៍", "សុក្រ", "សៅរ៍", "អាទិត្យ")
_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip
_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def when_of(value: Value, c: Context) -> datetime | None:
    """The moment a date text or a number of days names, or None."""
    text = string_of(value)
    number = number_of_text(text, c.world) if not isinstance(value, float) else value
    named = moment(text, zone_of(c.world))
    if named is not None or math.isnan(number):
        return named
    return moment_of_days(number, c.world)


def _date(c: Context, value: Value) -> str:
    """The day; where days count as instants, with the time of day if there is one, as in Web Forms."""
    when = when_of(value, c)
    if when is None:
        return ""
    at_midnight = when.hour == when.minute == when.second == when.microsecond == 0
    return day_text(when) if c.world.days == "local" or at_midnight else moment_text(when)


def _date_time(c: Context, value: Value) -> str:
    when = when_of(value, c)
    return "" if when is None else moment_text(when)


def _now(c: Context) -> datetime:
    if c.world.now is None:
        raise XPathError("this form was given no clock: now() and today() have no value here")
    return c.world.now.astimezone(zone_of(c.world))


def _decimal_date_time(c: Context, value: Value) -> float:
    when = when_of(value, c)
    return math.nan if when is None else instant(when)


def _khmer(c: Context) -> bool:
    language = c.world.language.lower()
    return language in {"km", "khmer"} or "(km" in language or language.startswith("km-")


def _month(when: datetime, c: Context) -> str:
    return _KHMER_MONTHS[when.month - 1] if _khmer(c) else _MONTHS[when.month - 1]


def _weekday(when: datetime, c: Context) -> str:
    return _KHMER_DAYS[when.weekday()] if _khmer(c) else _DAYS[when.weekday()]


def _short(name: str, c: Context) -> str:
    """Three letters in English; Khmer names are not cut, for that could part a letter from its vowel."""
    return name if _khmer(c) else name[:3]


_CODES: dict[str, Callable[[datetime, Context], str]] = {
    "Y": lambda when, _: f"{when.year:04}",
    "y": lambda when, _: f"{when.year % 100:02}",
    "m": lambda when, _: f"{when.month:02}",
    "n": lambda when, _: str(when.month),
    "B": _month,
    "b": lambda when, c: _short(_month(when, c), c),
    "d": lambda when, _: f"{when.day:02}",
    "e": lambda when, _: str(when.day),
    "H": lambda when, _: f"{when.hour:02}",
    "h": lambda when, _: str(when.hour),
    "M": lambda when, _: f"{when.minute:02}",
    "S": lambda when, _: f"{when.second:02}",
    "3": lambda when, _: f"{when.microsecond // 1000:03}",
    "A": _weekday,
    "a": lambda when, c: _short(_weekday(when, c), c),
    "W": lambda when, _: f"{when.isocalendar().week:02}",
    "j": lambda when, _: f"{when.timetuple().tm_yday:03}",
    "Z": lambda when, _: when.strftime("%z"),
    "%": lambda _when, _c: "%",
}


def _format(c: Context, value: Value, form: str) -> str:
    when = when_of(value, c)
    if when is None:
        return ""
    plain, *coded = form.split("%") if "%%" not in form else form.replace("%%", "%\0").split("%")
    return plain + "".join(_piece(piece, when, c) for piece in coded)


def _piece(piece: str, when: datetime, c: Context) -> str:
    """What stands for a code and the text behind it."""
    if piece[:1] == "\0":
        return "%" + piece[1:]
    code = _CODES.get(piece[:1])
    if code is None:
        known = " ".join(f"%{letter}" for letter in _CODES)
        raise XPathError(f"%{piece[:1]} is no part of a date that format-date() knows; use {known}")
    return code(when, c) + piece[1:]


DATES: dict[str, Function] = {
    "today": Function("", "string", lambda c: day_text(_now(c))),
    "now": Function("", "string", lambda c: moment_text(_now(c))),
    "date": Function("v", "string", _date),
    "date-time": Function("v", "string", _date_time),
    "format-date": Function("vs", "string", _format),
    "format-date-time": Function("vs", "string", _format),
    "decimal-date-time": Function("v", "number", _decimal_date_time),
    "decimal-time": Function("s", "number", lambda c, text: clock_share(text, c.world)),
}
