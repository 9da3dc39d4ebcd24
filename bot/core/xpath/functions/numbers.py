"""Functions of numbers and booleans."""

import math
from collections.abc import Callable
from decimal import ROUND_HALF_DOWN, ROUND_HALF_UP, Decimal

from bot.core.xpath.context import Context
from bot.core.xpath.values import Value, number_of

from .base import Function

_FINEST = 20  # digits: a float has no more that mean anything


def _number(c: Context, value: Value | None = None) -> float:
    return number_of(c.text(c.node) if value is None else value, c.world)


def _int(_: Context, number: float) -> float:
    return float(math.trunc(number)) if math.isfinite(number) else number


def _round(_: Context, number: float, decimals: float = 0.0) -> float:
    """To so many decimals, or tens when negative, as the number is written; a half goes up, as in JavaRosa."""
    places = int(max(-_FINEST, min(_FINEST, decimals))) if math.isfinite(decimals) else 0
    written = Decimal(repr(number))
    if not math.isfinite(number) or written.adjusted() + places > _FINEST:
        return number
    way = ROUND_HALF_DOWN if number < 0 else ROUND_HALF_UP
    rounded = written.scaleb(places).quantize(Decimal(1), rounding=way).scaleb(-places)
    return math.copysign(float(rounded), number)


def _whole(function: Callable[[float], int]) -> Callable[[Context, float], float]:
    return lambda _, number: math.copysign(function(number), number) if math.isfinite(number) else number


def _real(function: Callable[..., float | complex]) -> Callable[..., float]:
    """`function`, giving NaN where it has no value and infinity where that is too large."""

    def call(_: Context, *arguments: float) -> float:
        try:
            result = function(*arguments)
        except ValueError:
            return math.nan
        except OverflowError:
            return math.inf
        return result if isinstance(result, float) else math.nan

    return call


def _log(function: Callable[[float], float]) -> Callable[..., float]:
    return _real(lambda number: -math.inf if number == 0 else function(number))


def _power(base: float, exponent: float) -> float | complex:
    """The power; complex where there is no real one, which `_real` then gives as NaN."""
    try:
        return complex(base) ** exponent if base < 0 and exponent % 1 else float(base**exponent)
    except ZeroDivisionError:
        return math.inf


def _extreme(best: Callable[..., float]) -> Callable[[Context, list[float]], float]:
    """The best of the numbers; NaN for none, or when one is NaN. Blank answers are not among them."""
    return lambda _, numbers: best(numbers) if numbers and not any(map(math.isnan, numbers)) else math.nan


NUMBERS: dict[str, Function] = {
    "number": Function("?v", "number", _number),
    "int": Function("n", "number", _int),
    "round": Function("n?n", "number", _round),
    "floor": Function("n", "number", _whole(math.floor)),
    "ceiling": Function("n", "number", _whole(math.ceil)),
    "abs": Function("n", "number", lambda _, number: abs(number)),
    "pow": Function("nn", "number", _real(_power)),
    "sqrt": Function("n", "number", _real(math.sqrt)),
    "exp": Function("n", "number", _real(math.exp)),
    "exp10": Function("n", "number", _real(lambda number: _power(10.0, number))),
    "log": Function("n", "number", _log(math.log)),
    "log10": Function("n", "number", _log(math.log10)),
    "pi": Function("", "number", lambda _: math.pi),
    "sin": Function("n", "number", _real(math.sin)),
    "cos": Function("n", "number", _real(math.cos)),
    "tan": Function("n", "number", _real(math.tan)),
    "asin": Function("n", "number", _real(math.asin)),
    "acos": Function("n", "number", _real(math.acos)),
    "atan": Function("n", "number", _real(math.atan)),
    "atan2": Function("nn", "number", _real(math.atan2)),
    "max": Function("N", "number", _extreme(max), least=1),
    "min": Function("N", "number", _extreme(min), least=1),
    "random": Function("", "number", lambda c: c.world.dice()),
    "boolean": Function("b", "boolean", lambda _, value: value),
    "boolean-from-string": Function("s", "boolean", lambda _, text: text.strip().lower() in {"1", "true"}),
    "not": Function("b", "boolean", lambda _, value: not value),
    "true": Function("", "boolean", lambda _: True),
    "false": Function("", "boolean", lambda _: False),
}
