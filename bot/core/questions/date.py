"""A day of the calendar."""

from datetime import date

import regex

from bot.core.khmer import spelled
from bot.core.questions import tallies
from bot.core.questions.base import Detail, Open, Reading, Reason, Reply, Unclear, Understood
from bot.core.questions.integer import BUDDHIST_ERA
from bot.core.questions.tallies import Answers, Counts

_MONTHS = (
    "មករា january jan",
    "កុម្ភៈ កុម្ភះ february feb",
    "មីនា march mar",
    "មេសា april apr",
    "ឧសភា may",
    "មិថុនា june jun",
    "កក្កដា july jul",
    "សីហា august aug",
    "កញ្ញា september sept sep",
    "តុលា october oct",
    "វិច្ឆិកា november nov",
    "ធ្នូ december dec",
)
_MONTH_OF = {spelled(word): at for at, words in enumerate(_MONTHS, 1) for word in words.split()}
_NAME = "(?P<name>" + "|".join(sorted(_MONTH_OF, key=len, reverse=True)) + ")"
_GAP = r"[\s,./-]*"
_WORDS = regex.compile(r"ថ្ងៃទី|ថ្ងៃ|ទី|ខែ|ឆ្នាំ|គ\.ស\.?|ព\.ស\.?|(?<=[0-9])(?:st|nd|rd|th)\b|\b(?:on|of|the)\b")
_ISO = regex.compile(r"(?P<year>[0-9]{4})[-/.](?P<month>[0-9]{1,2})[-/.](?P<day>[0-9]{1,2})")
_DAY_FIRST = regex.compile(
    r"(?P<day>[0-9]{1,2})(?:\s*[-/.]\s*|\s+)(?P<month>[0-9]{1,2})(?:\s*[-/.]\s*|\s+)(?P<year>[0-9]{4})"
)
_NAMED = regex.compile(rf"(?P<day>[0-9]{{1,2}}){_GAP}{_NAME}{_GAP}(?P<year>[0-9]{{4}})")
_NAME_FIRST = regex.compile(rf"{_NAME}\.?\s+(?P<day>[0-9]{{1,2}})(?:\s*,\s*|\s+)(?P<year>[0-9]{{4}})")
_YEAR = regex.compile(r"(?P<year>[0-9]{4})")
_MONTH_FIRST = regex.compile(r"(?P<month>[0-9]{1,2})(?:\s*[-/.]\s*|\s+)(?P<year>[0-9]{4})")
_YEAR_FIRST = regex.compile(r"(?P<year>[0-9]{4})[-/.](?P<month>[0-9]{1,2})")
_NAMED_MONTH = regex.compile(rf"{_NAME}{_GAP}(?P<year>[0-9]{{4}})")
_BUDDHIST_YEARS = range(2400, 2700)
_COMMON_YEARS = range(1850, 2200)


class Date:
    """Read with the day first, as Cambodia writes it, or as 2026-11-23; the year has four digits."""

    name = "date"

    def read(self, question: Open, reply: Reply) -> Reading:
        """The day as 2026-11-23. One that could be turned round (3/4), or of the Buddhist era, is said back.

        Where less than a day is asked for, the first day of the month or year, as ODK keeps it.
        """
        if reply.media or reply.location:
            return Unclear(Reason.MEDIA_NOT_TAKEN)
        return day_in(reply.text) if question.detail == "day" else _first_day(reply.text, question.detail)

    def tally(self, answers: Answers) -> Counts:
        """How often each day was named."""
        return tallies.count(answers)


def day_in(text: str) -> Understood | Unclear:
    """The day that `text` names and nothing else."""
    plain = spelled(text[:200])
    if not plain:
        return Unclear(Reason.EMPTY)
    bare = " ".join(_WORDS.sub(" ", plain).split()).strip(" .,!។")
    for pattern in (_ISO, _DAY_FIRST, _NAMED, _NAME_FIRST):
        if found := pattern.fullmatch(bare):
            parts = found.groupdict()
            month = _MONTH_OF[parts["name"]] if parts.get("name") else int(parts["month"])
            return _day(int(parts["year"]), month, int(parts["day"]), turnable=pattern is _DAY_FIRST)
    return Unclear(Reason.NOT_A_DATE)


def _first_day(text: str, detail: Detail) -> Understood | Unclear:
    """The first day of the month or the year that `text` names, perhaps by one of its days."""
    bare = " ".join(_WORDS.sub(" ", spelled(text[:200])).split()).strip(" .,!។")
    patterns = (_YEAR,) if detail == "year" else (_MONTH_FIRST, _YEAR_FIRST, _NAMED_MONTH)
    for pattern in patterns:
        if found := pattern.fullmatch(bare):
            parts = found.groupdict()
            month = _MONTH_OF[parts["name"]] if parts.get("name") else int(parts.get("month") or 1)
            return _day(int(parts["year"]), month, 1, turnable=False)
    whole = day_in(text)
    if isinstance(whole, Unclear):
        return whole
    day = date.fromisoformat(str(whole.value)).replace(day=1)
    return Understood((day.replace(month=1) if detail == "year" else day).isoformat(), guessed=whole.guessed)


def _day(year: int, month: int, day: int, *, turnable: bool) -> Understood | Unclear:
    """The day, where there is such a one; 11/23/2026 can only mean the month first."""
    buddhist = year in _BUDDHIST_YEARS
    year -= BUDDHIST_ERA if buddhist else 0
    turned = turnable and month > 12 >= day  # noqa: PLR2004 - months
    day, month = (month, day) if turned else (day, month)
    if year not in _COMMON_YEARS:
        return Unclear(Reason.NOT_A_DATE)
    try:
        known = date(year, month, day)
    except ValueError:
        return Unclear(Reason.NOT_A_DATE)
    either = turnable and day != month and max(day, month) <= 12  # noqa: PLR2004 - months
    return Understood(known.isoformat(), guessed=buddhist or turned or either)
