"""Calls of functions: checked against what the function declares, then bound to their arguments."""

from collections.abc import Callable
from difflib import get_close_matches
from typing import Any

from . import codes
from .codes import Code, Run
from .context import Context
from .errors import XPathError
from .functions import FUNCTIONS, Function
from .functions.base import ENDLESS
from .special import SPECIAL
from .syntax import Call, Syntax
from .values import number_of_text

Compile = Callable[[Syntax], Code]
KNOWN = frozenset(FUNCTIONS) | frozenset(SPECIAL)


def call(tree: Call, compiled: Compile) -> Code:
    """The code of a call. Raises XPathError for an unknown function or a wrong number of arguments."""
    special = SPECIAL.get(tree.name)
    if special is not None:
        _check_count(tree, special.least, special.most)
        return special.build(tree, compiled)
    function = FUNCTIONS.get(tree.name)
    if function is None:
        raise _unknown(tree)
    _check_count(tree, function.least, function.most)
    return Code(function.gives, _bound(function, tree, compiled))


def _unknown(tree: Call) -> XPathError:
    near = get_close_matches(tree.name, KNOWN, 1)
    cure = f"did you mean {near[0]}()?" if near else "see the list of functions in the guide for authors"
    return XPathError(f"there is no function {tree.name}(); {cure}", at=tree.at)


def _check_count(tree: Call, least: int, most: int) -> None:
    given = len(tree.arguments)
    if least <= given <= most:
        return
    wanted = f"{least} or more" if most == ENDLESS else str(least) if least == most else f"{least} to {most}"
    raise XPathError(f"{tree.name}() takes {wanted} arguments, not {given}", at=tree.at)


def _bound(function: Function, tree: Call, compiled: Compile) -> Run:
    letters, apply = function.letters, function.call
    parts = [compiled(each) for each in tree.arguments]
    if letters[-1:].isupper():
        runs = [_one(letter, part, tree) for letter, part in zip(letters[:-1], parts, strict=False)]
        rest = _ALL[letters[-1]](parts[len(runs) :], tree)
        return lambda c: apply(c, *[run(c) for run in runs], rest(c))
    return _applied(apply, [_one(letter, part, tree) for letter, part in zip(letters, parts, strict=False)])


def _applied(apply: Callable[..., Any], runs: list[Run]) -> Run:
    """`apply` on what `runs` give: the usual few arguments without a loop."""
    match runs:
        case []:
            return apply
        case [one]:
            return lambda c: apply(c, one(c))
        case [one, two]:
            return lambda c: apply(c, one(c), two(c))
        case _:
            return lambda c: apply(c, *[run(c) for run in runs])


def _one(letter: str, part: Code, tree: Call) -> Run:
    match letter:
        case "s":
            return codes.strings(part)
        case "n":
            return codes.numbers(part)
        case "b":
            return codes.booleans(part)
        case "x":
            return codes.nodes(part, f"{tree.name}()", tree.at)
        case _:
            return part.run


def _all_texts(parts: list[Code], _: Call) -> Run:
    runs = [codes.texts(part) for part in parts]
    return lambda c: [text for run in runs for text in run(c)]


def _all_numbers(parts: list[Code], _: Call) -> Run:
    runs = [_several_numbers(part) for part in parts]
    return lambda c: [number for run in runs for number in run(c)]


def _several_numbers(part: Code) -> Callable[[Context], list[float]]:
    """The numbers of all nodes or of one value; blanks are left out."""
    if part.kind in {"nodes", "any", "string"}:
        texts = codes.texts(part)
        return lambda c: [number_of_text(text, c.world) for text in texts(c) if text]
    number = codes.numbers(part)
    return lambda c: [number(c)]


def _all_booleans(parts: list[Code], _: Call) -> Run:
    runs = [_several_booleans(part) for part in parts]
    return lambda c: [truth for run in runs for truth in run(c)]


def _several_booleans(part: Code) -> Callable[[Context], list[bool]]:
    if part.kind in {"nodes", "any"}:
        texts = codes.texts(part)
        return lambda c: [text != "" for text in texts(c)]
    truth = codes.booleans(part)
    return lambda c: [truth(c)]


def _all_pairs(parts: list[Code], tree: Call) -> Run:
    if len(parts) % 2:
        raise XPathError(f"{tree.name}() takes pairs of a condition and its weight", at=tree.at)
    truths = [_several_booleans(part) for part in parts[::2]]
    weights = [_several_numbers(part) for part in parts[1::2]]
    pairs = list(zip(truths, weights, strict=True))
    return lambda c: [pair for truth, weight in pairs for pair in zip(truth(c), weight(c), strict=False)]


_ALL: dict[str, Callable[[list[Code], Call], Run]] = {
    "S": _all_texts,
    "N": _all_numbers,
    "B": _all_booleans,
    "P": _all_pairs,
}
