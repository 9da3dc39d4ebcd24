"""What answers come to: counts per choice, places in a ranking, figures of numbers, how many texts."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from statistics import median

Answers = Iterable[str | tuple[str, ...] | None]


@dataclass(frozen=True, slots=True)
class Counts:
    """How often each choice was picked, most often first; `answered` of `asked` people picked any."""

    asked: int
    answered: int
    counts: tuple[tuple[str, int], ...]

    def of(self, name: str) -> int:
        """How often `name` was picked: 0 where nobody did."""
        return dict(self.counts).get(name, 0)


@dataclass(frozen=True, slots=True)
class Places:
    """How often each choice stood at each place of a ranking: the first figure is first places."""

    asked: int
    answered: int
    places: tuple[tuple[str, tuple[int, ...]], ...]


@dataclass(frozen=True, slots=True)
class Figures:
    """Numbers, summed without rounding. The four figures are None where nobody answered."""

    asked: int
    answered: int
    least: Fraction | None = None
    median: Fraction | None = None
    mean: Fraction | None = None
    most: Fraction | None = None


@dataclass(frozen=True, slots=True)
class Said:
    """How many answered in words or with a file: what they said is for coders, not for counting."""

    asked: int
    answered: int


Tally = Counts | Places | Figures | Said


def count(answers: Answers) -> Counts:
    """Counts per choice; a person who picked several counts once for each."""
    asked = [_names(answer) for answer in answers]
    found = Counter(name for names in asked for name in names)
    ordered = sorted(found.items(), key=lambda pair: (-pair[1], pair[0]))
    return Counts(len(asked), sum(map(bool, asked)), tuple(ordered))


def place(answers: Answers) -> Places:
    """Counts per choice and place; choices with more first places come first."""
    asked = [_names(answer) for answer in answers]
    found = Counter((name, at) for names in asked for at, name in enumerate(names))
    depth = max(map(len, asked), default=0)
    rows = {name: tuple(found[name, at] for at in range(depth)) for name, _ in found}
    ordered = sorted(rows.items(), key=lambda row: ([-times for times in row[1]], row[0]))
    return Places(len(asked), sum(map(bool, asked)), tuple(ordered))


def figure(answers: Answers) -> Figures:
    """Least, middle, mean and most of the numbers, exactly. What is no number counts as not answered."""
    asked = [_number(answer) for answer in answers]
    numbers = [number for number in asked if number is not None]
    if not numbers:
        return Figures(len(asked), 0)
    mean = sum(numbers, Fraction(0)) / len(numbers)
    return Figures(len(asked), len(numbers), min(numbers), median(numbers), mean, max(numbers))


def said(answers: Answers) -> Said:
    """How many answered at all."""
    asked = [bool(_names(answer)) for answer in answers]
    return Said(len(asked), sum(asked))


def _names(answer: str | tuple[str, ...] | None) -> tuple[str, ...]:
    if isinstance(answer, tuple):
        return answer
    return (answer,) if answer else ()


def _number(answer: str | tuple[str, ...] | None) -> Fraction | None:
    if not isinstance(answer, str):
        return None
    try:
        return Fraction(Decimal(answer))
    except (InvalidOperation, ValueError, OverflowError):
        return None
