"""What a list of choices can be called: codes, letters, labels, aliases, yes and no, ranges of numbers."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache

import regex

from bot.core.questions.base import Choice
from bot.core.reading.lexicon import (
    BODIES,
    COURTESY,
    NO_BODIES,
    PARTICLE,
    UNIT,
    YEARS,
    YES_BODIES,
    negates,
    phrases,
)
from bot.core.reading.utterance import Lexicon, Phrases, hear

CHOICE = "choice"
_LATIN = "abcdefghijklmnopqrstuvwxyz"
_KHMER = "កខគឃងចឆជឈញដឋឌឍណតថទធនបផពភមយរលវសហឡអ"
_ASIDE = regex.compile(r"\s*\([^()]*\)")
_DECLINES = frozenset(
    phrases("skip រំលង មិនចង់ប្រាប់ មិនចង់ឆ្លើយ|prefer not to say|prefer not to answer|rather not say|no answer")
)


@dataclass(frozen=True, slots=True)
class Span:
    """A label that is a range of whole numbers. `edge` is a bound it names and leaves out ("more than 5")."""

    least: int
    most: int
    edge: int | None
    units: frozenset[str]


@dataclass(frozen=True, slots=True)
class Forms:
    """The choices of one list as a reply may name them; everything is by the choice's place in the list."""

    lexicon: Lexicon
    codes: Mapping[int, int]
    words: Mapping[str, int]  # the labels and aliases that name one choice alone
    yes: int | None
    no: int | None
    spans: Mapping[int, Span]
    one_digit: bool  # so "137" is three of them
    asks: bool  # a label holds a question mark
    zero: int | None  # the choice typed 0, which goes with no other

    def spanning(self, number: int, unit: str | None) -> int | None:
        """The one choice whose range holds `number`, where it cannot be meant as a code."""
        found = [at for at, span in self.spans.items() if span.least <= number <= span.most]
        if len(found) != 1 or len(self.spans) < 2:  # noqa: PLR2004 - one range alone is no scale
            return None
        if unit is None:
            apart = min(span.least for span in self.spans.values()) > max(self.codes, default=0)
            return found[0] if apart else None
        if not self._measures(unit) or any(span.edge == number for span in self.spans.values()):
            return None
        return found[0] if self.codes.get(number, found[0]) == found[0] else None

    def _measures(self, unit: str) -> bool:
        """Whether the ranges are told in `unit`; bare ranges are taken for ages."""
        units = frozenset[str]().union(*(span.units for span in self.spans.values()))
        return unit in (units or BODIES[YEARS])


@lru_cache(maxsize=1024)
def forms(choices: tuple[Choice, ...]) -> Forms:
    """Everything the choices can be called, worked out once for a list."""
    named: dict[str, set[int]] = {}
    for at, choice in enumerate(choices):
        for body in _bodies(choice):
            named.setdefault(body, set()).add(at)
    yes, no = _the_one(named, YES_BODIES), _the_one(named, NO_BODIES)
    for body in _shorter(choices, named):
        named.setdefault(*body)
    for body in _opposites(named, yes) if no is not None else ():
        named.setdefault(body, {no})
    codes, letters = _codes(choices)
    for letter, at in letters.items():
        named.setdefault(letter, set()).add(at)
    spans = _spans(choices)
    meant: Phrases = {
        **{unit: (UNIT, None) for span in spans.values() for unit in span.units},
        **{body: (CHOICE, frozenset(at)) for body, at in named.items() if body not in BODIES[COURTESY]},
    }
    return Forms(
        lexicon=Lexicon(meant),
        codes=codes,
        words={body: min(at) for body, at in named.items() if len(at) == 1},
        yes=yes,
        no=no,
        spans=spans,
        one_digit=all(len(choice.code) == 1 for choice in choices),
        asks=any("?" in label for choice in choices for label in choice.labels),
        zero=codes.get(0),
    )


def skip_choice(choices: tuple[Choice, ...]) -> Choice | None:
    """The list's own way of not answering: what 0 and SKIP store. A 0 that says something ("none") is not it."""
    for choice in choices:
        if choice.code.strip() == "0" and not _DECLINES.isdisjoint(_bodies(choice)):
            return choice
    return None


def _bodies(choice: Choice) -> Iterator[str]:
    for words in (*choice.labels, *choice.aliases):
        if body := hear(words).body:
            yield body


def _shorter(choices: tuple[Choice, ...], named: Mapping[str, set[int]]) -> list[tuple[str, set[int]]]:
    """Labels without what stands in brackets, and negations without their last particle."""
    found: list[tuple[str, set[int]]] = []
    for at, choice in enumerate(choices):
        for label in choice.labels:
            body = hear(_ASIDE.sub(" ", label)).body
            found.append((body, {at}))
            if negates(body) and body.endswith(PARTICLE):
                found.append((body.removesuffix(PARTICLE), {at}))
    clash = {body for body, at in found for other, elsewhere in found if body == other and at != elsewhere}
    return [(body, at) for body, at in found if body and body not in clash and body not in named]


def _the_one(named: Mapping[str, set[int]], bodies: frozenset[str]) -> int | None:
    """The one choice that has a name among `bodies`."""
    found = {place for body in bodies & named.keys() for place in named[body]}
    return found.pop() if len(found) == 1 else None


def _opposites(named: Mapping[str, set[int]], yes: int | None) -> list[str]:
    """Yes is said by echoing the verb (ចង់), and so no by its negation (មិនចង់)."""
    verbs = [body for body, at in named.items() if at == {yes} and body not in YES_BODIES and not negates(body)]
    verbs = [body for body in verbs if "\u1780" <= body[0] <= "\u17b3"]
    negated = [negation + verb for verb in verbs for negation in ("មិន", "អត់")]
    return [*negated, "គ្មាន"] if "មាន" in verbs else negated


def _codes(choices: tuple[Choice, ...]) -> tuple[dict[int, int], dict[str, int]]:
    """Codes that are numbers, and codes that are anything else.

    Where the codes are A B C (or ក ខ គ), a choice's place in the list and its letter in the other alphabet
    mean it too.
    """
    bodies = [hear(choice.code).body for choice in choices]
    numbers = {int(body): at for at, body in enumerate(bodies) if body.isdecimal() and len(body) < 10}  # noqa: PLR2004 - a code, not a file
    letters = {body: at for at, body in enumerate(bodies) if body and not body.isdecimal()}
    for alphabet in (_LATIN, _KHMER):
        if len(bodies) > 1 and "".join(bodies) == alphabet[: len(bodies)]:
            numbers = {at + 1: at for at in range(len(bodies))}
            other = _KHMER if alphabet is _LATIN else _LATIN
            letters |= {other[at]: at for at in range(len(bodies))}
    return numbers, letters


_N = r"(?P<{}>[0-9]{{1,3}}(?:,[0-9]{{3}})+|[0-9]+)"
_UNIT = r" ?(?P<unit>[^\W\d][\w ]*)?"
_LEAST, _MOST = _N.format("least"), _N.format("most")
_SPANS = (
    regex.compile(rf"{_LEAST}(?:-| to |ដល់|ទៅ){_MOST}{_UNIT}"),
    regex.compile(rf"{_LEAST}\+{_UNIT}"),
    regex.compile(
        rf"{_LEAST} ?(?P<unit>[^\W\d][\w ]*?)??(?:ឡើងទៅ|ឡើង| or more| or over| and over| or older| and older)"
    ),
    regex.compile(rf"(?:លើសពី|លើស|ច្រើនជាង|more than |over ){_N.format('above')}{_UNIT}"),
    regex.compile(rf"(?:ក្រោម|តិចជាង|under |below |less than |fewer than ){_N.format('below')}{_UNIT}"),
)
_NO_END = 100  # how far a range without an end reaches, or twice its beginning: 60+ ends at 120


def _spans(choices: tuple[Choice, ...]) -> dict[int, Span]:
    """The ranges that labels tell, where a choice's labels agree; ones that overlap are no scale."""
    found: dict[int, Span] = {}
    for at, choice in enumerate(choices):
        spans = [span for label in choice.labels if (span := _span(hear(label).body))]
        if spans and len({(span.least, span.most) for span in spans}) == 1:
            units = frozenset[str]().union(*(span.units for span in spans))
            found[at] = replace(spans[0], units=units)
    return found


def _span(body: str) -> Span | None:
    for pattern in _SPANS:
        if found := pattern.fullmatch(body):
            bounds = {
                name: int(n.replace(",", "")[:9]) for name, n in found.groupdict().items() if n and name != "unit"
            }
            return _bounded(bounds, frozenset({(found["unit"] or "").strip()} - {""}))
    return None


def _bounded(bounds: Mapping[str, int], units: frozenset[str]) -> Span | None:
    edge = bounds.get("above", bounds.get("below"))
    least = bounds.get("least", bounds["above"] + 1 if "above" in bounds else 0)
    most = bounds.get("most", bounds["below"] - 1 if "below" in bounds else max(2 * least, _NO_END))
    return Span(least, most, edge, units) if least <= most else None
