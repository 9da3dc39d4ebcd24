"""Answers and their types."""

from datetime import UTC, date, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.form.codecs import CODECS, LIST, LONGEST, cast, codec, tidy


@pytest.mark.parametrize(
    ("kind", "given_text", "kept"),
    [
        ("int", "007", "7"),
        ("int", " 12 ", "12"),
        ("int", "3.0", "3"),
        ("int", "3.5", None),
        ("int", "three", None),
        ("int", "9" * 40, None),
        ("int", "NaN", None),
        ("decimal", " 2.50 ", "2.50"),
        ("decimal", "1e400", None),
        ("decimal", "inf", None),
        ("boolean", "true", "true"),
        ("boolean", "maybe", None),
        ("date", "2026-08-20", "2026-08-20"),
        ("date", "2026-02-29", None),
        ("date", "20-08-2026", None),
        ("date", "2026-08-20T10:00:00.000+07:00", "2026-08-20T10:00:00.000+07:00"),
        ("time", "08:30:00.000+07:00", "08:30:00.000+07:00"),
        ("time", "25:00:00", None),
        ("dateTime", "2026-08-20T10:00:00+07:00", "2026-08-20T10:00:00+07:00"),
        ("dateTime", "2026-08-20 10:00:00", None),
        ("geopoint", "10.6 103.5", "10.6 103.5 0.0 0.0"),
        ("geopoint", "10.6 103.5 0 5", "10.6 103.5 0.0 5.0"),
        ("geopoint", "103.5 10.6", None),
        ("geopoint", "10.6", None),
        ("geoshape", "10 103; 11 103; 10 104", "10 103; 11 103; 10 104"),
        ("string", " ទឹក ", " ទឹក "),
        ("string", "x" * LONGEST, "x" * LONGEST),
        ("string", "x" * (LONGEST + 1), None),
        ("int", "  ", ""),
        ("something new", "as it is", "as it is"),
    ],
)
def test_an_answer_is_kept_only_when_it_is_of_its_type(kind: str, given_text: str, kept: str | None) -> None:
    """What cannot be of the type is no answer; blank is blank in every type."""
    assert tidy(kind, given_text) == kept


@pytest.mark.parametrize(
    ("kind", "computed", "kept"),
    [
        ("int", "2.7", "2"),
        ("int", "-2.7", "-2"),
        ("int", "NaN", ""),
        ("int", "Infinity", ""),
        ("decimal", "0.1", "0.1"),
        ("decimal", "many", ""),
        ("date", "2026-08-20", "2026-08-20"),
        ("date", "soon", ""),
        ("string", "NaN", ""),
        ("string", "soon", "soon"),
    ],
)
def test_a_computed_value_is_cut_to_its_type_or_blank(kind: str, computed: str, kept: str) -> None:
    """A calculation never leaves a value that the type has no place for."""
    assert cast(kind, computed) == kept


PLACES = st.tuples(st.floats(-90, 90), st.floats(-180, 180), st.floats(-500, 9000), st.floats(0, 1e6))
VALUES = {
    "int": st.integers(-(10**17), 10**17),
    "decimal": st.floats(allow_nan=False, allow_infinity=False),
    "boolean": st.booleans(),
    "date": st.dates(date(1900, 1, 1)),
    "time": st.times().map(lambda clock: clock.replace(fold=0)),
    "dateTime": st.datetimes(timezones=st.just(UTC)),
    "geopoint": PLACES,
    "geotrace": st.lists(PLACES, min_size=1, max_size=4).map(tuple),
    "geoshape": st.lists(PLACES, min_size=1, max_size=4).map(tuple),
    "integer": st.integers(-(10**17), 10**17),
}


@given(st.data())
def test_what_a_codec_writes_it_reads(data: st.DataObject) -> None:
    """Writing and reading gives the same value, in every type there is."""
    kind = data.draw(st.sampled_from(sorted(CODECS)))
    value = data.draw(VALUES[kind])
    assert codec(kind).read(codec(kind).write(value)) == value


@given(st.sampled_from(sorted(CODECS)), st.text(max_size=40))
def test_what_is_kept_is_kept_again(kind: str, text: str) -> None:
    """An answer that was taken is taken again, unchanged; nothing a person types raises."""
    kept = tidy(kind, text)
    assert kept is None or tidy(kind, kept) == kept


def test_several_choices_are_names_apart_by_spaces() -> None:
    """The order in which they were picked stays."""
    assert LIST.read(" c  a ") == ("c", "a")
    assert LIST.write(("c", "a")) == "c a"


def test_a_time_without_seconds_is_a_time() -> None:
    """Phones leave seconds out."""
    assert codec("time").read("08:30") == time(8, 30)
