"""Reads an XForm (the XML that pyxform and ODK tools make) into the immutable `Form`.

The specification: https://getodk.github.io/xforms-spec/. What it leaves open is read as JavaRosa does.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import count
from typing import Final, cast, get_args

from lxml import etree

from bot.core.form.codecs import tidy
from bot.core.form.definition import (
    Bind,
    BodyPart,
    Choice,
    Control,
    Form,
    Group,
    Itemset,
    Part,
    Question,
    Repeat,
    SetValue,
    Shape,
    Text,
)
from bot.core.form.errors import Finding, FormError
from bot.core.form.references import resolve
from bot.core.form.rules import Rule, in_order, rule
from bot.core.xpath import Expression, Node, XPathError, compile, document  # noqa: A004 -- the verb of the trade
from bot.core.xpath.syntax import Call

Rows = Sequence[Mapping[str, str]]
Element = etree._Element

_XFORMS: Final = "http://www.w3.org/2002/xforms"
_JAVAROSA: Final = "{http://openrosa.org/javarosa}"
_OPENROSA: Final = "http://openrosa.org/xforms"
_MOST: Final = 20_000_000  # bytes of XML: a form of 500 questions in five languages has under one million
_CONTROLS: Final = frozenset(get_args(Control))
_PLACES: Final = frozenset({"ref", "nodeset", "bind", "appearance", "class"})
_ITEXT: Final = re.compile(r"\s*jr:itext\((.*)\)\s*", re.DOTALL).fullmatch
_FORMS: Final = {"": "text", "long": "text"}
_NEVER: Final = frozenset({"false()", "false", ""})


def read(xml: str, files: Mapping[str, Rows] | None = None) -> Form:
    """The form that `xml` describes. Raises FormError with everything that must be mended.

    `files` are the rows of the files it takes choices or data from, by file name ("villages.csv").
    """
    return _Reader(_parsed(xml), files or {}).form()


def _parsed(xml: str) -> Element:
    if len(xml) > _MOST:
        raise FormError(Finding("", "form", f"it is larger than {_MOST // 1_000_000} million signs"))
    parser = etree.XMLParser(resolve_entities=False, no_network=True, remove_comments=True, remove_pis=True)
    try:
        return etree.fromstring(xml.encode(), parser)
    except etree.XMLSyntaxError as error:
        raise FormError(Finding("", "form", f"it is not well-formed XML: {error.msg}")) from error


def _local(element: Element) -> str:
    return str(element.tag).rpartition("}")[2]


def _children(element: Element | None, *names: str) -> list[Element]:
    """The child elements, of these local names if any are given."""
    if element is None:
        return []
    return [child for child in element if isinstance(child.tag, str) and (not names or _local(child) in names)]


def _child(element: Element | None, name: str) -> Element | None:
    found = _children(element, name)
    return found[0] if found else None


def _attribute(element: Element, name: str) -> str:
    """The value of an attribute, blank where there is none."""
    return str(element.get(name, "")).strip()


class _Reader:
    """Reads one form; what is wrong is gathered, so that an author hears of all of it at once."""

    def __init__(self, top: Element, files: Mapping[str, Rows]) -> None:
        self.files = files
        self.missing: list[str] = []
        self.findings: list[Finding] = []
        self.compiled: dict[str, Expression] = {}
        self.numbers = count()
        head = _child(top, "head")
        self.title = (top.findtext(".//{*}head/{*}title") or "").strip()
        self.model = _required(_child(head if head is not None else top, "model"), "model")
        self.body = _required(_child(top, "body"), "body")
        instances = _children(self.model, "instance")
        self.primary = _required(next(iter(_children(instances[0])), None) if instances else None, "instance")
        self.lists = instances[1:]
        self.namespaces = _namespaces(top, self.primary)
        self.bind_ids = {_attribute(each, "id"): _attribute(each, "nodeset") for each in _children(self.model, "bind")}
        self.repeats = frozenset(self.repeat_paths(self.body, ""))
        self.keys: dict[str, str] = {}
        self.places: dict[str, int] = {}
        self.templates: dict[str, Shape] = {}

    def form(self) -> Form:
        binds = {bind.path: bind for bind in map(self.bind, _children(self.model, "bind"))}
        shape = self.with_id(self.shape(self.primary, "", binds), binds)
        itext = _child(self.model, "itext")
        languages = [_attribute(each, "lang") for each in _children(itext, "translation")]
        spoken = [_attribute(each, "lang") for each in _children(itext, "translation") if _speaks_first(each)]
        body = self.parts(self.body, "", "")
        form = Form(
            id=_attribute(self.primary, "id") or _local(self.primary),
            version=_attribute(self.primary, "version") or _attribute(self.primary, f"{_JAVAROSA}version"),
            title=self.title,
            languages=tuple(languages),
            default_language=next(iter(spoken + languages), ""),
            shape=shape,
            templates=self.templates,
            binds={path: binds.get(path, Bind(path)) for path in self.keys},
            body=body,
            texts={_attribute(each, "lang"): self.texts(each) for each in _children(itext, "translation")},
            instances=dict(map(self.secondary, self.lists)),
            actions=tuple(self.actions()),
            rules=in_order([]),
            missing=tuple(self.missing),
        )
        return self.checked(form)

    def checked(self, form: Form) -> Form:
        """The form with its rules in order. Raises FormError with all that was found on the way."""
        if self.findings:
            raise FormError(*self.findings)
        return replace(form, rules=in_order(list(self.rules(form))))

    def rules(self, form: Form) -> Iterator[Rule]:
        known = {path: path in self.repeats for path in form.binds}
        for bind in form.binds.values():
            if bind.relevant is not None:
                yield rule("relevant", bind.path, bind.relevant, known)
            if bind.calculate is not None:
                yield rule("calculate", bind.path, bind.calculate, known)
        for path, repeat in form.repeats.items():
            if repeat.count is not None:
                yield rule("count", path, repeat.count, known)
        for path, question in form.questions.items():
            if isinstance(question.choices, Itemset):
                filtered = rule("choices", path, question.choices.nodes, known)
                if filtered.reads:
                    yield filtered

    # Expressions and words

    def expression(self, text: str, path: str, part: str) -> Expression | None:
        """The expression compiled; None where there is none, or none that can be compiled."""
        if not text.strip():
            return None
        if text not in self.compiled:
            try:
                self.compiled[text] = compile(text, namespaces=self.namespaces)
            except XPathError as error:
                self.findings.append(Finding(path, part, str(error), text, error.at))
                return None
        return self.compiled[text]

    def message(self, element: Element, name: str, path: str) -> Text | None:
        """A message in an attribute: words as they are, or the name of a text."""
        words = _attribute(element, f"{_JAVAROSA}{name}")
        if not words:
            return None
        named = _ITEXT(words)
        return Text(key=self.expression(named[1], path, name)) if named else Text((words,))

    def words(self, element: Element | None, path: str, part: str) -> Text | None:
        """The words of a label, hint or message."""
        if element is None:
            return None
        ref = _attribute(element, "ref")
        if named := _ITEXT(ref):
            return Text(key=self.expression(named[1], path, part))
        quoted = self.expression(ref, path, part) if ref else None
        return Text((quoted,)) if quoted is not None else Text(tuple(self.mixed(element, path, part)))

    def mixed(self, element: Element, path: str, part: str) -> Iterator[Part]:
        """Text with outputs in it."""
        if element.text:
            yield element.text
        for child in element:
            if _local(child) == "output":
                written = _attribute(child, "value") or _attribute(child, "ref")
                if (quoted := self.expression(written, path, part)) is not None:
                    yield quoted
            else:
                yield from self.mixed(child, path, part)
            if child.tail:
                yield child.tail

    def texts(self, translation: Element) -> Mapping[str, Mapping[str, tuple[Part, ...]]]:
        return {
            _attribute(text, "id"): {
                _FORMS.get(_attribute(value, "form"), _attribute(value, "form")): tuple(
                    self.mixed(value, _attribute(text, "id").partition(":")[0], "label")
                )
                for value in _children(text, "value")
            }
            for text in _children(translation, "text")
        }

    # The model

    def bind(self, element: Element) -> Bind:
        path, _, _ = resolve(_attribute(element, "nodeset") or _attribute(element, "ref"), self.root_path)
        preload = _attribute(element, f"{_JAVAROSA}preload")

        def expression(name: str, column: str) -> Expression | None:
            return self.expression(str(element.get(name, "")), path, column)

        return Bind(
            path=_names(path),
            type=_attribute(element, "type").rpartition(":")[2] or "string",
            relevant=expression("relevant", "relevant"),
            calculate=expression("calculate", "calculation"),
            readonly=expression("readonly", "read_only"),
            required=expression("required", "required"),
            required_message=self.message(element, "requiredMsg", path),
            constraint=expression("constraint", "constraint"),
            constraint_message=self.message(element, "constraintMsg", path),
            preload=(preload, _attribute(element, f"{_JAVAROSA}preloadParams")) if preload else None,
        )

    @property
    def root_path(self) -> str:
        return f"/{_local(self.primary)}"

    def shape(self, element: Element, above: str, binds: Mapping[str, Bind]) -> Shape:
        path = f"{above}/{_local(element)}"
        space, prefix = self.space(element)
        self.places.setdefault(path, len(self.places))
        children = [(child, self.shape(child, path, binds)) for child in _children(element)]
        for child, shape in children:
            if shape.repeats and (_is_template(child) or shape.bind.path not in self.templates):
                self.templates[shape.bind.path] = shape
        shape = Shape(
            name=_local(element),
            bind=binds.get(path, Bind(path)),
            text="" if children else _default(element.text or "", binds.get(path)),
            children=tuple(shape for child, shape in children if not (shape.repeats and _is_template(child))),
            attributes=tuple(self.attribute_shapes(element, path, binds)),
            namespace=space,
            prefix=prefix,
            repeats=path in self.repeats,
            order=tuple(dict.fromkeys(shape.key for _, shape in children)),
            holds=tuple(dict.fromkeys(shape.key for _, shape in children if shape.repeats)),
        )
        self.keys[path] = shape.key
        return shape

    def space(self, element: Element) -> tuple[str, str]:
        """Namespace and prefix; none for what stands in the form's own."""
        uri = etree.QName(element).namespace or ""
        own = uri in {"", _XFORMS, etree.QName(self.primary).namespace or ""}
        return ("", "") if own else (uri, element.prefix or "")

    def attribute_shapes(self, element: Element, above: str, binds: Mapping[str, Bind]) -> Iterator[Shape]:
        own = etree.QName(element).namespace or ""
        if element is self.primary and own not in {"", _XFORMS}:
            yield Shape("xmlns", Bind(f"{above}/@xmlns"), own)
        for name, value in element.attrib.items():
            qualified = etree.QName(str(name))
            space = qualified.namespace or ""
            if space == _JAVAROSA[1:-1] and qualified.localname == "template":
                continue
            path = f"{above}/@{qualified.localname}"
            self.keys[path] = f"@{qualified.localname}"
            prefix = next((each or "" for each, uri in element.nsmap.items() if uri == space and each), "")
            bind = binds.get(path, Bind(path))
            yield Shape(qualified.localname, bind, str(value), namespace=space, prefix=prefix)

    def with_id(self, root: Shape, binds: Mapping[str, Bind]) -> Shape:
        """The shape with a name for the submission in it, where the form has forgotten that."""
        if any(child.name == "meta" for child in root.children):
            return root
        top = root.bind.path
        bind = Bind(f"{top}/meta/instanceID", preload=("uid", ""))
        self.keys[f"{top}/meta"], self.keys[bind.path] = f"{{{_OPENROSA}}}meta", f"{{{_OPENROSA}}}instanceID"
        name = Shape("instanceID", bind, namespace=_OPENROSA, prefix="orx")
        meta = Shape("meta", Bind(f"{top}/meta"), "", (name,), (), _OPENROSA, "orx", order=(name.key,))
        return replace(root, children=(*root.children, meta), order=(*root.order, meta.key))

    def secondary(self, element: Element) -> tuple[str, Node]:
        """A list beside the answers: its name and its document."""
        name, source = _attribute(element, "id"), _attribute(element, "src")
        inline = _children(element)
        if inline:
            return name, document(_node(inline[0]))
        file = source.rpartition("/")[2]
        if source and file not in self.files:
            self.missing.append(file)
        return name, document(_rows(self.files.get(file, ())))

    def actions(self) -> Iterator[SetValue]:
        for element in (*self.model.iter(f"{{{_XFORMS}}}setvalue"), *self.body.iter(f"{{{_XFORMS}}}setvalue")):
            source, written = self.source(element), _attribute(element, "ref")
            target = self.path(element, source or self.root_path)
            yield SetValue(
                events=frozenset(_attribute(element, "event").split()),
                target=target,
                value=self.expression(str(element.get("value", "")), target, "default"),
                text=element.text or "",
                source=source,
                where=self.expression(written, target, "default") if "[" in written else None,
            )

    def source(self, element: Element) -> str:
        """The path of what an action stands in; blank in the model."""
        above = element.getparent()
        if above is None or above is self.body or above is self.model:
            return ""
        around = self.source(above)
        return self.path(above, around or self.root_path) if self.is_placed(above) else around

    # The body

    def is_placed(self, element: Element) -> bool:
        return any(element.get(name) is not None for name in ("ref", "nodeset", "bind"))

    def path(self, element: Element, context: str) -> str:
        """The path of the node that a part of the body stands for; blank where it stands for none."""
        written = _attribute(element, "nodeset") or _attribute(element, "ref")
        written = written or self.bind_ids.get(_attribute(element, "bind") or "none", "")
        if not written:
            return ""
        return _names(resolve(re.sub(r"^\s*current\(\)/", "", written), context or self.root_path)[0])

    def repeat_paths(self, element: Element, context: str) -> Iterator[str]:
        for child in _children(element):
            if _local(child) in {"group", "repeat"}:
                here = self.path(child, context)
                if _local(child) == "repeat":
                    yield here
                yield from self.repeat_paths(child, here or context)

    def parts(self, element: Element, context: str, repeat: str) -> tuple[BodyPart, ...]:
        """The parts inside `element`: `context` is the path around them, `repeat` the innermost repeat's.

        In the order of the answers, as Web Forms has them; pyxform writes body and answers in one order.
        """
        return tuple(sorted(self.parts_as_written(element, context, repeat), key=self.place))

    def place(self, part: BodyPart) -> int:
        """Where the answers of a part stand in the form; of a group without a node of its own the first of them."""
        own = self.places.get(part.path, 0)
        if isinstance(part, Group) and not part.keys:
            return min(map(self.place, part.children), default=own)
        return own

    def parts_as_written(self, element: Element, context: str, repeat: str) -> Iterator[BodyPart]:
        for child in _children(element):
            if _local(child) == "repeat":
                yield self.repeat(child, None, context, repeat)
            elif _local(child) == "group":
                yield self.group(child, context, repeat)
            elif _local(child) in _CONTROLS and self.path(child, context) in self.keys:
                yield self.question(child, context, repeat)

    def group(self, element: Element, context: str, repeat: str) -> Group | Repeat:
        inside = [child for child in _children(element) if _local(child) not in {"label", "hint", "setvalue"}]
        if len(inside) == 1 and _local(inside[0]) == "repeat":
            return self.repeat(inside[0], element, self.path(element, context) or context, repeat)
        number, path = next(self.numbers), self.path(element, context) or context or self.root_path
        return Group(
            number=number,
            path=path,
            keys=self.keys_to(path, repeat),
            label=self.words(_child(element, "label"), path, "label"),
            appearance=_attribute(element, "appearance"),
            children=self.parts(element, path, repeat),
        )

    def repeat(self, element: Element, around: Element | None, context: str, outer: str) -> Repeat:
        """A repeat; `around` is the group that only wraps it, whose label is the repeat's: one inside is not shown."""
        number, path = next(self.numbers), self.path(element, context)
        label = _child(around, "label")
        return Repeat(
            number=number,
            path=path,
            keys=self.keys_to(path, outer),
            label=self.words(label, path, "label"),
            appearance=_attribute(element, "appearance") or ("" if around is None else _attribute(around, "appearance")),
            children=self.parts(element, path, path),
            count=self.expression(_attribute(element, f"{_JAVAROSA}count"), path, "repeat_count"),
            fixed=_attribute(element, f"{_JAVAROSA}noAddRemove") not in _NEVER,
        )

    def question(self, element: Element, context: str, repeat: str) -> Question:
        number, path = next(self.numbers), self.path(element, context)
        return Question(
            number=number,
            path=path,
            keys=self.keys_to(path, repeat),
            label=self.words(_child(element, "label"), path, "label"),
            hint=self.words(_child(element, "hint"), path, "hint"),
            appearance=_attribute(element, "appearance"),
            control=cast("Control", _local(element)),
            parameters={_plain(name): str(value) for name, value in element.attrib.items() if _plain(name) not in _PLACES},
            choices=self.choices(element, path),
        )

    def choices(self, element: Element, path: str) -> tuple[Choice, ...] | Itemset:
        itemset = _child(element, "itemset")
        if itemset is not None:
            return self.itemset(itemset, path) or ()
        return tuple(
            Choice((item.findtext("{*}value") or "").strip(), self.words(_child(item, "label"), path, "label") or Text())
            for item in _children(element, "item")
        )

    def itemset(self, element: Element, path: str) -> Itemset | None:
        nodes = self.expression(_attribute(element, "nodeset"), path, "choice_filter")
        child = _child(element, "value")
        value = self.expression("" if child is None else _attribute(child, "ref"), path, "choice_filter")
        if nodes is None or value is None:
            return None
        label = self.words(_child(element, "label"), path, "label") or Text()
        tree = nodes.tree
        shuffled = isinstance(tree, Call) and tree.name == "randomize" and len(tree.arguments) == 1
        return Itemset(nodes, value, label, shuffled)

    def keys_to(self, path: str, repeat: str) -> tuple[str, ...]:
        """The keys that lead from the repeat (or the root) to the node at `path`."""
        start = repeat or self.root_path
        if path == start:
            return ()
        if path not in self.keys or not path.startswith(f"{start}/"):
            self.findings.append(Finding(path, "name", f"the form has no place for the answer at {path}"))
            return ()
        steps = path[len(start) + 1 :].split("/")
        return tuple(self.keys["/".join([start, *steps[: place + 1]])] for place in range(len(steps)))


def _required(element: Element | None, what: str) -> Element:
    if element is None:
        raise FormError(Finding("", "form", f"it has no <{what}>: this is no XForm"))
    return element


def _namespaces(*elements: Element) -> dict[str, str]:
    return {prefix: str(uri) for element in elements for prefix, uri in element.nsmap.items() if prefix}


def _speaks_first(translation: Element) -> bool:
    return _attribute(translation, "default") not in _NEVER


def _is_template(element: Element) -> bool:
    return element.get(f"{_JAVAROSA}template") is not None


def _default(text: str, bind: Bind | None) -> str:
    """A default as an answer would be kept; one that is no answer stands as it is."""
    return text if bind is None else tidy(bind.type, text) or text


def _plain(name: str | bytes) -> str:
    return str(name).rpartition("}")[2]


def _names(path: str) -> str:
    """The path by local names: without prefixes."""
    return "/".join(("@" if step.startswith("@") else "") + step.rpartition(":")[2].lstrip("@") for step in path.split("/"))


def _node(element: Element) -> Node:
    uri = etree.QName(element).namespace or ""
    children = _children(element)
    space = "" if uri == _XFORMS else uri
    node = Node(_local(element), "" if children else element.text or "", namespace=space, prefix=element.prefix or "")
    for name, value in element.attrib.items():
        qualified = etree.QName(str(name))
        node.set_attribute(qualified.localname, str(value), namespace=qualified.namespace or "")
    for child in children:
        node.append(_node(child))
    return node


def _rows(rows: Rows) -> Node:
    """A file's rows as the list they stand for."""
    root = Node("root")
    for row in rows:
        item = root.append(Node("item"))
        for column, cell in row.items():
            item.append(Node(column, cell))
    return root
