"""What follows from what: the rules of a form in an order in which each needs only those before it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Literal

from bot.core.form.errors import Finding, FormError
from bot.core.form.references import Reference, chooses, references
from bot.core.xpath import Expression

Sort = Literal["relevant", "calculate", "count", "choices"]
_COLUMNS: Mapping[Sort, str] = {
    "relevant": "relevant",
    "calculate": "calculation",
    "count": "repeat_count",
    "choices": "choice_filter",
}


@dataclass(frozen=True, slots=True)
class Rule:
    """An expression whose value is kept in the instance.

    That is a relevance, an answer, how often a repeat stands, or which choices there are: an answer that is
    no choice any more does not count.
    """

    sort: Sort
    path: str
    expression: Expression
    reads: tuple[Reference, ...]

    @property
    def whole(self) -> bool:
        """Whether everything below the node is changed with it."""
        return self.sort in {"relevant", "count"}

    @property
    def strict(self) -> bool:
        """Whether reading its own result, by whatever way round, would be a cycle."""
        return self.sort in {"relevant", "calculate"} and not chooses(self.expression.tree)


@dataclass(frozen=True, slots=True)
class Link:
    """A rule to run after a change, in the instance of the repeat `shared` that changed, or everywhere ("")."""

    rule: int
    shared: str


@dataclass(frozen=True)
class Rules:
    """The rules in order. A rule is named by its number."""

    rules: tuple[Rule, ...]

    @cached_property
    def _after_value(self) -> dict[str, tuple[Link, ...]]:
        return {}

    @cached_property
    def _after_whole(self) -> dict[str, tuple[Link, ...]]:
        return {}

    @cached_property
    def relevances(self) -> tuple[int, ...]:
        """The rules that say what is relevant."""
        return tuple(number for number, rule in enumerate(self.rules) if rule.sort == "relevant")

    def after_value(self, path: str) -> tuple[Link, ...]:
        """What to run when the answer at `path` has changed."""
        if path not in self._after_value:
            self._after_value[path] = tuple(self._links(path, whole=False))
        return self._after_value[path]

    def after_whole(self, path: str) -> tuple[Link, ...]:
        """What to run when the node at `path` has come, gone or changed its relevance, with all below it."""
        if path not in self._after_whole:
            self._after_whole[path] = tuple(self._links(path, whole=True))
        return self._after_whole[path]

    def _links(self, path: str, *, whole: bool) -> Iterator[Link]:
        for number, rule in enumerate(self.rules):
            shared = [each.shared for each in rule.reads if touches(path, each, whole=whole)]
            if shared:
                yield Link(number, min(shared, key=len))


def rule(sort: Sort, path: str, expression: Expression, known: Mapping[str, bool]) -> Rule:
    """The rule with what it reads. `known` are the paths of the form, and whether each is a repeat."""
    repeats = frozenset(each for each, repeats in known.items() if repeats)
    reads = [read for read in references(expression, path, repeats) if read.path in known]
    if sort == "choices":
        reads = [replace(read, deep=True) for read in reads]  # the choices may be the answers below
    return Rule(sort, path, expression, tuple(reads))


def touches(changed: str, read: Reference, *, whole: bool) -> bool:
    """Whether a change at `changed` can alter what `read` gives."""
    if changed == read.path:
        return True
    return (read.deep and changed.startswith(f"{read.path}/")) or (whole and read.path.startswith(f"{changed}/"))


def in_order(rules: list[Rule]) -> Rules:
    """The rules, each behind those it reads. Raises FormError with every question of a cycle named."""
    needs = [[number for number, other in enumerate(rules) if _feeds(other, each)] for each in rules]
    cycle = _cycle(
        [
            [number for number in needs[at] if rules[number].strict] if each.strict else []
            for at, each in enumerate(rules)
        ]
    )
    if cycle:
        raise FormError(_told([rules[number] for number in cycle]))
    return Rules(tuple(rules[number] for number in _sorted(needs)))


def _feeds(source: Rule, reader: Rule) -> bool:
    return any(touches(source.path, read, whole=source.whole) for read in reader.reads)


def _sorted(needs: list[list[int]]) -> list[int]:
    """Numbers, each behind those it needs; a need that leads back to itself is left unmet."""
    return [~path[-1] for path in _depth_first(needs) if path[-1] < 0]


def _cycle(needs: list[list[int]]) -> list[int]:
    """The numbers of one cycle, or none."""
    for path in _depth_first(needs):
        if path[-1] >= 0 and path[-1] in path[:-1]:
            return path[path.index(path[-1]) : -1]
    return []


def _depth_first(needs: list[list[int]]) -> Iterator[list[int]]:
    """Every way down as it is first gone: the numbers from the top, and ~number when one is done with."""
    seen: set[int] = set()
    for top in range(len(needs)):
        if top in seen:
            continue
        seen.add(top)
        path, open_needs = [top], [iter(needs[top])]
        while path:
            need = next(open_needs[-1], None)
            if need is None:
                yield [*path, ~path.pop()]
                open_needs.pop()
                continue
            yield [*path, need]
            if need not in seen:
                seen.add(need)
                path.append(need)
                open_needs.append(iter(needs[need]))


def _told(cycle: list[Rule]) -> Finding:
    names = [each.path.rpartition("/")[2] for each in cycle]
    first = cycle[0]
    if len(cycle) == 1:
        problem = f"{names[0]} needs its own result: take ${{{names[0]}}} out of it"
    else:
        problem = f"{' needs '.join([*names, names[0]])}: a circle; one of them must do without the next"
    return Finding(first.path, _COLUMNS[first.sort], problem, first.expression.text)
