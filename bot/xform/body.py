"""Reading the body: what is asked, in which order and with which words; and the actions, wherever they stand."""

import re
from collections.abc import Iterator, Mapping
from itertools import count
from typing import Final, cast, get_args

from bot.core.form.definition import BodyPart, Choice, Control, Group, Itemset, Question, Repeat, SetValue, Text
from bot.core.form.errors import Finding
from bot.core.form.references import resolve
from bot.core.xpath.syntax import Call
from bot.xform.markup import (
    JAVAROSA,
    XFORMS,
    Element,
    attribute,
    child,
    children,
    holds,
    local,
    parts,
    without_prefixes,
)
from bot.xform.model import Model
from bot.xform.words import Words

_CONTROLS: Final = frozenset(get_args(Control))
_PLACES: Final = frozenset({"ref", "nodeset", "bind", "appearance", "class"})
_BESIDE: Final = frozenset({"label", "hint", "setvalue"})
_CURRENT: Final = re.compile(r"^\s*current\(\)/")


class Paths:
    """Which nodes the elements of a body stand for."""

    def __init__(self, binds: list[Element], top: str) -> None:
        self.top = top
        self._by_id = {attribute(bind, "id"): attribute(bind, "nodeset") for bind in binds if bind.get("id")}

    def path(self, element: Element, context: str) -> str:
        """The path of its node, seen from the path `context`; blank where it stands for none."""
        written = attribute(element, "nodeset") or attribute(element, "ref")
        written = written or self._by_id.get(attribute(element, "bind"), "")
        return written and without_prefixes(resolve(_CURRENT.sub("", written), context or self.top)[0])

    def repeats(self, element: Element, context: str = "") -> Iterator[str]:
        """The paths of all repeats inside."""
        for part in children(element, "group", "repeat"):
            here = self.path(part, context)
            if local(part) == "repeat":
                yield here
            yield from self.repeats(part, here or context)

    def around(self, element: Element) -> str:
        """The path of the innermost element around this one that stands for a node; blank if none does."""
        above = element.getparent()
        if above is None or local(above) in {"body", "model"}:
            return ""
        context = self.around(above)
        return self.path(above, context) or context


class Body:
    """The body of a form whose model has been read."""

    def __init__(self, paths: Paths, model: Model, words: Words) -> None:
        self.paths = paths
        self.model = model
        self.words = words
        self._numbers = count()

    def parts(self, element: Element, context: str = "", repeat: str = "") -> tuple[BodyPart, ...]:
        """The parts inside `element`: `context` is the path around them, `repeat` the innermost repeat's.

        They come in the order of the answers, as in Web Forms; pyxform writes both in the same order.
        """
        return tuple(sorted(self._as_written(element, context, repeat), key=self._place))

    def _place(self, part: BodyPart) -> int:
        """Where its answers stand in the form; of a group without a node of its own the first of them."""
        if isinstance(part, Group) and not part.keys:
            return min(map(self._place, part.children), default=0)
        return self.model.places.get(part.path, 0)

    def _as_written(self, element: Element, context: str, repeat: str) -> Iterator[BodyPart]:
        for part in children(element):
            match local(part):
                case "repeat":
                    yield self._repeat(part, None, context, repeat)
                case "group":
                    yield self._group(part, context, repeat)
                case name if name in _CONTROLS and self.paths.path(part, context) in self.model.keys:
                    yield self._question(part, context, repeat)

    def _group(self, element: Element, context: str, repeat: str) -> Group | Repeat:
        inside = [part for part in children(element) if local(part) not in _BESIDE]
        path = self.paths.path(element, context) or context or self.paths.top
        if len(inside) == 1 and local(inside[0]) == "repeat":
            return self._repeat(inside[0], element, path, repeat)
        return Group(
            number=next(self._numbers),
            path=path,
            keys=self._keys(path, repeat),
            label=self.words.text(child(element, "label"), path, "label"),
            appearance=attribute(element, "appearance"),
            children=self.parts(element, path, repeat),
        )

    def _repeat(self, element: Element, around: Element | None, context: str, outer: str) -> Repeat:
        """A repeat. `around` is the group that only wraps it: its label is the repeat's, one inside is not shown."""
        path = self.paths.path(element, context)
        wrapped = "" if around is None else attribute(around, "appearance")
        return Repeat(
            number=next(self._numbers),
            path=path,
            keys=self._keys(path, outer),
            label=self.words.text(child(around, "label"), path, "label"),
            appearance=attribute(element, "appearance") or wrapped,
            children=self.parts(element, path, path),
            count=self.words.expression(attribute(element, f"{JAVAROSA}count"), path, "repeat_count"),
            fixed=holds(element, f"{JAVAROSA}noAddRemove"),
        )

    def _question(self, element: Element, context: str, repeat: str) -> Question:
        path = self.paths.path(element, context)
        return Question(
            number=next(self._numbers),
            path=path,
            keys=self._keys(path, repeat),
            label=self.words.text(child(element, "label"), path, "label"),
            hint=self.words.text(child(element, "hint"), path, "hint"),
            appearance=attribute(element, "appearance"),
            control=cast("Control", local(element)),
            parameters=_parameters(element),
            choices=self._choices(element, path),
        )

    def _choices(self, element: Element, path: str) -> tuple[Choice, ...] | Itemset:
        itemset = child(element, "itemset")
        if itemset is not None:
            return self._itemset(itemset, path) or ()
        return tuple(
            Choice((item.findtext("{*}value") or "").strip(), self._label(item, path))
            for item in children(element, "item")
        )

    def _itemset(self, element: Element, path: str) -> Itemset | None:
        nodes = self.words.expression(attribute(element, "nodeset"), path, "choice_filter")
        named = child(element, "value")
        value = None if named is None else self.words.expression(attribute(named, "ref"), path, "choice_filter")
        if nodes is None or value is None:
            return None
        tree = nodes.tree
        shuffled = isinstance(tree, Call) and tree.name == "randomize" and len(tree.arguments) == 1
        return Itemset(nodes, value, self._label(element, path), shuffled)

    def _label(self, element: Element, path: str) -> Text:
        return self.words.text(child(element, "label"), path, "label") or Text()

    def _keys(self, path: str, repeat: str) -> tuple[str, ...]:
        """The keys that lead from the repeat (or the root) to the node at `path`."""
        start = repeat or self.paths.top
        if path == start:
            return ()
        if path not in self.model.keys or not path.startswith(f"{start}/"):
            self.words.findings.append(Finding(path, "name", f"the form has no place for the answers at {path}"))
            return ()
        steps = path[len(start) + 1 :].split("/")
        return tuple(self.model.keys["/".join([start, *steps[: place + 1]])] for place in range(len(steps)))

    # Actions

    def actions(self, *within: Element) -> Iterator[SetValue]:
        """The setvalue actions in these elements."""
        for element in within:
            for action in element.iter(f"{{{XFORMS}}}setvalue"):
                yield self._action(action)

    def _action(self, element: Element) -> SetValue:
        source = self.paths.around(element)
        target = self.paths.path(element, source)
        written = attribute(element, "ref")
        return SetValue(
            events=frozenset(attribute(element, "event").split()),
            target=target,
            value=self.words.expression(attribute(element, "value"), target, "default"),
            text=element.text or "",
            source=source,
            where=self.words.expression(written, target, "default") if "[" in written else None,
        )


def _parameters(element: Element) -> Mapping[str, str]:
    """What a control says of itself besides its place and look: start, end and step of a range, mediatype, …"""
    named = ((parts(name)[1], str(value)) for name, value in element.attrib.items())
    return {name: value for name, value in named if name not in _PLACES}
