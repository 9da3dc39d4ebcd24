"""Document order."""

from collections.abc import Iterator

from .context import Context
from .nodes import Node


def in_order(nodes: list[Node], c: Context) -> list[Node]:
    """The nodes in document order, each once; trees one after the other as they come."""
    unique = list(dict.fromkeys(nodes))
    if len(unique) < 2:  # noqa: PLR2004 -- one node is in order
        return unique
    numbers = _numbers(unique, c)
    return sorted(unique, key=lambda node: _number(node, numbers))


def _numbers(nodes: list[Node], c: Context) -> dict[Node, float]:
    tops = dict.fromkeys(node.lineage()[-1] for node in nodes)
    numbers: dict[Node, float] = {}
    for top in tops:
        for node in _everything(top):
            numbers[node] = len(numbers)
    c.spend(len(numbers))
    return numbers


def _number(node: Node, numbers: dict[Node, float]) -> float:
    """Its number; the text of a leaf, which has none of its own, comes right behind the leaf."""
    if node in numbers or node.parent is None:
        return numbers[node]
    return numbers[node.parent] + 0.5


def _everything(node: Node) -> Iterator[Node]:
    yield node
    yield from node.attributes.values()
    for child in node.nodes():
        yield from _everything(child)
