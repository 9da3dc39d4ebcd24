"""Labels that tell a range of numbers: "18-29", "60+", "លើសពី៥ដង"."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import regex

from bot.core.questions.base import Choice
from bot.core.reading.utterance import body_of


@dataclass(frozen=True, slots=True)
class Span:
    """A range of whole numbers, both ends in it. `edge` is a bound it names and leaves out ("more than 5")."""

    least: int
    most: int
    edge: int | None
    units: frozenset[str]


_N = r"(?P<{}>[0-9]{{1,3}}(?:,[0-9]{{3}})+|[0-9]+)"
_UNIT = r" ?(?P<unit>[^\W\d][\w ]*)?"
_LEAST, _MOST, _ABOVE, _BELOW = map(_N.format, ("least", "most", "above", "below"))
_ONWARD = "ឡើងទៅ|ឡើង| or more| or over| and over| and above| or older| and older"
_SPANS = (
    regex.compile(rf"{_LEAST}(?:-| to |ដល់|ទៅ){_MOST}{_UNIT}"),
    regex.compile(rf"{_LEAST}\+{_UNIT}"),
    regex.compile(rf"{_LEAST}(?: ?(?P<unit>[^\W\d][\w ]*?))??(?:{_ONWARD})"),
    regex.compile(rf"(?:លើសពី|លើស|ច្រើនជាង|more than |over ){_ABOVE}{_UNIT}"),
    regex.compile(rf"(?:ក្រោម|តិចជាង|under |below |less than |fewer than ){_BELOW}{_UNIT}"),
)
_NO_END = 100  # how far a range without an end reaches, or twice its beginning: 60+ ends at 120
_LONGEST = 9  # digits of a bound


def spans(choices: tuple[Choice, ...]) -> dict[int, Span]:
    """The ranges that labels tell, by the choice's place, where all labels of a choice that tell one agree."""
    found = {at: _told(choice) for at, choice in enumerate(choices)}
    return {at: span for at, span in found.items() if span}


def _told(choice: Choice) -> Span | None:
    told = [span for label in choice.labels if (span := _span(body_of(label)))]
    if len({(span.least, span.most) for span in told}) != 1:
        return None
    return replace(told[0], units=frozenset[str]().union(*(span.units for span in told)))


def _span(body: str) -> Span | None:
    for pattern in _SPANS:
        if found := pattern.fullmatch(body):
            unit = (found["unit"] or "").strip()
            bounds = {name: n.replace(",", "") for name, n in found.groupdict().items() if n and name != "unit"}
            return _bounded(bounds, frozenset({unit} - {""}))
    return None


def _bounded(bounds: Mapping[str, str], units: frozenset[str]) -> Span | None:
    if any(len(n) > _LONGEST for n in bounds.values()):
        return None
    if "above" in bounds:
        above = int(bounds["above"])
        return Span(above + 1, max(2 * above, _NO_END), above, units)
    if "below" in bounds:
        below = int(bounds["below"])
        return Span(0, below - 1, below, units)
    least = int(bounds["least"])
    return Span(least, int(bounds.get("most", max(2 * least, _NO_END))), None, units)
