"""A number said in digits or words, with its unit and politeness: shared by integer, decimal, range, together."""

from collections.abc import Sequence
from decimal import Decimal
from functools import lru_cache

import regex

from bot.core.questions.base import Open, Reason, Reply, Unclear
from bot.core.reading import lexicon as lx
from bot.core.reading.guess import WEIGHTY_WORDS
from bot.core.reading.utterance import LONGEST, Lexicon, Piece, Utterance, cover, hear

_WHOLE = r"[0-9]{1,3}(?:,[0-9]{3})+|[0-9]{1,3}(?: [0-9]{3})* 000|[0-9]+"  # 1,234 · 10 000 · 12
_AMOUNT = regex.compile(rf"(?<![0-9])(?<![0-9][ ,./&?-])-?(?:{_WHOLE})(?:[.,][0-9]+)?(?![0-9])")
_GROUPED = regex.compile(r"-?[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]+)?")
_UNITS = 2  # what is counted, and its counter
_NOUN = 4  # letters: shorter words of a question are "how", "the", "you"
ASKED = "asked"  # a word of the question itself
_NUMBERS = frozenset({lx.NUMBER, lx.LOOSE})
_QUIET = frozenset({lx.POLITE, lx.COURTESY, lx.FRAME})
_HAVING = Lexicon(
    dict.fromkeys(lx.phrases("មាន យើងមាន ខ្ញុំមាន ចំនួន have|i have|we have|there are|there is|we are"), (lx.FRAME, None))
)


def amount(question: Open, reply: Reply) -> Decimal | Unclear:
    """The one number that `reply` says, not yet held against bounds."""
    said = hear(reply.text)
    if not said.body:
        return Unclear(Reason.EMPTY)
    if said.doubts() or len(said.body) > LONGEST:
        return Unclear(Reason.NOT_A_NUMBER)
    pieces = cover(said, (_asked(question.asked), _HAVING, lx.COMMON), _AMOUNT)
    if pieces is None:
        return Unclear(Reason.NOT_A_NUMBER)
    telling = [piece for piece in pieces if piece.sort not in _QUIET]
    return _value(_number(telling)) if _is_count(telling, question.asked) else Unclear(Reason.NOT_A_NUMBER)


def _is_count(pieces: Sequence[Piece], asked: tuple[str, ...]) -> bool:
    """One number, perhaps with what it counts before or behind it: "៣ នាក់", "កូន ៣ នាក់"."""
    others = [piece for piece in pieces if piece.sort not in _NUMBERS]
    counts = all(piece.sort == lx.COUNTER or _fits(piece, asked) for piece in others)
    return len(pieces) == len(others) + 1 and len(others) <= _UNITS and counts


def _fits(piece: Piece, asked: tuple[str, ...]) -> bool:
    """Whether a measure is one that the question asks for: "3 years" is no number of boats."""
    if piece.sort == ASKED:
        return True
    return piece.sort in {lx.UNIT, lx.YEARS} and any(piece.words.rstrip("s") in hear(text).body for text in asked)


def _number(pieces: Sequence[Piece]) -> Piece:
    return next(piece for piece in pieces if piece.sort in _NUMBERS)


@lru_cache(maxsize=256)
def _asked(asked: tuple[str, ...]) -> Lexicon:
    """The question's own words, to stand beside a number: whoever is asked for boats may say "3 boats"."""
    words = {word for text in asked for word in hear(text).body.split()}
    fit = {word for word in words if word.isascii() and word.isalpha() and len(word) >= _NOUN}
    return Lexicon(dict.fromkeys(fit - WEIGHTY_WORDS, (ASKED, None)))


def _value(piece: Piece) -> Decimal:
    digits = piece.value
    if _GROUPED.fullmatch(digits):
        digits = digits.replace(",", "")
    return Decimal(digits.replace(" ", "").replace(",", "."))


def within(question: Open, value: Decimal) -> Unclear | None:
    """Why `value` is out of the question's bounds, or None."""
    low = question.minimum is not None and value < Decimal(str(question.minimum))
    high = question.maximum is not None and value > Decimal(str(question.maximum))
    return Unclear(Reason.OUT_OF_RANGE, (shortest(value),)) if low or high else None


def shortest(value: Decimal) -> str:
    """The number with no sign, zero or exponent that it can do without."""
    text = f"{value:f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text in {"-0", ""} else text


def numbers_in(said: Utterance) -> list[Decimal | None] | None:
    """The whole numbers of a list, each on its own; None where anything else is said. A loose one is None."""
    pieces = cover(said, (lx.COMMON,))
    if pieces is None or any(piece.sort not in {*_NUMBERS, lx.AND, *_QUIET} for piece in pieces):
        return None
    found = [piece for piece in pieces if piece.sort in _NUMBERS]
    return [Decimal(piece.value) if piece.sort == lx.NUMBER else None for piece in found]
