"""Paths: from where an expression stands to the nodes it names.

A form's own paths, names and .. alone, take a short way. All others go step by step. Nodes that are
not relevant are no part of the result, as in JavaRosa.
"""

from collections.abc import Callable
from itertools import accumulate, takewhile

from .codes import Code, Run
from .codes import nodes as nodes_of
from .context import Context
from .index import indexed
from .nodes import Node
from .order import in_order
from .steps import Compile, folded, plain_key, walk
from .syntax import Axis, Call, NameTest, Path, Step

_FORWARD: frozenset[Axis] = frozenset({"child", "attribute", "self"})


def path(tree: Path, compiled: Compile, default: str) -> Code:
    """The code of a path. `compiled` makes the code of its parts, `default` is the default namespace."""
    return Code("nodes", _short(tree, default) or _long(tree, compiled, default), blank=_named(tree))


def _named(tree: Path) -> bool:
    """Whether the path ends in a plain name, so that it is a question's answer, which may be missing."""
    last = tree.steps[-1] if tree.steps else None
    if last is None or last.predicates:
        return False
    return isinstance(last.test, NameTest) and last.test.name != "*"


# The short way: names and .. alone


def _short(tree: Path, default: str) -> Run | None:
    moves = _moves(tree.steps, default)
    if moves is None or not tree.steps:
        return None
    start = _start(tree)
    if start is None:
        return None
    ups, keys = moves
    if tree.absolute:
        return None if ups else _from_root(keys)
    return _from_node(start, ups, keys)


def _moves(steps: tuple[Step, ...], default: str) -> tuple[int, tuple[str, ...]] | None:
    """How many steps up, then which names down; None when the path is anything else."""
    ups, keys = 0, list[str]()
    for step in steps:
        key = plain_key(step, default)
        if key is None:
            return None
        if key == "..":
            ups += 1
        if key == ".." and keys:
            return None
        if key not in {".", ".."}:
            keys.append(key)
    return ups, tuple(keys)


def _start(tree: Path) -> Callable[[Context], Node] | None:
    if tree.absolute:
        return lambda c: c.world.root
    if tree.start is None:
        return lambda c: c.node
    if isinstance(tree.start, Call) and tree.start.name == "current" and not tree.start.arguments:
        return lambda c: c.origin
    return None


def _from_root(keys: tuple[str, ...]) -> Run:
    prefixes = frozenset(accumulate(keys, "{}/{}".format, initial=""))

    def run(c: Context) -> list[Node]:
        world = c.world
        if world.repeats and not prefixes.isdisjoint(world.repeats):
            return _here(keys, c)
        return _down(world.root, keys)

    return run


def _from_node(start: Callable[[Context], Node], ups: int, keys: tuple[str, ...]) -> Run:
    def run(c: Context) -> list[Node]:
        node: Node | None = start(c)
        for _ in range(ups):
            node = node and node.parent
        return [] if node is None else _down(node, keys)

    return run


def _down(node: Node, keys: tuple[str, ...]) -> list[Node]:
    for place, key in enumerate(keys):
        found = node.all_named(key)
        if len(found) != 1:
            return _fan(found, keys[place + 1 :])
        node = found[0]
    return [node] if node.relevant else []


def _fan(nodes: list[Node], keys: tuple[str, ...]) -> list[Node]:
    for key in keys:
        nodes = [child for node in nodes for child in node.all_named(key)]
    return [node for node in nodes if node.relevant]


def _here(keys: tuple[str, ...], c: Context) -> list[Node]:
    """From the root, but through the very repeats that the expression stands in, but for the last name."""
    node = c.world.root
    line = c.origin.lineage()[-2::-1]
    for place, key in enumerate(keys[:-1]):
        if place >= len(line) or line[place].key != key:
            return _down(node, keys[place:])
        node = line[place]
    return _down(node, keys[-1:])


# The long way: step by step, behind a head of plain names


def _long(tree: Path, compiled: Compile, default: str) -> Run:
    begin, steps = _begin(tree, compiled, default)
    steady = isinstance(tree.start, Call) and tree.start.name == "instance"
    walks = [(steady and indexed(step, compiled, default)) or walk(step, compiled, default) for step in steps]
    tidy = _tidy(tree, steps)

    def run(c: Context) -> list[Node]:
        nodes = begin(c)
        for go in walks:
            nodes = go(nodes, c)
        nodes = [node for node in nodes if node.relevant]
        return nodes if tidy else in_order(nodes, c)

    return run


def _begin(tree: Path, compiled: Compile, default: str) -> tuple[Run, tuple[Step, ...]]:
    """What gives the first nodes, and the steps that remain from there."""
    steps = folded(tree.steps)
    if tree.start is not None:
        return nodes_of(compiled(tree.start), "/", tree.at), steps
    if not tree.absolute:
        return (lambda c: [c.node]), steps
    keys = tuple(takewhile(lambda key: key not in {None, ".", ".."}, (plain_key(step, default) for step in steps)))
    names = tuple(key for key in keys if key is not None)
    return (_from_root(names) if names else lambda c: [c.world.root]), steps[len(names) :]


def _tidy(tree: Path, steps: tuple[Step, ...]) -> bool:
    """Whether the steps keep document order by themselves: names downwards, or one flight of descendants."""
    if tree.start is not None and not (isinstance(tree.start, Call) and tree.start.name in {"instance", "current"}):
        return False
    downwards = all(step.axis in _FORWARD for step in steps[:-1])
    return downwards and (not steps or steps[-1].axis in {*_FORWARD, "descendant", "descendant-or-self"})
