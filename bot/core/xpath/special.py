"""Functions that are more than their arguments' values: they choose what to look at, or look at its shape."""

from collections.abc import Callable
from dataclasses import dataclass

from .codes import Code, Kind, Run, booleans, numbers, strings
from .context import Context
from .errors import XPathError
from .functions.base import ENDLESS
from .functions.strings import Pattern, matches, pattern
from .nodes import Node
from .parser import parse
from .syntax import Call, NameTest, Path, Step, Syntax, Text

Compile = Callable[[Syntax], Code]
Build = Callable[[Call, Compile], Code]


@dataclass(frozen=True, slots=True)
class Special:
    """How such a function is compiled, and how many arguments it takes."""

    least: int
    most: int
    build: Build


def _if(call: Call, compiled: Compile) -> Code:
    """Only the branch that counts is looked at."""
    condition, (then, other) = booleans(compiled(call.arguments[0])), map(compiled, call.arguments[1:])
    kind: Kind = then.kind if then.kind == other.kind else "any"
    yes, no = then.run, other.run
    return Code(kind, lambda c: yes(c) if condition(c) else no(c), blank=then.blank and other.blank)


def _coalesce(call: Call, compiled: Compile) -> Code:
    """The first that is not blank; a number that is none is blank too."""
    runs = [_filled(compiled(each)) for each in call.arguments]

    def run(c: Context) -> str:
        return next((text for each in runs if (text := each(c))), "")

    return Code("string", run)


def _filled(code: Code) -> Callable[[Context], str]:
    text = strings(code)
    if code.kind != "number":
        return text
    return lambda c: "" if (written := text(c)) == "NaN" else written


def _once(call: Call, compiled: Compile) -> Code:
    """What the node holds already; only where it is blank, the argument."""
    text = strings(compiled(call.arguments[0]))
    return Code("string", lambda c: c.text(c.node) or text(c))


def _regex(call: Call, compiled: Compile) -> Code:
    """A pattern that is written out is compiled, and refused, at once."""
    text, wanted = strings(compiled(call.arguments[0])), call.arguments[1]
    if isinstance(wanted, Text):
        ready = _written(wanted)
        return Code("boolean", lambda c: matches(ready, text(c)))
    written = strings(compiled(wanted))
    return Code("boolean", lambda c: matches(pattern(written(c)), text(c)))


def _written(tree: Text) -> Pattern:
    try:
        return pattern(tree.value)
    except XPathError as error:
        raise XPathError(error.problem, at=tree.at) from error


def _choice_name(call: Call, compiled: Compile) -> Code:
    """The label of a choice; the second argument is the path of its question, as a text."""
    value, question = (strings(compiled(each)) for each in call.arguments)

    def run(c: Context) -> str:
        return c.world.choice_name(value(c), _generic(_path_in(question(c)), c), c.origin)

    return Code("string", run)


def _path_in(text: str) -> Path:
    tree = parse(text.strip(), {})
    if not isinstance(tree, Path):
        raise XPathError(f"jr:choice-name() needs the path of a question, not {text!r}")
    return tree


def _generic(tree: Path, c: Context) -> str:
    return "".join(f"/{name}" for name in names(tree, c))


def names(tree: Path, c: Context) -> list[str]:
    """A path as the names from the root, whichever repeats it goes through. Raises XPathError for any other."""
    start = tree.start is None or (isinstance(tree.start, Call) and tree.start.name == "current")
    if not start:
        raise XPathError("only a plain path, such as /data/member/name, is understood here", at=tree.at)
    found = [] if tree.absolute else _names_of(c.node if tree.start is None else c.origin, c)
    for step in tree.steps:
        _move(found, step)
    return found


def _names_of(node: Node, c: Context) -> list[str]:
    lineage = node.lineage()
    above = lineage.index(c.world.root) if c.world.root in lineage else len(lineage)
    return [each.name for each in lineage[:above] if each.kind != "document"][::-1]


def _move(found: list[str], step: Step) -> None:
    if step.axis == "parent":
        del found[-1:]
    elif step.axis == "child" and isinstance(step.test, NameTest):
        found.append(step.test.name)
    elif step.axis != "self":
        raise XPathError("only a plain path, such as /data/member/name, is understood here", at=step.at)


def _indexed_repeat(call: Call, compiled: Compile) -> Code:
    """indexed-repeat(answer, repeat, number, …): that answer in the numbered repeats."""
    if len(call.arguments) % 2 == 0:
        raise XPathError("indexed-repeat() takes the answer, then pairs of a repeat and its number", at=call.at)
    answer, *rest = call.arguments
    paths = [_plain(each) for each in (answer, *rest[::2])]
    places = [numbers(compiled(each)) for each in rest[1::2]]
    return Code("nodes", _numbered(paths[0], paths[1:], places), blank=True)


def _plain(tree: Syntax) -> Path:
    if isinstance(tree, Path):
        return tree
    raise XPathError("indexed-repeat() needs paths: of the answer, and of each repeat before its number", at=tree.at)


def _numbered(answer: Path, repeats: list[Path], places: list[Run]) -> Run:
    def run(c: Context) -> list[Node]:
        at = {tuple(names(repeat, c)): place(c) for repeat, place in zip(repeats, places, strict=True)}
        nodes, way = [c.world.root], names(answer, c)
        for depth, key in enumerate(way, 1):
            nodes = _through(nodes, key, at.get(tuple(way[:depth])))
            c.spend(len(nodes))
        return [node for node in nodes if node.relevant]

    return run


def _through(nodes: list[Node], key: str, place: float | None) -> list[Node]:
    """The children of that name; with a place, the one there: none for NaN, the first for any under 1 (JavaRosa)."""
    found = [child for node in nodes for child in node.children if child.name == key]
    if place is None:
        return found
    first = max(place, 1.0) - 1  # NaN stays NaN, and is under no length
    return found[int(first) : int(first) + 1] if first < len(found) else []


SPECIAL: dict[str, Special] = {
    "if": Special(3, 3, _if),
    "coalesce": Special(1, ENDLESS, _coalesce),
    "once": Special(1, 1, _once),
    "regex": Special(2, 2, _regex),
    "jr:choice-name": Special(2, 2, _choice_name),
    "indexed-repeat": Special(3, ENDLESS, _indexed_repeat),
}
