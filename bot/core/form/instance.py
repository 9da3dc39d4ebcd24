"""The answers of one person: a tree of fields, and the refs by which a field is named."""

from collections.abc import Iterator, Mapping
from typing import Any, cast

from bot.core.form.definition import Form, Shape
from bot.core.xpath import Node, document


class Field(Node):
    """A node of the instance. `own` says whether it is relevant itself, whatever is above it.

    `held` is the answer as it was given, where `text` lacks what is no choice at the moment.
    """

    __slots__ = ("held", "own", "shape")

    def __init__(self, shape: Shape) -> None:
        super().__init__(shape.name, shape.text, namespace=shape.namespace, prefix=shape.prefix)
        self.shape = shape
        self.own = True
        self.held = ""
        self.numeric = shape.numeric

    @property
    def step(self) -> str:
        """Its own part of its path."""
        return f"@{self.name}" if self.kind == "attribute" else self.name

    @property
    def above(self) -> "Field | None":
        """The field around it; None for the root."""
        return self.parent if isinstance(self.parent, Field) else None

    @property
    def ref(self) -> str:
        """Its name among all: /data/member[2]/age. Only repeats are numbered."""
        own = f"/{self.name}[{self.position}]" if self.shape.repeats else f"/{self.step}"
        return f"{self.above.ref}{own}" if self.above else own

    @property
    def in_repeat(self) -> bool:
        """Whether it is an instance of a repeat or stands in one."""
        return self.shape.repeats or (self.above is not None and self.above.in_repeat)

    def at(self, path: str) -> "Field | None":
        """The field itself or the one above it that stands at `path`."""
        field: Field | None = self
        while field is not None and field.shape.bind.path != path:
            field = field.above
        return field


def fields(node: Node) -> list[Field]:
    """The children of a field, or of the document above the root: fields all of them."""
    return cast("list[Field]", node.children)


def attributes(field: Field) -> list[Field]:
    """The attributes of a field, which are fields as well."""
    return cast("list[Field]", list(field.attributes.values()))


def named(node: Node, key: str) -> list[Field]:
    """The children of that key. The list is shared: do not change it."""
    return cast("list[Field]", node.all_named(key))


def grow(shape: Shape) -> Field:
    """A new field with all that belongs below it."""
    field = Field(shape)
    for attribute in shape.attributes:
        below = Field(attribute)
        below.kind, below.parent = "attribute", field
        field.attributes[below.key] = below
    for child in shape.children:
        grown = grow(child)
        grown.parent = field
        field.children.append(grown)
    return field


def plant(form: Form) -> Field:
    """The root of a new instance, under a document of its own."""
    root = grow(form.shape)
    document(root)
    return root


def new_shape(form: Form, path: str, place: int) -> Shape:
    """What the instance of the repeat at `path` that comes to stand at `place` (from 0) is like."""
    firsts = form.firsts.get(path, ())
    return firsts[place] if place < len(firsts) else form.templates[path]


def insert(around: Field, new: Field) -> None:
    """Put a new instance of a repeat behind those there are, or where the form has its place."""
    same = named(around, new.key)
    around.insert(around.children.index(same[-1]) + 1 if same else _place(around, new), new)


def _place(around: Field, new: Field) -> int:
    """Behind the last field that the form names before the repeat; inside another repeat last, as in JavaRosa."""
    if around.in_repeat:
        return len(around.children)
    order = {key: place for place, key in enumerate(around.shape.order)}
    limit = order.get(new.key, len(order))
    return sum(order.get(child.key, limit) < limit for child in around.children)


def local(key: str) -> str:
    """The name in a key, without its namespace."""
    return key.rpartition("}")[2]


def find(root: Field, ref: str) -> Field | None:
    """The field that `ref` names, without a number the first; None when it is not there."""
    field: Field | None = None
    for step in ref.strip("/").split("/"):
        name, _, number = step.partition("[")
        candidates = [root] if field is None else _called(field, name)
        place = int(number[:-1]) - 1 if number else 0
        if place >= len(candidates):
            return None
        field = candidates[place]
    return field


def _called(field: Field, name: str) -> list[Field]:
    if name.startswith("@"):
        return [each for each in attributes(field) if each.name == name[1:]]
    return named(field, name) or [child for child in fields(field) if child.name == name]


def standing(root: Field, path: str, within: Field) -> list[Field]:
    """The fields at `path` that are `within` this one; all there are, where `path` does not lead through it."""
    start = within.shape.bind.path
    if path == start:
        return [within]
    if not path.startswith(f"{start}/"):
        return standing(root, path, root) if within is not root else []
    found = [within]
    for name in path[len(start) + 1 :].split("/"):
        found = [child for field in found for child in _called(field, name)]
    return found


def leaves(field: Field) -> Iterator[Field]:
    """The fields below that hold an answer or could."""
    for child in fields(field):
        if child.shape.order:
            yield from leaves(child)
        else:
            yield child


def referred(field: Field, above: str = "") -> Iterator[tuple[str, Field]]:
    """As `leaves`, each with its ref: quicker than asking one after the other."""
    here = f"{above}/{field.name}[{field.position}]" if field.shape.repeats else f"{above}/{field.name}"
    if not field.shape.order:
        yield here, field
    for child in fields(field):
        yield from referred(child, here)


# To JSON and back


def dump(root: Field, form: Form) -> dict[str, Any]:
    """What differs from a new instance.

    "repeats": what each instance of a repeat was grown from, the first instances of the form by their number
    from 0, or its template (-1). "values": the answers. "held": answers as given that are no choice now.
    """
    state: dict[str, Any] = {"repeats": {}, "values": {}, "held": {}}
    _dump(root, f"/{root.name}", form, state)
    return state


def _dump(field: Field, ref: str, form: Form, state: dict[str, Any]) -> None:
    for key in field.shape.holds:
        path = f"{field.shape.bind.path}/{local(key)}"
        origins = [_origin(each, form) for each in named(field, key)]
        if origins != list(range(_number(field, path))):
            state["repeats"][f"{ref}/{local(key)}"] = origins
    for attribute in attributes(field) if field.attributes else ():
        if attribute.text != attribute.shape.text:
            state["values"][f"{ref}/{attribute.step}"] = attribute.text
    for child in fields(field):
        inside = f"{ref}/{child.name}[{child.position}]" if child.shape.repeats else f"{ref}/{child.name}"
        if child.shape.order:
            _dump(child, inside, form, state)
        elif child.text != child.shape.text:
            state["values"][inside] = child.text
        if child.held:
            state["held"][inside] = child.held


def _number(field: Field, path: str) -> int:
    """How many instances of a repeat a new field like this one has."""
    return sum(each.bind.path == path for each in field.shape.children)


def _origin(instance: Field, form: Form) -> int:
    firsts = form.firsts.get(instance.shape.bind.path, ())
    return next((number for number, shape in enumerate(firsts) if shape is instance.shape), -1)


def restore(root: Field, form: Form, state: Mapping[str, Any]) -> None:
    """Make a new instance what `dump` saw. What the form has no place for any more is left out."""
    for ref, origins in state["repeats"].items():
        above, _, name = ref.rpartition("/")
        around = find(root, above)
        path = f"{around.shape.bind.path}/{name}" if around else ""
        if around and path in form.templates:
            _restock(around, form, path, origins)
    for ref, text in state["values"].items():
        if (field := find(root, ref)) is not None:
            field.text = text
    for ref, text in state["held"].items():
        if (field := find(root, ref)) is not None:
            field.held = text


def _restock(around: Field, form: Form, path: str, origins: list[int]) -> None:
    """Let the instances of the repeat at `path` be these: those that are already so stay in their place."""
    same = list(_called(around, local(path.rpartition("/")[2])))
    so = [_origin(each, form) for each in same]
    alike = next((place for place, pair in enumerate(zip(so, origins, strict=False)) if pair[0] != pair[1]), len(so))
    for surplus in same[min(alike, len(origins)) :]:
        around.remove(surplus)
    firsts = form.firsts.get(path, ())
    for origin in origins[min(alike, len(so)) :]:
        insert(around, grow(firsts[origin] if 0 <= origin < len(firsts) else form.templates[path]))
