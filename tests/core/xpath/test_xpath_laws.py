"""Laws that hold whatever is written."""

import math

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.core.xpath import World, XPathError, compile  # noqa: A004 -- as in re.compile
from bot.core.xpath.calls import KNOWN
from bot.core.xpath.values import text_of_number

LAW = settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])

atoms = st.sampled_from(
    ["/data/age", "member/age", "../note", ".", "..", "//age", "*", "@id", "'x'", "'2026-08-20'", "''", "1", "-0.5",
     "1 div 0", "(0 div 0)", "current()", "/", "text()", "ancestor::*", "today()", "'%Y %q'", "'(a+)+$'", "'ខ្មែរ'",
     "instance('communes')/root/item", "position()", "true()", "99999999999999999999", "'0 0;1 1;2 0'"]
)  # fmt: skip
signs = st.sampled_from(
    [" + ", " - ", " * ", " div ", " mod ", " = ", " != ", " < ", " >= ", " and ", " or ", " | ", "/", "//"]
)


def larger(parts: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    """Calls, operators, predicates and brackets around what there is."""
    calls = st.tuples(st.sampled_from(sorted(KNOWN)), st.lists(parts, max_size=5))
    return (
        calls.map(lambda call: f"{call[0]}({', '.join(call[1])})")
        | st.tuples(parts, signs, parts).map("".join)
        | st.tuples(parts, parts).map(lambda pair: f"{pair[0]}[{pair[1]}]")
        | parts.map("({})".format)
    )


expressions = st.recursive(atoms, larger, max_leaves=8)


def trouble(world: World, text: str) -> XPathError | None:
    """What is wrong with `text`, if anything is; any exception but XPathError gets out."""
    member = world.root.children[0].all_named("member")[1]
    try:
        compiled = compile(text)
        for read in (compiled.value, compiled.boolean, compiled.number, compiled.string):
            read(world.at(member.all_named("age")[0]))
    except XPathError as error:
        return error
    return None


def is_placed(error: XPathError | None, text: str) -> bool:
    """Whether an error names its expression and a place within it."""
    return error is None or (error.expression == text and (error.at is None or 0 <= error.at <= len(text)))


@LAW
@given(text=st.text(max_size=200))
def test_any_text_gives_a_value_or_an_error_of_ours(world: World, text: str) -> None:
    """No text, of any script, gets another exception out."""
    assert is_placed(trouble(world, text), text)


@LAW
@given(text=expressions)
def test_any_expression_gives_a_value_or_an_error_of_ours(world: World, text: str) -> None:
    """Whatever functions are called with whatever arguments."""
    assert is_placed(trouble(world, text), text)


@LAW
@given(text=expressions, place=st.integers(0, 60), sign=st.sampled_from(list("()[]'\"/@:.*-$ 0aក១‘")))
def test_a_slip_of_the_finger_gives_a_value_or_an_error_of_ours(world: World, text: str, place: int, sign: str) -> None:
    """An expression with one sign too many has a place where it breaks."""
    slipped = text[:place] + sign + text[place:]
    assert is_placed(trouble(world, slipped), slipped)


@LAW
@given(value=st.text(alphabet=st.characters(exclude_characters="'")))
def test_an_answer_is_equal_to_itself(world: World, value: str) -> None:
    """A choice filter finds what was picked, in every script."""
    data = world.root.children[0]
    data.all_named("name")[0].text = value
    assert compile(f"name = '{value}'").boolean(world.at(data))
    assert not compile(f"name != '{value}'").boolean(world.at(data))


@LAW
@given(number=st.floats(allow_nan=False, allow_infinity=False))
def test_a_number_written_reads_back_the_same(number: float) -> None:
    """No digit is lost and no exponent appears."""
    written = text_of_number(number)
    assert "e" not in written
    assert float(written) == number


@LAW
@given(one=st.integers(-9_999, 9_999), other=st.integers(1, 9_999))
def test_div_and_mod_belong_together(world: World, one: int, other: int) -> None:
    """The quotient's whole part times the divisor and the remainder make the dividend."""
    whole = compile(f"int({one} div {other}) * {other} + {one} mod {other}")
    assert whole.number(world.at(world.root)) == one


@LAW
@given(day=st.dates())
def test_a_date_goes_to_days_and_back(world: World, day: object) -> None:
    """Every day of the calendar, in the form's own time zone."""
    context = world.at(world.root)
    assert compile(f"date(number(date('{day}')))").string(context) == str(day)


@LAW
@given(number=st.floats(-1e12, 1e12), places=st.integers(0, 6))
def test_rounding_moves_by_half_a_step_at_most(world: World, number: float, places: int) -> None:
    """And a number rounded twice stays."""
    context = world.at(world.root)
    once = compile(f"round({text_of_number(number)}, {places})").number(context)
    assert abs(once - number) <= 0.5 * 10**-places * (1 + 1e-9) + math.ulp(number)
    assert compile(f"round({text_of_number(once)}, {places})").number(context) == once
