"""A little of the fuzzing in every run of the tests; `make fuzz` goes on for as long as one likes."""

from random import Random

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.core.xpath.context import EFFORT
from tests.fuzz.mutations import as_csv, as_markdown, as_xlsx, damaged, expression, sheets, texts
from tests.fuzz.targets import ROWS, compiling, reading

FILES = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
SEEDS = st.integers(0, 2**63)


@FILES
@given(SEEDS)
def test_a_damaged_form_is_read_or_refused_with_a_reason(seed: int) -> None:
    """Cells, rows, columns, sheets and bytes lost, doubled or wrong: nothing raises, and every error has its cure."""
    reading(damaged(Random(seed)))


@given(
    st.binary(max_size=400),
    st.sampled_from((b"", b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"\xef\xbb\xbf", b"| survey |\n")),
)
def test_bytes_of_no_sense_are_refused_with_a_reason(noise: bytes, head: bytes) -> None:
    """Whatever they pretend to be."""
    reading(head + noise)


@settings(max_examples=400, deadline=None)
@given(SEEDS)
def test_an_expression_has_a_value_or_an_error_and_its_work_is_bounded(seed: int) -> None:
    """No more parts than letters, no more nodes looked at than allowed: half a microsecond each, 50 ms at the most."""
    compiling(expression(Random(seed)))


@given(st.text(max_size=300))
def test_any_text_has_a_value_or_an_error_and_its_work_is_bounded(text: str) -> None:
    """Of any script."""
    compiling(text)


def test_a_list_inside_a_list_inside_a_list_stops_at_the_bound() -> None:
    """What would take minutes is told to the author instead."""
    inside = "count(instance('x')/root/item[a = 'b' or a != '"
    cube = "count(instance('x')/root/item[count(instance('x')/root/item[a != current()/a]) > 0])"
    assert ROWS**2 > EFFORT
    assert compiling(cube) == 0
    assert 0 < compiling(f"{inside}'])") <= EFFORT


def test_undamaged_forms_are_read_in_every_format() -> None:
    """What is damaged here is whole before: nothing is refused for how this test writes it."""
    for text in texts():
        for written in (as_markdown, as_csv, as_xlsx):
            errors = [each for each in reading(written(sheets(text))) if each.severity == "error"]
            assert errors == [], (written.__name__, [each.line("en") for each in errors])
