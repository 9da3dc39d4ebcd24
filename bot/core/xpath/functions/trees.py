"""Functions of nodes: their names and numbers, and other instances."""

import hashlib
import math

from bot.core.xpath.context import Context
from bot.core.xpath.errors import XPathError
from bot.core.xpath.nodes import Node
from bot.core.xpath.order import in_order
from bot.core.xpath.values import Value, number_of, string_of

from .base import Function

_XML = "http://www.w3.org/XML/1998/namespace"
_PRIME = 2_147_483_647  # the minimal standard generator of Park and Miller, which ODK shuffles by
_FACTOR = 16_807
_LARGEST = 1 << 63  # of Java's whole numbers


def _one(c: Context, nodes: list[Node] | None) -> Node | None:
    """The first node of the argument, or without one that the expression stands on."""
    return c.node if nodes is None else next(iter(nodes), None)


def _name(c: Context, nodes: list[Node] | None = None) -> str:
    node = _one(c, nodes)
    return "" if node is None else f"{node.prefix}:{node.name}" if node.prefix else node.name


def _local_name(c: Context, nodes: list[Node] | None = None) -> str:
    node = _one(c, nodes)
    return "" if node is None else node.name


def _namespace_uri(c: Context, nodes: list[Node] | None = None) -> str:
    node = _one(c, nodes)
    return "" if node is None else node.namespace


def _position(c: Context, nodes: list[Node] | None = None) -> float:
    """Without an argument the place in the set just looked at, with one a repeat's number.

    Of several repeats it is the one that the expression stands in.
    """
    if nodes is None:
        return float(c.position)
    if not nodes:
        return math.nan
    around = next((node for node in c.origin.lineage() if node in nodes), nodes[0]) if len(nodes) > 1 else nodes[0]
    return float(around.position)


def _lang(c: Context, wanted: str) -> bool:
    """Whether the nearest xml:lang above is this language, or a variety of it."""
    for node in c.node.lineage():
        spoken = node.attribute(f"{{{_XML}}}lang")
        if spoken is not None:
            return f"{spoken.lower()}-".startswith(f"{wanted.lower()}-")
    return False


def _id(c: Context, value: Value) -> list[Node]:
    """The elements whose attribute `id` is one of the words."""
    texts = [c.text(node) for node in value] if isinstance(value, list) else [string_of(value)]
    wanted = {word for text in texts for word in text.split()}
    everything = [*c.world.root.walk()]
    c.spend(len(everything))
    return in_order([node for node in everything if node.attribute("id") in wanted], c)


def _instance(c: Context, name: str) -> list[Node]:
    found = c.world.instances.get(name)
    if found is None:
        raise XPathError(f"there is no list or instance {name!r} in this form")
    return [found]


def _randomize(c: Context, nodes: list[Node], seed: Value | None = None) -> list[Node]:
    """The nodes shuffled: always alike for the same seed, and as every ODK engine shuffles them."""
    shuffled, dice = list(nodes), c.world.dice if seed is None else _Dice(_seed(seed, c)).roll
    for place in range(len(shuffled)):
        other = min(place, int(dice() * (place + 1)))
        shuffled[place], shuffled[other] = shuffled[other], shuffled[place]
    return shuffled


def _seed(value: Value, c: Context) -> int:
    """A number's whole part, 0 for a blank; of any other text the first eight bytes of its SHA-256."""
    number, text = number_of(value, c.world), string_of(value)
    if not math.isnan(number):
        return int(max(-_LARGEST, min(_LARGEST - 1, number)))
    if text in {"", "NaN"}:
        return 0
    digest = hashlib.sha256(text.encode("utf-8", "replace")).digest()
    return int.from_bytes(digest[:8], "big", signed=True)


class _Dice:
    """Park and Miller's generator."""

    def __init__(self, seed: int) -> None:
        remainder = abs(seed) % _PRIME * (1 if seed >= 0 else -1)  # as Java's %
        self.state = remainder + _PRIME - 1 if remainder <= 0 else remainder

    def roll(self) -> float:
        """The next number from 0 up to 1."""
        self.state = self.state * _FACTOR % _PRIME
        return (self.state - 1) / (_PRIME - 1)


TREES: dict[str, Function] = {
    "name": Function("?x", "string", _name),
    "local-name": Function("?x", "string", _local_name),
    "namespace-uri": Function("?x", "string", _namespace_uri),
    "position": Function("?x", "number", _position),
    "last": Function("", "number", lambda c: float(c.size)),
    "lang": Function("s", "boolean", _lang),
    "id": Function("v", "nodes", _id),
    "instance": Function("s", "nodes", _instance),
    "current": Function("", "nodes", lambda c: [c.origin]),
    "randomize": Function("x?v", "nodes", _randomize),
}
