"""What an expression reads of the answers, as paths by names: the ground for order, cycles and recomputing."""

from collections.abc import Iterator
from dataclasses import dataclass

from bot.core.xpath import Expression
from bot.core.xpath.syntax import Call, Chain, Filter, Negative, Path, Syntax

_PLAIN_AXES = frozenset({"child", "parent", "self", "attribute"})
_ELSEWHERE = frozenset({"indexed-repeat"})  # reads another instance than its own


@dataclass(frozen=True, slots=True)
class Reference:
    """A node read. `deep`: whatever is below it as well. `shared` is the repeat whose same instance is meant."""

    path: str
    deep: bool = False
    shared: str = ""


def references(expression: Expression, context: str, repeats: frozenset[str]) -> tuple[Reference, ...]:
    """What `expression`, belonging to the node at `context`, reads; each once."""
    own = "" if chooses(expression.tree) else innermost(context, repeats)
    return tuple(dict.fromkeys(_reference(written, context, own, repeats) for written in expression.paths))


def innermost(path: str, repeats: frozenset[str]) -> str:
    """The repeat that `path` stands in or is, the innermost one; "" where there is none."""
    while path and path not in repeats:
        path = path.rpartition("/")[0]
    return path


def resolve(written: str, context: str) -> tuple[str, bool, str]:
    """The path that `written` names from `context`.

    With it come whether it is cut short before a step without a name, and the highest node gone through.
    """
    path = "" if written.startswith("/") else context
    highest = path
    for step in written.strip("/").split("/"):
        if step == "..":
            path = path.rpartition("/")[0]
            highest = min(highest, path, key=len)
        elif step in {"*", "node()"} or "::" in step:
            return path, True, highest
        elif step not in {"", "."}:
            path = f"{path}/{step}"
    return path, False, highest


def _reference(written: str, context: str, own: str, repeats: frozenset[str]) -> Reference:
    path, deep, highest = resolve(written, context)
    if deep:
        return Reference(path, deep=True)
    if written.startswith("/"):
        return Reference(path, shared=_common(path.rpartition("/")[0], own, repeats))
    return Reference(path, shared=own and innermost(highest, repeats))


def _common(path: str, own: str, repeats: frozenset[str]) -> str:
    """The innermost repeat that both stand in: an absolute path means this very instance of it."""
    while own and not f"{path}/".startswith(f"{own}/"):
        own = innermost(own.rpartition("/")[0], repeats)
    return own


def chooses(tree: Syntax) -> bool:
    """Whether part of it picks among instances by itself: a predicate on the answers, another axis."""
    return any(_picks(part) for part in _all(tree))


def _picks(tree: Syntax) -> bool:
    match tree:
        case Call():
            return tree.name in _ELSEWHERE
        case Path():
            start = tree.start
            elsewhere = isinstance(start, Call) and start.name == "instance"
            return any((step.predicates and not elsewhere) or step.axis not in _PLAIN_AXES for step in tree.steps)
        case _:
            return False


def _all(tree: Syntax) -> Iterator[Syntax]:
    yield tree
    for part in _parts(tree):
        yield from _all(part)


def _parts(tree: Syntax) -> tuple[Syntax, ...]:
    match tree:
        case Chain():
            return tree.operands
        case Call():
            return tree.arguments
        case Negative():
            return (tree.operand,)
        case Filter():
            return (tree.base, *tree.predicates)
        case Path():
            inside = tuple(each for step in tree.steps for each in step.predicates)
            return inside if tree.start is None else (tree.start, *inside)
        case _:
            return ()
