"""What +, =, <, and, | … do, each compiled for the types of its two sides."""

import math
import operator
from collections.abc import Callable
from functools import reduce

from .codes import Code, Run, booleans, nodes, numbers, strings, texts
from .context import Context
from .order import in_order
from .values import number_of_text, same_number, same_text

Arithmetic = Callable[[float, float], float]
_RELATIONS: dict[str, Callable[[float, float], bool]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}


def divide(left: float, right: float) -> float:
    """IEEE division: by zero it is infinite, or NaN for 0 div 0."""
    if right != 0:
        return left / right
    if left == 0 or math.isnan(left):
        return math.nan
    return math.copysign(math.inf, left) * math.copysign(1.0, right)


def modulo(left: float, right: float) -> float:
    """The remainder with the sign of `left`; NaN for mod 0."""
    return math.nan if right == 0 or math.isinf(left) else math.fmod(left, right)


_ARITHMETIC: dict[str, Arithmetic] = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
    "div": divide,
    "mod": modulo,
}


def chain(operators: tuple[str, ...], operands: list[Code], at: int) -> Code:
    """The operands of one precedence, joined from left to right."""
    first = operators[0]
    if first == "and":
        return _logic(operands, stop=False)
    if first == "or":
        return _logic(operands, stop=True)
    if first == "|":
        return _union(operands, at)
    if first in _ARITHMETIC and len(operands) > 2:  # noqa: PLR2004 -- two sides
        return _sum(operators, operands)
    pairs = zip(operators, operands[1:], strict=True)
    return reduce(lambda left, pair: _binary(pair[0], left, pair[1]), pairs, operands[0])


def negative(code: Code) -> Code:
    """The number, negated."""
    run = numbers(code)
    return Code("number", lambda c: -run(c), constant=code.constant)


def _logic(operands: list[Code], *, stop: bool) -> Code:
    """`or` when `stop` is true, else `and`; what does not matter any more is not looked at."""
    runs = [booleans(code) for code in operands]
    if len(runs) == 2:  # noqa: PLR2004 -- the usual two
        left, right = runs
        return Code("boolean", (lambda c: left(c) or right(c)) if stop else (lambda c: left(c) and right(c)))

    def many(c: Context) -> bool:
        for run in runs:
            if run(c) is stop:
                return stop
        return not stop

    return Code("boolean", many)


def _union(operands: list[Code], at: int) -> Code:
    runs = [nodes(code, "|", at) for code in operands]
    return Code("nodes", lambda c: in_order([node for run in runs for node in run(c)], c), blank=False)


def _sum(operators: tuple[str, ...], operands: list[Code]) -> Code:
    start, *others = (numbers(code) for code in operands)
    steps = [(_ARITHMETIC[sign], run) for sign, run in zip(operators, others, strict=True)]

    def run(c: Context) -> float:
        total = start(c)
        for apply, other in steps:
            total = apply(total, other(c))
        return total

    return Code("number", run)


def _binary(sign: str, left: Code, right: Code) -> Code:
    if sign in _ARITHMETIC:
        return Code("number", _arithmetic(_ARITHMETIC[sign], numbers(left), numbers(right)))
    if sign in _RELATIONS:
        return Code("boolean", _relation(sign, left, right))
    equal = _equality(left, right, wanted=sign == "=")
    return Code("boolean", equal)


def _arithmetic(apply: Arithmetic, left: Run, right: Run) -> Run:
    return lambda c: apply(left(c), right(c))


# Comparing

_SCALAR = frozenset({"boolean", "number", "string"})


def _relation(sign: str, left: Code, right: Code) -> Run:
    compare = _RELATIONS[sign]
    kinds = {left.kind, right.kind}
    if "nodes" not in kinds and "any" not in kinds:
        return _arithmetic(compare, numbers(left), numbers(right))
    if "boolean" in kinds:
        return _arithmetic(compare, numbers(_truth(left)), numbers(_truth(right)))
    return _any_pair(compare, _all_numbers(left), _all_numbers(right))


def _truth(code: Code) -> Code:
    return code if code.kind in _SCALAR else Code("boolean", booleans(code))


def _all_numbers(code: Code) -> Callable[[Context], list[float]]:
    if code.kind in _SCALAR:
        one = numbers(code)
        return lambda c: [one(c)]
    several = texts(code)
    return lambda c: [number_of_text(text, c.world) for text in several(c)]


def _any_pair(compare: Callable[[float, float], bool], lefts: Run, rights: Run) -> Run:
    def run(c: Context) -> bool:
        right = rights(c)
        c.spend(len(right))
        return any(compare(one, other) for one in lefts(c) for other in right)

    return run


def _equality(left: Code, right: Code, *, wanted: bool) -> Run:
    """`=` when `wanted` is true, else `!=`. A boolean decides the comparison, then a number, then texts."""
    kinds = {left.kind, right.kind}
    if "boolean" in kinds:
        one, other = booleans(left), booleans(right)
        return lambda c: (one(c) is other(c)) is wanted
    if "number" in kinds:
        return _any_pair(lambda a, b: same_number(a, b) is wanted, _all_numbers(left), _all_numbers(right))
    if kinds == {"string"}:
        text, other_text = strings(left), strings(right)
        return lambda c: same_text(text(c), other_text(c), c.world) is wanted
    if "any" in kinds:
        return _equality_at_last(left, right, wanted=wanted)
    return _any_text(texts(left), texts(right), wanted=wanted)


def _any_text(lefts: Run, rights: Run, *, wanted: bool) -> Run:
    def run(c: Context) -> bool:
        right = rights(c)
        c.spend(len(right))
        return any(same_text(one, other, c.world) is wanted for one in lefts(c) for other in right)

    return run


def _equality_at_last(left: Code, right: Code, *, wanted: bool) -> Run:
    """The comparison where a side's type is known only when it runs."""

    def run(c: Context) -> bool:
        return bool(_equality(_settled(left, c), _settled(right, c), wanted=wanted)(c))

    return run


def _settled(code: Code, c: Context) -> Code:
    value = code.run(c)
    kind = {bool: "boolean", float: "number", str: "string"}.get(type(value), "nodes")
    return Code(kind, lambda _: value, blank=code.blank)  # type: ignore[arg-type] # the table gives kinds alone
