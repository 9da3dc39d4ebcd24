"""What must hold whatever comes in; AssertionError, or any other exception, is a fault to mend."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from bot.core.wording import LANGUAGES
from bot.core.xpath import Node, World, XPathError, compile, document  # noqa: A004 - the verb of the trade
from bot.core.xpath.context import EFFORT
from bot.core.xpath.syntax import Syntax
from bot.xlsform import Finding, read

_PARTS = 4  # that one letter may stand for: "*" is a path with one step, its axis and its test
ROWS = 400  # of the list that expressions may walk: with predicates in predicates soon more than may be looked at


def reading(source: bytes, name: str = "form.xlsx") -> tuple[Finding, ...]:
    """A file gives a survey, or an error that a person can act on."""
    told = read(source, name)
    errors = [each for each in told.findings if each.severity == "error"]
    assert (told.survey is None) == bool(errors), (told.survey, told.findings)
    assert (told.survey is None) == (told.document is None)
    for each in told.findings:
        for language in LANGUAGES:
            assert each.message.to(language).strip()
            assert each.cure.to(language).strip()
    return told.findings


def compiling(text: str) -> int:
    """A text gives a value or an XPathError; how many nodes were looked at, never more than allowed."""
    try:
        compiled = compile(text)
        assert parts(compiled.tree) <= _PARTS * (len(text) + 1)
        context = world().at(answers())
        compiled.value(context)
    except XPathError:
        return 0
    looked_at = EFFORT - context.effort[0]
    assert 0 <= looked_at <= EFFORT
    return looked_at


def parts(tree: Syntax) -> int:
    """How many parts an expression has: the work of compiling it."""
    below = [getattr(tree, name) for name in type(tree).__dataclass_fields__]
    inside = [each for field in below for each in (field if isinstance(field, tuple) else (field,))]
    return 1 + sum(parts(each) for each in inside if hasattr(type(each), "__dataclass_fields__"))


def answers() -> Node:
    """A small form, answered."""
    return _ROOT.children[0]


def world() -> World:
    """A world that stands still."""
    zone = ZoneInfo("Asia/Phnom_Penh")
    return World(root=_ROOT, instances={"x": _LIST}, now=datetime(2026, 8, 20, 3, tzinfo=UTC), timezone=zone)


def _grown() -> tuple[Node, Node]:
    data, root = Node("data"), Node("root")
    for name, text in (("age", "41"), ("q", "a b"), ("wish", "ផ្លូវ"), ("day", "2026-08-20")):
        data.append(Node(name, text))
    for number in range(ROWS):
        item = root.append(Node("item"))
        item.append(Node("name", f"c{number}"))
        item.append(Node("a", str(number % 7)))
    return document(data), document(root)


_ROOT, _LIST = _grown()
