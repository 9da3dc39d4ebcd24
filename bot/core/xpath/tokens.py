"""An expression cut into tokens, by the lexical rules of XPath 1.0 (section 3.7)."""

import re
from typing import NamedTuple

from .errors import XPathError

# Names of XML 1.0 (fifth edition), which has room for every Khmer sign; a full stop or hyphen may stand inside.
_START = (
    "A-Z_a-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u02ff\u0370-\u037d\u037f-\u1fff\u200c-\u200d\u2070-\u218f"
    "\u2c00-\u2fef\u3001-\ud7ff\uf900-\ufdcf\ufdf0-\ufffd\U00010000-\U000effff"
)
NAME = f"[{_START}][{_START}.0-9\u00b7\u0300-\u036f\u203f-\u2040-]*"
_TOKEN = re.compile(
    rf"""[ \t\r\n]*(?:
      (?P<number>[0-9]+(?:\.[0-9]*)?|\.[0-9]+)
    | (?P<text>"[^"]*"|'[^']*')
    | (?P<name>{NAME}(?::(?!:)(?:{NAME}|\*))?)
    | (?P<sign>::|\.\.|//|!=|<=|>=|[()\[\]@,.$/|+=<>*-])
    | (?P<end>$)
    )""",
    re.VERBOSE,
)
_WORD = re.compile(r"[ \t\r\n]*(?P<word>and|or|div|mod)")
_OPERATORS = frozenset(("and", "or", "div", "mod", "*", "/", "//", "|", "+", "-", "=", "!=", "<", "<=", ">", ">="))
_OPERAND_NEXT = _OPERATORS | {"@", "::", "(", "[", ","}

_CURES = {
    "‘": "a curly quote: write the straight quote '",
    "’": "a curly quote: write the straight quote '",
    "“": 'a curly quote: write the straight quote "',
    "”": 'a curly quote: write the straight quote "',
    "\u200b": "an invisible zero-width space: delete it",
    "\u00a0": "a no-break space: write an ordinary space",
    "'": "a text that is not closed: write ' at its end",
    '"': 'a text that is not closed: write " at its end',
    "!": "a single !: write != for “is not”, not(…) to turn a condition round",
    "&": "&: write and",
    "{": "{: a reference ${…} is only understood in a form's sheet",
    "$": "$: a reference ${…} is only understood in a form's sheet",
    "×": "×: write *",
    "÷": "÷: write div",
    "≤": "≤: write <=",
    "≥": "≥: write >=",
    "≠": "≠: write !=",
    "%": "%: write mod for the remainder, or divide by 100",
    ";": ";: arguments are parted by a comma",
}


class Token(NamedTuple):
    """A piece of an expression: its kind (number, text, name, sign, operator, end), its text and its place."""

    kind: str
    text: str
    at: int


def tokens(expression: str, most: int) -> list[Token]:
    """The tokens, with an "end" behind them. Raises XPathError for what is none, or for more than `most`."""
    found: list[Token] = []
    place, operand_next = 0, True
    while not found or found[-1].kind != "end":
        token, place = _token(expression, place, operand_next=operand_next)
        found.append(token)
        operand_next = token.text in _OPERAND_NEXT and token.kind in {"sign", "operator"}
        if len(found) > most:
            raise XPathError(
                f"the expression has more than {most:,} parts: split it into calculations", expression, place
            )
    return found


def _token(expression: str, place: int, *, operand_next: bool) -> tuple[Token, int]:
    if not operand_next and (word := _WORD.match(expression, place)):
        return Token("operator", word["word"], word.start("word")), word.end()
    match = _TOKEN.match(expression, place)
    if match is None:
        raise _strange(expression, place)
    kind, at = str(match.lastgroup), match.start(str(match.lastgroup))
    text = match[kind]
    if kind == "sign" and text in _OPERATORS and not (text == "*" and operand_next):
        kind = "operator"
    if kind == "name" and not text.isascii():
        _refuse_digits(expression, text, at)
    return Token(kind, text, at), match.end()


def _refuse_digits(expression: str, name: str, at: int) -> None:
    """Refuse ១០ and ១០.៥, which XML takes for names."""
    if name.replace(".", "").isdecimal():
        western = "".join(sign if sign == "." else str(int(sign)) for sign in name)
        raise XPathError(f"{name} is not a number here: write {western}", expression, at)


def _strange(expression: str, place: int) -> XPathError:
    rest = expression[place:].lstrip(" \t\r\n")
    at = len(expression) - len(rest)
    cure = _CURES.get(rest[0], f"the sign {rest[0]!r} has no meaning in an expression: delete it")
    return XPathError(f"this is {cure}" if rest[0] in _CURES else cure, expression, at)
