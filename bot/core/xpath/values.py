"""The four types of a value (boolean, number, text, set of nodes) and how one is read as another."""

import math
import re
from decimal import Decimal

from .context import World
from .dates import days, looks_like_date
from .nodes import Node

Value = bool | float | str | list[Node]
TOLERANCE = 1e-12  # as in JavaRosa: 6.1 - 7.8 = -1.7
_NUMBER = re.compile(r"[ \t\r\n]*-?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)[ \t\r\n]*").fullmatch
_BEYOND_DIGITS = 1e21  # from here on a float's digits are noise; still written out, as XPath asks


def number_of_text(text: str, world: World) -> float:
    """A plain decimal number; for a date its days; NaN for anything else, a blank too."""
    if _NUMBER(text):
        return float(text)
    if looks_like_date(text) and world.timezone is not None:
        return days(text, world)
    return math.nan


def text_of_number(number: float) -> str:
    """The number without an exponent, as short as it reads back; NaN, Infinity, -Infinity."""
    if number != number or number in {math.inf, -math.inf}:  # noqa: PLR0124 -- the quick test for NaN
        return "NaN" if math.isnan(number) else ("Infinity" if number > 0 else "-Infinity")
    if number == int(number):
        return str(int(number))
    shortest = repr(number)
    return format(Decimal(shortest), "f") if "e" in shortest else shortest


def string_of(value: Value) -> str:
    """The value as a text; of a set the first node's."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return text_of_number(value)
    return value[0].value if value else ""


def number_of(value: Value, world: World) -> float:
    """The value as a number; of a set the first node's."""
    if isinstance(value, float):
        return value
    if isinstance(value, bool):
        return 1.0 if value else 0.0
    return number_of_text(string_of(value), world)


def boolean_of(value: Value) -> bool:
    """Whether there is anything: a text with a sign in it, a number but 0 and NaN, a node."""
    if isinstance(value, float):
        return value == value and value != 0  # noqa: PLR0124 -- the quick test for NaN
    return bool(value)


def same_number(left: float, right: float) -> bool:
    """Whether two numbers are equal but for the rounding of decimals."""
    return left == right or abs(left - right) < TOLERANCE


def same_text(left: str, right: str, world: World) -> bool:
    """Whether two texts are equal, or are the same moment as dates."""
    if left == right:
        return True
    if not (looks_like_date(left) and looks_like_date(right)) or world.timezone is None:
        return False
    return days(left, world) == days(right, world)
