"""What an expression refers to, for finding cycles and for telling an author."""

from collections.abc import Iterator

from .syntax import Call, Chain, Filter, NameTest, Negative, Path, Step, Syntax


def _parts(tree: Syntax) -> tuple[Syntax, ...]:
    """What `tree` is made of, one level down, but for a path's predicates."""
    match tree:
        case Chain():
            return tree.operands
        case Call():
            return tree.arguments
        case Negative():
            return (tree.operand,)
        case Filter():
            return (tree.base,)
        case Path() if tree.start is not None:
            return (tree.start,)
        case _:
            return ()


def functions_in(tree: Syntax) -> Iterator[str]:
    """The functions called, anywhere."""
    if isinstance(tree, Call):
        yield tree.name
    for part in (*_parts(tree), *_conditions(tree)):
        yield from functions_in(part)


def _conditions(tree: Syntax) -> tuple[Syntax, ...]:
    """The predicates inside a path or behind a value."""
    if isinstance(tree, Filter):
        return tree.predicates
    return tuple(each for step in tree.steps for each in step.predicates) if isinstance(tree, Path) else ()


def paths_in(tree: Syntax, base: str = ".") -> Iterator[str]:
    """The paths named, without predicates; relative ones from `base`, the node the expression belongs to.

    Paths into other instances are left out, but not what their predicates compare with.
    """
    if isinstance(tree, Path) and (here := _written(tree, base)):
        yield here
    for part in _parts(tree):
        if not _is_current(part):
            yield from paths_in(part, base)
    yield from _in_predicates(tree, base)


def _in_predicates(tree: Syntax, base: str) -> Iterator[str]:
    if isinstance(tree, Path):
        steps = tree.steps
        for place, step in enumerate(steps, 1):
            inner = _written(Path(tree.absolute, tree.start, steps[:place], tree.at), base)
            for each in step.predicates:
                yield from paths_in(each, inner)
    elif isinstance(tree, Filter):
        for each in tree.predicates:
            yield from paths_in(each, "")


def _is_current(tree: Syntax) -> bool:
    return isinstance(tree, Call) and tree.name == "current"


def _written(tree: Path, base: str) -> str:
    """The path as a text that starts at the root or at the node; blank when it leads into another instance."""
    if tree.start is not None and not _is_current(tree.start):
        return ""
    start = "" if tree.absolute else "." if tree.start is not None else base
    if not start and not tree.absolute:
        return ""
    return _joined(start, tree.steps)


def _joined(start: str, steps: tuple[Step, ...]) -> str:
    names = start.rstrip("/").split("/")
    for name in map(_step, steps):
        if name == ".." and names[-1] not in {"", ".", ".."}:
            names.pop()
        elif name != ".":
            names.append(name)
    return "/".join(names).removeprefix("./") or "/"


def _step(step: Step) -> str:
    if step.axis == "parent":
        return ".."
    if step.axis == "self":
        return "."
    name = step.test.name if isinstance(step.test, NameTest) else f"{step.test.type}()"
    return {"child": name, "attribute": f"@{name}"}.get(step.axis, f"{step.axis}::{name}")
