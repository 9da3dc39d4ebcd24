"""The thirteen directions a step can take, each nearest node first, and what a step accepts."""

from collections.abc import Callable, Iterable, Iterator

from .nodes import Node, key_of
from .syntax import Axis, NameTest, TypeTest

_KINDS = {"text": "text", "comment": "comment", "processing-instruction": "instruction"}


def accepts(test: NameTest | TypeTest, axis: Axis, default: str) -> Callable[[Node], bool]:
    """The test of a step as a function. `default` is the namespace that a name without a prefix may be in."""
    if isinstance(test, TypeTest):
        return _of_type(test)
    kind = "attribute" if axis == "attribute" else "element"
    if test.name == "*":
        return _any_of(kind, test.namespace)
    keys = keys_of(test, "" if kind == "attribute" else default)
    return lambda node: node.key in keys and node.kind == kind


def keys_of(test: NameTest, default: str) -> frozenset[str]:
    """The keys a named test accepts: without a prefix also those of the default namespace."""
    if test.namespace is not None:
        return frozenset({key_of(test.name, test.namespace)})
    return frozenset({test.name, key_of(test.name, default)})


def _any_of(kind: str, namespace: str | None) -> Callable[[Node], bool]:
    if namespace is None:
        return lambda node: node.kind == kind
    return lambda node: node.kind == kind and node.namespace == namespace


def _of_type(test: TypeTest) -> Callable[[Node], bool]:
    if test.type == "node":
        return lambda _: True
    kind, target = _KINDS[test.type], test.target
    return lambda node: node.kind == kind and target in {None, node.name}


def _self(node: Node) -> Iterable[Node]:
    return (node,)


def _parent(node: Node) -> Iterable[Node]:
    return () if node.parent is None else (node.parent,)


def _ancestor(node: Node) -> Iterable[Node]:
    return node.lineage()[1:]


def _ancestor_or_self(node: Node) -> Iterable[Node]:
    return node.lineage()


def _attribute(node: Node) -> Iterable[Node]:
    return node.attributes.values()


def _child(node: Node) -> Iterable[Node]:
    return node.nodes()


def _descendant(node: Node) -> Iterator[Node]:
    for child in node.nodes():
        yield child
        yield from _descendant(child)


def _descendant_or_self(node: Node) -> Iterator[Node]:
    yield node
    yield from _descendant(node)


def _beside(node: Node) -> tuple[list[Node], list[Node]]:
    """The siblings before the node, nearest first, and those after it."""
    if node.parent is None or node.kind == "attribute":
        return [], []
    siblings = node.parent.nodes()
    place = siblings.index(node) if node in siblings else 0
    return siblings[:place][::-1], siblings[place + 1 :]


def _preceding_sibling(node: Node) -> Iterable[Node]:
    return _beside(node)[0]


def _following_sibling(node: Node) -> Iterable[Node]:
    return _beside(node)[1]


def _preceding(node: Node) -> Iterator[Node]:
    for above in node.lineage():
        for sibling in _preceding_sibling(above):
            yield from reversed(list(_descendant_or_self(sibling)))


def _following(node: Node) -> Iterator[Node]:
    if node.kind == "attribute" and node.parent is not None:
        yield from _descendant(node.parent)
    for above in node.lineage():
        for sibling in _following_sibling(above):
            yield from _descendant_or_self(sibling)


def _namespace(_: Node) -> Iterable[Node]:
    """Nothing: a form's tree keeps no declarations of prefixes."""
    return ()


AXES: dict[Axis, Callable[[Node], Iterable[Node]]] = {
    "ancestor": _ancestor,
    "ancestor-or-self": _ancestor_or_self,
    "attribute": _attribute,
    "child": _child,
    "descendant": _descendant,
    "descendant-or-self": _descendant_or_self,
    "following": _following,
    "following-sibling": _following_sibling,
    "namespace": _namespace,
    "parent": _parent,
    "preceding": _preceding,
    "preceding-sibling": _preceding_sibling,
    "self": _self,
}
