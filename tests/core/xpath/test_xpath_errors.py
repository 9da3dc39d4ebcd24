"""What an author reads about a broken expression."""

import pytest

from bot.core.xpath import World, XPathError, compile  # noqa: A004 -- as in re.compile


@pytest.mark.parametrize(
    ("expression", "at", "says"),
    [
        ("", 0, "empty"),
        ("   ", 3, "empty"),
        ("selectd(., 'water')", 0, "did you mean selected()?"),
        ("/data/age > 3 and frobnicate(2)", 18, "there is no function frobnicate()"),
        ("selected(.)", 0, "takes 2 arguments, not 1"),
        ("if(1, 2)", 0, "takes 3 arguments, not 2"),
        ("coalesce()", 0, "takes 1 or more arguments"),
        ("substr('a')", 0, "takes 2 to 3 arguments"),
        ("today('now')", 0, "takes 0 arguments, not 1"),
        ("weighted-checklist(1, 2, true())", 0, "pairs"),
        ("indexed-repeat(/data/a, /data/r, 1, /data/q)", 0, "pairs of a repeat and its number"),
        ("indexed-repeat(1 + 1, /data/r, 1)", 17, "needs paths"),
        ("/data/sex = ‘f’", 12, "write the straight quote '"),
        ("/data/sex = “f”", 12, 'write the straight quote "'),
        ("/data/sex =\u200b'f'", 11, "zero-width space"),
        (". < ១០", 4, "write 10"),
        (". < ១០.៥", 4, "write 10.5"),
        ("(/data/a = 1", 12, "bracket opened at character 1"),
        ("/data/r[a = 1", 13, "write ]"),
        ("/data/a = 1)", 11, "closes nothing"),
        ("'មិនបិទ", 0, "not closed"),
        ("/data/a == 1", 9, "= is written twice: write one ="),
        ("/data/a <> 1", 9, "stands where a value was expected"),
        ("/data/a = ", 10, "the expression ends where a value was expected"),
        ("/data/a && 1", 8, "write and"),
        ("a ! b", 2, "write !="),
        ("${age} > 3", 1, "${…}"),
        ("a b", 2, "stands where an operator was expected"),
        ("foo:age", 0, "the prefix foo: is declared nowhere"),
        ("chlid::a", 0, "did you mean child?"),
        ("/data/", 6, "stands where a name was expected"),
        ("count(3)", 0, "count() needs a path"),
        ("'a'[1]", 0, "needs a path"),
        ("'a'/b", 0, "needs a path"),
        ("1 | 2", 0, "needs a path"),
        ("regex(., '[')", 9, "is no pattern"),
        ("regex(., '((a{99}){99}){99}')", 9, "too large"),
        ("(" * 60 + "1" + ")" * 60, 40, "more than 40 deep"),
        ("1" + " + 1" * 5_000, None, "more than 4,000 parts"),
    ],
)
def test_a_broken_expression_is_shown_its_place_and_its_cure(expression: str, at: int | None, says: str) -> None:
    """The place is counted from 0, the sentence says what to do."""
    with pytest.raises(XPathError) as refused:
        compile(expression)
    assert says in refused.value.problem
    assert at is None or refused.value.at == at
    assert refused.value.expression == expression


@pytest.mark.parametrize(
    ("expression", "says"),
    [
        ("instance('towns')/root/item", "there is no list or instance 'towns'"),
        ("pulldata('towns', 'a', 'b', 'c')", "there is no file or list 'towns'"),
        ("count(if(true(), 1, /data))", "needs a path"),
        ("regex(., concat('(', ''))", "is no pattern"),
        ("regex('" + "a" * 40 + "!', '(a|aa)+$')", "takes too long"),
        ("digest('a', 'SHA-0')", "digest() knows MD5"),
        ("format-date(today(), '%Q')", "%Q is no part of a date"),
        ("uuid(100000)", "from 0 to 4,096"),
        ("jr:choice-name('a', '1 + 1')", "needs the path of a question"),
        ("jr:choice-name('a', '//a')", "only a plain path"),
        ("//*[//*[//*[//*]]]", "looks at more than 100,000 nodes"),
    ],
)
def test_what_goes_wrong_while_evaluating_is_one_kind_of_error(world: World, expression: str, says: str) -> None:
    """A caller catches XPathError and nothing else."""
    with pytest.raises(XPathError) as refused:
        compile(expression).string(world.at(world.root.children[0]))
    assert says in refused.value.problem


@pytest.mark.parametrize("expression", ["today()", "now()", "random()", "uuid()", "date('2026-08-20')"])
def test_what_a_form_was_not_given_has_no_value(world: World, expression: str) -> None:
    """Without clock, dice, identifiers or time zone an expression says so."""
    bare = World(root=world.root)
    with pytest.raises(XPathError, match="this form was given no"):
        compile(expression).value(bare.at(world.root))


def test_the_message_begins_with_the_place() -> None:
    """Characters are counted from 1 in words."""
    with pytest.raises(XPathError) as refused:
        compile("1 +")
    assert str(refused.value).startswith("at character 4: ")
