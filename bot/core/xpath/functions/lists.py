"""Functions of several answers: choices picked, checklists, sums."""

import math

from bot.core.xpath.context import Context
from bot.core.xpath.nodes import Node
from bot.core.xpath.values import number_of_text

from .base import Function


def _picked(text: str) -> list[str]:
    """The names in an answer to select_multiple; a blank answer is one blank name, as in JavaRosa."""
    return text.split() or [""]


def _selected_at(_: Context, text: str, place: float) -> str:
    names = text.split()
    return names[int(place)] if 0 <= place < len(names) else ""


def _sum(c: Context, nodes: list[Node]) -> float:
    """Blank answers count nothing; a text that is no number makes the sum NaN."""
    return math.fsum(number_of_text(text, c.world) for node in nodes if (text := c.text(node)))


def _between(least: float, count: float, most: float) -> bool:
    """Whether `count` is at least `least` and, unless that is negative, at most `most`."""
    return (least < 0 or count >= least) and (most < 0 or count <= most)


def _checklist(_: Context, least: float, most: float, ticks: list[bool]) -> bool:
    return _between(least, sum(ticks), most)


def _weighted(_: Context, least: float, most: float, pairs: list[tuple[bool, float]]) -> bool:
    return _between(least, sum(weight for tick, weight in pairs if tick), most)


LISTS: dict[str, Function] = {
    "selected": Function("ss", "boolean", lambda _, text, name: name.strip() in _picked(text)),
    "selected-at": Function("sn", "string", _selected_at),
    "count-selected": Function("s", "number", lambda _, text: float(len(text.split()))),
    "count": Function("x", "number", lambda _, nodes: float(len(nodes))),
    "count-non-empty": Function("x", "number", lambda c, nodes: float(sum(1 for node in nodes if c.text(node)))),
    "sum": Function("x", "number", _sum),
    "checklist": Function("nnB", "boolean", _checklist),
    "weighted-checklist": Function("nnP", "boolean", _weighted),
}
