"""The tree that expressions read: a form's instance, or a list of choices.

A form's tree is built anew for every inbound message, so a node is a handful of slots, and the children
of one name are found through a small table that is made when it is first asked for.
"""

from collections.abc import Iterator, Mapping
from typing import Literal

Kind = Literal["document", "element", "attribute", "text", "comment", "instruction"]
_NONE: tuple["Node", ...] = ()


def key_of(name: str, namespace: str) -> str:
    """What a name test looks for: the local name, with its namespace before it if there is one."""
    return f"{{{namespace}}}{name}" if namespace else name


class Node:
    """One node. Elements in a form's own (default) namespace are best given no namespace at all.

    `text` is the own value of a node; a leaf's answer. `relevant` is false where the node or anything above
    it is not relevant: it then reads as blank and is no member of what `sum` or `count` see. Children are
    changed through `append`, `insert` and `remove` only, so that the table of names stays true.
    """

    __slots__ = (
        "attributes", "children", "content", "indexes", "key", "kind", "name", "named", "namespace", "numeric",
        "parent", "prefix", "relevant", "text",
    )  # fmt: skip

    def __init__(
        self, name: str = "", text: str = "", *, namespace: str = "", prefix: str = "", kind: Kind = "element"
    ) -> None:
        self.name = name
        self.namespace = namespace
        self.prefix = prefix
        self.key = f"{{{namespace}}}{name}" if namespace else name
        self.kind: Kind = kind
        self.text = text
        self.parent: Node | None = None
        self.children: list[Node] = []
        self.attributes: dict[str, Node] = {}
        self.relevant = True
        self.numeric = False
        self.content: list[Node] | None = None  # all children, texts and comments too, where the order matters
        self.named: dict[str, list[Node]] | None = None
        self.indexes: dict[tuple[str, str], Mapping[str, list[Node]]] | None = None

    def __repr__(self) -> str:
        return f"<Node {self.path or self.kind}>"

    # Building

    def append(self, child: "Node") -> "Node":
        """Add `child` as the last one; returns it."""
        child.parent = self
        self.children.append(child)
        self._forget()
        return child

    def insert(self, place: int, child: "Node") -> "Node":
        """Add `child` before the child now at `place` (from 0); returns it."""
        child.parent = self
        self.children.insert(place, child)
        self._forget()
        return child

    def remove(self, child: "Node") -> None:
        """Take out `child`; ValueError when it is none of ours."""
        self.children.remove(child)
        child.parent = None
        self._forget()

    def set_attribute(self, name: str, value: str, *, namespace: str = "", prefix: str = "") -> None:
        """Give the element an attribute, or another value for it."""
        attribute = Node(name, value, namespace=namespace, prefix=prefix, kind="attribute")
        attribute.parent = self
        self.attributes[attribute.key] = attribute

    def set_relevant(self, *, relevant: bool) -> None:
        """Mark the node and everything below it; what is inside may be marked otherwise afterwards."""
        self.relevant = relevant
        for child in self.children:
            child.set_relevant(relevant=relevant)

    def _forget(self) -> None:
        self.named = self.indexes = None

    # Reading

    @property
    def value(self) -> str:
        """The node as a string: its answer, or all texts inside it; blank when it is not relevant."""
        if not self.relevant:
            return ""
        if not self.children and self.content is None:
            return self.text
        return "".join(self._texts())

    def _texts(self) -> Iterator[str]:
        for child in self.nodes():
            if child.kind == "text":
                yield child.text
            elif child.kind == "element":
                yield child.value

    def attribute(self, name: str) -> str | None:
        """The value of the attribute `name` (local name or {namespace}name), or None."""
        found = self.attributes.get(name)
        return None if found is None else found.text

    def all_named(self, key: str) -> "list[Node]":
        """The child elements of that key, in order. The list is shared: do not change it."""
        named = self.named
        if named is None:
            named = self.named = self._by_name()
        return named.get(key) or []

    def child(self, key: str) -> "Node | None":
        """The first child element of that key."""
        found = self.all_named(key)
        return found[0] if found else None

    def find(self, *keys: str) -> "Node | None":
        """The node reached by going to the first child of each key in turn, or None."""
        node: Node | None = self
        for key in keys:
            node = node and node.child(key)
        return node

    def _by_name(self) -> "dict[str, list[Node]]":
        named: dict[str, list[Node]] = {}
        for child in self.children:
            named.setdefault(child.key, []).append(child)
        return named

    def nodes(self) -> "list[Node]":
        """All child nodes in document order: elements, and where they are kept texts, comments, instructions."""
        if self.content is not None:
            return self.content
        return [self._text_node()] if self.text and not self.children and self.kind == "element" else self.children

    def _text_node(self) -> "Node":
        text = Node(text=self.text, kind="text")
        text.parent = self
        return text

    @property
    def path(self) -> str:
        """Where the node stands, by names alone: /data/member/name, whichever member it is."""
        return "".join(f"/{node.name}" for node in reversed(self.lineage()) if node.kind != "document")

    @property
    def position(self) -> int:
        """An element's number, from 1, among the siblings of its name; 1 for any other node."""
        if self.parent is None or self.kind != "element":
            return 1
        return self.parent.all_named(self.key).index(self) + 1

    def lineage(self) -> "list[Node]":
        """The node, its parent, and so on to the top."""
        lineage, node = [self], self.parent
        while node is not None:
            lineage.append(node)
            node = node.parent
        return lineage

    def walk(self) -> "Iterator[Node]":
        """Every element below, in document order."""
        for child in self.children:
            yield child
            yield from child.walk()


def document(root: Node) -> Node:
    """The node above a tree's root element: what `/` and `instance()` mean."""
    above = Node(kind="document")
    above.append(root)
    return above
