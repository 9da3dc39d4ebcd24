"""Single steps of a path: what they reach, and what their predicates keep."""

from collections.abc import Callable

from .axes import AXES, accepts, keys_of
from .codes import Code, Run, booleans
from .context import Context
from .nodes import Node
from .syntax import Call, Chain, Filter, NameTest, Negative, Path, Step, Syntax, TypeTest
from .values import boolean_of

Compile = Callable[[Syntax], Code]
Keep = Callable[[list[Node], Context], list[Node]]
Walk = Callable[[list[Node], Context], list[Node]]
_NODE = TypeTest("node")
_CONDITIONS = frozenset({"=", "!=", "<", "<=", ">", ">=", "and", "or"})


def plain_key(step: Step, default: str) -> str | None:
    """The one key a plain step goes by, "." or "..", or None when it is no plain step."""
    if step.predicates:
        return None
    if step.test == _NODE:
        return {"self": ".", "parent": ".."}.get(step.axis)
    if step.axis != "child" or not isinstance(step.test, NameTest) or step.test.name == "*":
        return None
    keys = keys_of(step.test, default)
    return next(iter(keys)) if len(keys) == 1 else None


def folded(steps: tuple[Step, ...]) -> tuple[Step, ...]:
    """`//name` as one descendant step, which needs no sorting; not where a predicate may count."""
    folded: list[Step] = []
    for step in steps:
        if folded and folded[-1] == Step("descendant-or-self", _NODE, (), folded[-1].at) and _foldable(step):
            folded[-1] = Step("descendant", step.test, step.predicates, step.at)
        else:
            folded.append(step)
    return tuple(folded)


def _foldable(step: Step) -> bool:
    return step.axis == "child" and all(_is_condition(each) and not counts(each) for each in step.predicates)


def _is_condition(tree: Syntax) -> bool:
    return isinstance(tree, Chain) and tree.operators[0] in _CONDITIONS


def counts(tree: Syntax) -> bool:
    """Whether a predicate asks for positions itself: it then cannot be moved."""
    match tree:
        case Chain():
            return any(counts(each) for each in tree.operands)
        case Call():
            return tree.name in {"position", "last"} or any(counts(each) for each in tree.arguments)
        case Negative():
            return counts(tree.operand)
        case Filter():
            return counts(tree.base)
        case Path():
            return tree.start is not None and counts(tree.start)
        case _:
            return False


def walk(step: Step, compiled: Compile, default: str) -> Walk:
    """One step, from every node of a set to what it names, each once."""
    reach, sieves = _reach(step, default), [keep(compiled(each)) for each in step.predicates]

    def go(nodes: list[Node], c: Context) -> list[Node]:
        reached: list[Node] = []
        for node in nodes:
            found = reach(node, c)
            c.spend(len(found))
            for sieve in sieves:
                found = sieve(found, c)
            reached += found
        return reached if len(nodes) < 2 else list(dict.fromkeys(reached))  # noqa: PLR2004 -- one cannot repeat

    return go


def _reach(step: Step, default: str) -> Callable[[Node, Context], list[Node]]:
    key = plain_key(Step(step.axis, step.test, (), step.at), default)
    if key is not None and step.axis == "child":
        return lambda node, _: node.all_named(key)
    axis, accept = AXES[step.axis], accepts(step.test, step.axis, default)

    def reach(node: Node, c: Context) -> list[Node]:
        seen = list(axis(node))
        c.spend(len(seen) + 1)
        return [other for other in seen if accept(other)]

    return reach


def keep(code: Code) -> Keep:
    """The predicate as a sieve: a number keeps the node at that position, anything else where it holds."""
    if code.kind == "number":
        return _at_position(code.run)
    if code.kind == "any":
        return _by_either(code)
    return by_truth(booleans(code))


def _at_position(number: Run) -> Keep:
    return by_truth(lambda c: number(c) == c.position)


def _by_either(code: Code) -> Keep:
    def test(c: Context) -> bool:
        value = code.run(c)
        return value == c.position if isinstance(value, float) else boolean_of(value)

    return by_truth(test)


def by_truth(test: Callable[[Context], bool]) -> Keep:
    """A sieve that keeps the nodes where `test` holds."""

    def sieve(nodes: list[Node], c: Context) -> list[Node]:
        inner = c.inner(len(nodes))
        kept = []
        for position, node in enumerate(nodes, 1):
            inner.position, inner.node = position, node
            if test(inner):
                kept.append(node)
        return kept

    return sieve
