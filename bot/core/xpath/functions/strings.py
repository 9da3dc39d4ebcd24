"""Functions of texts."""

import regex

from bot.core.xpath.context import Context
from bot.core.xpath.errors import XPathError
from bot.core.xpath.values import Value, string_of

from .base import Function

Pattern = regex.Pattern[str]
PATIENCE = 0.02  # seconds a pattern may take: an author's pattern meets strangers' texts
LARGEST = 20_000  # signs of a pattern with its repeats written out: it is kept in memory so
_PARTS = regex.compile(r"\\.|\[(?:\\.|[^\]\\])*\]|\{(?:[0-9]*,)?(?P<count>[0-9]+),?\}|.", regex.DOTALL)
_SPACES = regex.compile(r"[ \t\r\n]+")


def _own(c: Context, text: str | None) -> str:
    """The argument, or without one the node the expression stands on."""
    return c.text(c.node) if text is None else text


def pattern(text: str) -> Pattern:
    """The compiled pattern. Raises XPathError when it is none."""
    if written_out(text) > LARGEST:
        raise XPathError("the pattern of regex() is too large: shorten it, or make the numbers in { } smaller")
    try:
        return regex.compile(text)
    except (regex.error, RecursionError, OverflowError, MemoryError) as trouble:
        raise XPathError(f"{text[:60]!r} is no pattern that regex() understands: {trouble}") from trouble


def written_out(text: str) -> int:
    """How many signs a pattern has when its counted repeats are written out: (ab){3} has six."""
    groups, last = [0], 0
    for part in _PARTS.finditer(text):
        if part[0] == "(":
            groups.append(0)
            continue
        if part[0] == ")" and len(groups) > 1:
            last = groups.pop()
        else:
            last = last * (int(part["count"][:6]) - 1) if part["count"] else 1
        groups[-1] += last
    return sum(groups)


def matches(compiled: Pattern, text: str) -> bool:
    """Whether the whole of `text` fits the pattern. Raises XPathError when that takes too long to tell."""
    try:
        return compiled.fullmatch(text, timeout=PATIENCE) is not None
    except TimeoutError as slow:
        raise XPathError("the pattern of regex() takes too long: avoid a repeat inside a repeat, as in (a+)+") from slow


def _string(c: Context, value: Value | None = None) -> str:
    return c.text(c.node) if value is None else string_of(value)


def _substring(_: Context, text: str, start: float, length: float | None = None) -> str:
    """XPath's: places count from 1, halves round up, NaN takes nothing."""
    first = _half_up(start)
    end = float("inf") if length is None else first + _half_up(length)
    return "".join(sign for place, sign in enumerate(text, 1) if first <= place < end)


def _half_up(number: float) -> float:
    """The nearest whole number, a half upwards; infinite and NaN stay."""
    return float(number + 0.5 - (number + 0.5) % 1) if abs(number) < 1e15 else number  # noqa: PLR2004 -- whole by then


def _substr(_: Context, text: str, start: float, end: float | None = None) -> str:
    """JavaRosa's: places count from 0, negative ones from the end, `end` is not taken."""
    size = len(text)
    first = _place(start, size)
    return text[first : size if end is None else _place(end, size)]


def _place(number: float, size: int) -> int:
    if number != number:  # noqa: PLR0124 -- the quick test for NaN
        return 0
    place = int(max(-size, min(size, number)))
    return place + size if number < 0 else place


def _before(_: Context, text: str, mark: str) -> str:
    head, found, _tail = text.partition(mark) if mark else ("", "", "")
    return head if found else ""


def _after(_: Context, text: str, mark: str) -> str:
    return text.partition(mark)[2] if mark else text


def _translate(_: Context, text: str, old: str, new: str) -> str:
    table = {ord(sign): new[place] if place < len(new) else None for place, sign in reversed(list(enumerate(old)))}
    return text.translate(table)


def _normalized(c: Context, text: str | None = None) -> str:
    return _SPACES.sub(" ", _own(c, text)).strip(" ")


STRINGS: dict[str, Function] = {
    "string": Function("?v", "string", _string),
    "concat": Function("S", "string", lambda _, texts: "".join(texts)),
    "join": Function("sS", "string", lambda _, mark, texts: mark.join(texts)),
    "substr": Function("sn?n", "string", _substr),
    "substring": Function("sn?n", "string", _substring),
    "substring-before": Function("ss", "string", _before),
    "substring-after": Function("ss", "string", _after),
    "contains": Function("ss", "boolean", lambda _, text, part: part in text),
    "starts-with": Function("ss", "boolean", lambda _, text, start: text.startswith(start)),
    "ends-with": Function("ss", "boolean", lambda _, text, end: text.endswith(end)),
    "string-length": Function("?s", "number", lambda c, text=None: float(len(_own(c, text)))),
    "normalize-space": Function("?s", "string", _normalized),
    "translate": Function("sss", "string", _translate),
    "regex": Function("ss", "boolean", lambda _, text, wanted: matches(pattern(wanted), text)),
}
