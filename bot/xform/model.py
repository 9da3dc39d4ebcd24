"""Reading the model: what the answers are like when they are new, what holds for them, the lists beside them."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Final

from bot.core.form.codecs import tidy
from bot.core.form.definition import Bind, Shape
from bot.core.form.references import resolve
from bot.core.xpath import Expression, Node, document
from bot.core.xpath.syntax import Call, Chain, Syntax
from bot.xform.markup import (
    JAVAROSA,
    OPENROSA,
    XFORMS,
    Element,
    attribute,
    children,
    local,
    namespace,
    parts,
    without_prefixes,
)
from bot.xform.words import Words

Rows = Sequence[Mapping[str, str]]
_NUMBERS: Final = frozenset({"int", "integer", "decimal", "boolean"})
_CONDITIONS: Final = frozenset({
    "=", "!=", "<", "<=", ">", ">=", "and", "or", "true", "false", "not", "boolean", "selected", "regex", "contains",
    "starts-with", "ends-with", "boolean-from-string", "checklist", "weighted-checklist",
})  # fmt: skip
_TEMPLATE: Final = f"{JAVAROSA}template"


class Model:
    """The model of a form. `primary` is the element of the answers, `repeats` the paths of what is repeated.

    `keys` are what each node is found by and `places` its place among all, both by path; `templates` are
    what a new instance of each repeat is like, `marked` the repeats whose template is set apart.
    """

    def __init__(self, element: Element, primary: Element, repeats: frozenset[str], words: Words) -> None:
        self.primary = primary
        self.top = f"/{local(primary)}"
        self.repeats = repeats
        self.words = words
        self.keys: dict[str, str] = {}
        self.places: dict[str, int] = {}
        self.templates: dict[str, Shape] = {}
        self.marked: set[str] = set()
        self._binds = {bind.path: bind for bind in map(self._bind, children(element, "bind"))}
        self.shape = self._with_id(self._shape(primary, ""))
        self.binds = {path: self._held(path) for path in self.keys}

    def _held(self, path: str) -> Bind:
        return self._binds.get(path) or Bind(path)

    def _bind(self, element: Element) -> Bind:
        path = without_prefixes(resolve(attribute(element, "nodeset") or attribute(element, "ref"), self.top)[0])
        preload = attribute(element, f"{JAVAROSA}preload")

        def expression(name: str, column: str) -> Expression | None:
            return self.words.expression(attribute(element, name), path, column)

        return Bind(
            path=path,
            type=attribute(element, "type").rpartition(":")[2] or "string",
            relevant=expression("relevant", "relevant"),
            calculate=expression("calculate", "calculation"),
            readonly=expression("readonly", "read_only"),
            required=expression("required", "required"),
            required_message=self.words.message(element, "requiredMsg", path),
            constraint=expression("constraint", "constraint"),
            constraint_message=self.words.message(element, "constraintMsg", path),
            preload=(preload, attribute(element, f"{JAVAROSA}preloadParams")) if preload else None,
        )

    # What is new

    def _shape(self, element: Element, above: str) -> Shape:
        path = f"{above}/{local(element)}"
        self.places.setdefault(path, len(self.places))
        uri, prefix = self._space(element)
        below = [(child, self._shape(child, path)) for child in children(element)]
        self._keep_templates(below)
        shape = Shape(
            name=local(element),
            bind=self._held(path),
            text="" if below else _default(element.text or "", self._held(path)),
            children=tuple(each for child, each in below if not (each.repeats and _is_template(child))),
            attributes=tuple(self._attributes(element, path)),
            namespace=uri,
            prefix=prefix,
            repeats=path in self.repeats,
            numeric=_is_numeric(self._held(path)),
            order=tuple(dict.fromkeys(each.key for _, each in below)),
            holds=tuple(dict.fromkeys(each.key for _, each in below if each.repeats)),
        )
        self.keys[path] = shape.key
        return shape

    def _keep_templates(self, below: list[tuple[Element, Shape]]) -> None:
        """A template that is marked counts before the first instance, which serves where none is."""
        for element, shape in below:
            if shape.repeats and (_is_template(element) or shape.bind.path not in self.templates):
                self.templates[shape.bind.path] = shape
            if _is_template(element):
                self.marked.add(shape.bind.path)

    def _space(self, element: Element) -> tuple[str, str]:
        """Namespace and prefix; none for what stands in the form's own."""
        uri = namespace(element)
        own = uri in {"", XFORMS, namespace(self.primary)}
        return ("", "") if own else (uri, element.prefix or "")

    def _attributes(self, element: Element, above: str) -> Iterator[Shape]:
        if element is self.primary and namespace(element) not in {"", XFORMS}:
            yield Shape("xmlns", Bind(f"{above}/@xmlns"), namespace(element))
        for written, value in element.attrib.items():
            uri, name = parts(written)
            path = f"{above}/@{name}"
            if written != _TEMPLATE:
                self.keys[path] = f"@{name}"
                prefix = next((each for each, known in element.nsmap.items() if each and known == uri), "")
                yield Shape(name, self._held(path), str(value), namespace=uri, prefix=prefix)

    def _with_id(self, root: Shape) -> Shape:
        """The shape with a name for the submission in it, where the form has forgotten that."""
        if any(child.name == "meta" for child in root.children):
            return root
        path = f"{self.top}/meta"
        name = Shape("instanceID", Bind(f"{path}/instanceID", preload=("uid", "")), "", (), (), OPENROSA, "orx")
        meta = Shape("meta", Bind(path), "", (name,), (), OPENROSA, "orx", order=(name.key,))
        self.keys |= {path: meta.key, f"{path}/instanceID": name.key}
        self._binds[name.bind.path] = name.bind
        return replace(root, children=(*root.children, meta), order=(*root.order, meta.key))


def _is_template(element: Element) -> bool:
    return element.get(_TEMPLATE) is not None


def _is_numeric(bind: Bind) -> bool:
    """Whether a 0 in it is no answer that counts as true: a number, or a condition that was computed."""
    return bind.type in _NUMBERS or (bind.calculate is not None and _is_condition(bind.calculate.tree))


def _is_condition(tree: Syntax) -> bool:
    match tree:
        case Chain():
            return tree.operators[0] in _CONDITIONS
        case Call(name="if"):
            return all(map(_is_condition, tree.arguments[1:]))
        case Call():
            return tree.name in _CONDITIONS
        case _:
            return False


def _default(text: str, bind: Bind) -> str:
    """A default as an answer would be kept; one that is no answer stands as it is."""
    return tidy(bind.type, text) or text


# The lists beside the answers


class Lists:
    """The secondary instances. `missing` are the files that they name and that were not given."""

    def __init__(self, elements: Sequence[Element], files: Mapping[str, Rows]) -> None:
        self.missing: list[str] = []
        self._files = files
        self.documents = {attribute(element, "id"): document(self._list(element)) for element in elements}

    def _list(self, element: Element) -> Node:
        inline = children(element)
        if inline:
            return _node(inline[0])
        file = attribute(element, "src").rpartition("/")[2]
        if file and file not in self._files:
            self.missing.append(file)
        return _rows(self._files.get(file, ()))


def _node(element: Element) -> Node:
    below, uri = children(element), namespace(element)
    text = "" if below else element.text or ""
    node = Node(local(element), text, namespace="" if uri == XFORMS else uri, prefix=element.prefix or "")
    for written, value in element.attrib.items():
        space, name = parts(written)
        node.set_attribute(name, str(value), namespace=space)
    for child in below:
        node.append(_node(child))
    return node


def _rows(rows: Rows) -> Node:
    """The rows of a file as the list they stand for."""
    root = Node("root")
    for row in rows:
        item = root.append(Node("item"))
        for column, cell in row.items():
            item.append(Node(column, cell))
    return root
