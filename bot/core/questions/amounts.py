"""A number said in digits or words, with its unit and politeness: shared by integer, decimal, range, together."""

from decimal import Decimal

import regex

from bot.core.khmer import LONGEST_NUMBER
from bot.core.reading import lexicon as lx
from bot.core.questions.base import Open, Reason, Reply, Unclear
from bot.core.reading.utterance import LONGEST, Lexicon, Piece, Phrases, Utterance, cover, hear

_WHOLE = r"[0-9]{1,3}(?:,[0-9]{3})+|[0-9]{1,3}(?: [0-9]{3})* 000|[0-9]+"  # 1,234 · 10 000 · 12
_AMOUNT = regex.compile(rf"(?<![0-9])(?<![0-9][ ,./&?-])-?(?:{_WHOLE})(?:[.,][0-9]+)?(?![0-9])")
_GROUPED = regex.compile(r"-?[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]+)?")
_QUIET = frozenset({lx.POLITE, lx.COURTESY, lx.FRAME})
_HAVING = Lexicon(
    {
        body: (lx.FRAME, None)
        for body in lx.phrases("មាន យើងមាន ខ្ញុំមាន ចំនួន have|i have|we have|there are|there is|we are")
    }
)


def amount(question: Open, reply: Reply) -> Decimal | Unclear:
    """The one number that `reply` says, not yet held against bounds."""
    said = hear(reply.text)
    if not said.body:
        return Unclear(Reason.EMPTY)
    if said.doubts() or len(said.body) > LONGEST:
        return Unclear(Reason.NOT_A_NUMBER)
    pieces = cover(said, (_asked(question), _HAVING, lx.COMMON), _AMOUNT)
    if pieces is None:
        return Unclear(Reason.NOT_A_NUMBER)
    said_something = [piece for piece in pieces if piece.sort not in _QUIET]
    if not said_something or not _is_count(said_something):
        return Unclear(Reason.NOT_A_NUMBER)
    return _value(next(piece for piece in said_something if piece.sort in {"number", "loose"}))


def _is_count(pieces: list[Piece]) -> bool:
    """One number, perhaps with what it counts before or behind it: "៣ នាក់", "កូន ៣ នាក់", "No. 3" is none."""
    sorts = [piece.sort for piece in pieces]
    numbers = sum(sort in {"number", "loose"} for sort in sorts)
    units = sum(sort in {lx.UNIT, lx.YEARS} for sort in sorts)
    return numbers == 1 and numbers + units == len(sorts) and units <= 2  # noqa: PLR2004 - counted thing and counter


def _asked(question: Open) -> Lexicon:
    """The question's own words as units: whoever is asked for boats may say "3 boats"."""
    words: Phrases = {word: (lx.UNIT, None) for text in question.asked for word in hear(text).body.split()}
    return Lexicon({word: meaning for word, meaning in words.items() if word.isalpha() and len(word) > 3})  # noqa: PLR2004 - "how", "the"


def _value(piece: Piece) -> Decimal | Unclear:
    digits = piece.value
    if len(digits) > LONGEST_NUMBER:
        return Unclear(Reason.OUT_OF_RANGE)
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
    if pieces is None or any(piece.sort not in {"number", "loose", lx.AND, *_QUIET} for piece in pieces):
        return None
    found = [piece for piece in pieces if piece.sort in {"number", "loose"}]
    return [Decimal(piece.value[:LONGEST_NUMBER]) if piece.sort == "number" else None for piece in found]
