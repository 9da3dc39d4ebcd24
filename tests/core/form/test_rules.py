"""What depends on what."""

import pytest

from bot.core.form.errors import FormError
from bot.core.form.references import Reference, references
from bot.core.xpath import compile as compiled
from tests.core.form.sheets import form

REPEATS = frozenset({"/d/r", "/d/r/s"})


@pytest.mark.parametrize(
    ("expression", "context", "read"),
    [
        ("/d/a = 1", "/d/b", [Reference("/d/a")]),
        ("../a + ../b", "/d/c", [Reference("/d/a"), Reference("/d/b")]),
        (". > 3", "/d/c", [Reference("/d/c")]),
        ("../y", "/d/r/x", [Reference("/d/r/y", shared="/d/r")]),
        ("/d/r/y", "/d/r/x", [Reference("/d/r/y", shared="/d/r")]),
        ("sum(../../r/y)", "/d/r/x", [Reference("/d/r/y")]),
        ("/d/r/y", "/d/c", [Reference("/d/r/y")]),
        ("count(/d/r)", "/d/r/x", [Reference("/d/r")]),
        ("position(..)", "/d/r/x", [Reference("/d/r", shared="/d/r")]),
        ("position(../..)", "/d/r/s/x", [Reference("/d/r", shared="/d/r")]),
        ("../../y", "/d/r/s/x", [Reference("/d/r/y", shared="/d/r")]),
        ("indexed-repeat(/d/r/y, /d/r, 1)", "/d/r/x", [Reference("/d/r/y"), Reference("/d/r")]),
        ("instance('l')/root/item[k = current()/../a]/v", "/d/c", [Reference("/d/a")]),
        ("instance('l')/root/item[k = /d/a]/v", "/d/c", [Reference("/d/a")]),
        ("sum(/d/g/*)", "/d/c", [Reference("/d/g", deep=True)]),
    ],
)
def test_an_expression_tells_what_it_reads(expression: str, context: str, read: list[Reference]) -> None:
    """Paths by names, and in which repeat the same instance is meant."""
    assert set(references(compiled(expression), context, REPEATS)) == set(read)


@pytest.mark.parametrize(
    ("rows", "named"),
    [
        ("| | calculate | a | | ${b} | |\n| | calculate | b | | ${a} | |", ["a", "b"]),
        ("| | calculate | a | | ${a} + 1 | |", ["a"]),
        ("| | text | a | A | | ${b} != '' |\n| | text | b | B | | ${a} != '' |", ["a", "b"]),
        (
            "| | calculate | a | | ${b} | |\n| | calculate | b | | ${c} | |\n| | text | c | C | | ${a} = 1 |",
            ["a", "b", "c"],
        ),
        ("| | begin_group | g | G | | ${x} = 1 |\n| | text | x | X | | |\n| | end_group | | | | |", ["g"]),
    ],
)
def test_a_circle_is_refused_with_its_questions_named(rows: str, named: list[str]) -> None:
    """An author hears which questions need one another, when the form is read and not when it is answered."""
    with pytest.raises(FormError) as found:
        form(f"| survey |\n| | type | name | label | calculation | relevant |\n{rows}\n| | text | last | L | | |")
    assert all(name in found.value.findings[0].problem for name in named)


@pytest.mark.parametrize(
    "rows",
    [
        # the instance before
        "| | calculate | a | | indexed-repeat(${a}, ${r}, position(..) - 1) | |",
        # a constraint speaks of its own answer
        "| | integer | a | A | | . > ${b} |\n| | integer | b | B | | . < ${a} |",
    ],
)
def test_what_looks_like_a_circle_but_is_none_is_allowed(rows: str) -> None:
    """Another instance of the repeat, or a condition that is only asked when an answer is given."""
    head = "| survey |\n| | type | name | label | calculation | constraint |\n| | begin_repeat | r | R | | |\n"
    assert form(f"{head}{rows}\n| | text | last | L | | |\n| | end_repeat | | | | |").rules is not None


def test_rules_stand_behind_what_they_read() -> None:
    """So one run through them settles a form, whatever the order of its rows."""
    rules = form("""
| survey |
|        | type      | name | label | calculation | relevant   |
|        | calculate | d    |       | ${c} + 1    |            |
|        | calculate | c    |       | ${b} + 1    |            |
|        | integer   | b    | B     |             | ${a} = 'y' |
|        | text      | a    | A     |             |            |
""").rules.rules
    assert [rule.path for rule in rules if rule.path.count("/") == 2] == ["/data/b", "/data/c", "/data/d"]
