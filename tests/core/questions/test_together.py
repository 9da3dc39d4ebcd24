"""Several rows answered in one reply."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.commands import Command
from bot.core.questions.base import Choice, Open, Reason, Reply, Unclear, Understood
from bot.core.questions.together import read_together, understand_together
from tests.core.questions.cases import choices

ISSUES = tuple(
    Choice(choice.name, choice.code, choice.labels, aliases)
    for choice, aliases in zip(
        choices(
            "water|ទឹកស្អាត", "flood|លូ ទឹកជំនន់", "waste|សំរាម ឆ្នេរ", "land|ដីធ្លី ផ្ទះ", "jobs|ការងារ ចំណូល",
            "health|សុខភាព", "school|សាលារៀន", "roads|ផ្លូវ ភ្លើង", "fish|នេសាទ អាហារ",
        ),
        (("ទឹក",), (), ("សំរាម",), (), (), (), (), (), ()),
        strict=True,
    )
)  # fmt: skip
SHORT = tuple(Open(f"short{n}", "select_one", choices=ISSUES) for n in (1, 2, 3))
SHARES = tuple(Open(f"share{n}", "integer", minimum=0, maximum=10) for n in (1, 2, 3))
UNBOUND = tuple(Open(f"share{n}", "integer") for n in (1, 2, 3))


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("3 1 7", ("waste", "water", "school")),
        ("317", ("waste", "water", "school")),
        ("៣ ១ ៧", ("waste", "water", "school")),
        ("3,1 និង 7", ("waste", "water", "school")),
        ("3-1-7។", ("waste", "water", "school")),
        ("3\n1\n7", ("waste", "water", "school")),
        ("3️⃣1️⃣7️⃣", ("waste", "water", "school")),
        ("3 1", ("waste", "water")),
        ("7", ("school",)),
        ("សំរាម ទឹក", ("waste", "water")),
        ("3 waste, 1 water, 7 school", ("waste", "water", "school")),
        ("ចាស 3 1 7 អរគុណ", ("waste", "water", "school")),
    ],
)
def test_an_ordered_pick_keeps_its_order(text: str, names: tuple[str, ...]) -> None:
    """The first named is the most important; fewer than asked for are as many as were given."""
    assert read_together(SHORT, Reply(text)) == Understood(names)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("3 3 1", Reason.REPEATED),
        ("331", Reason.REPEATED),
        ("3 1 12", Reason.NOT_A_CHOICE),
        ("3 1 7 8", Reason.TOO_MANY),
        ("3178", Reason.TOO_MANY),
        ("1-3", Reason.CONTRADICTORY),
        ("3 or 1", Reason.CONTRADICTORY),
        ("rubbish", Reason.NOT_A_CHOICE),
        ("", Reason.EMPTY),
    ],
)
def test_a_pick_that_cannot_be_is_told_why(text: str, reason: Reason) -> None:
    """Repeated, not in the list, too many, a range, a choice left open."""
    made = read_together(SHORT, Reply(text))
    assert isinstance(made, Unclear)
    assert made.reason is reason


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("5 3 2", ("5", "3", "2")),
        ("5,3,2", ("5", "3", "2")),
        ("៥ ៣ ២", ("5", "3", "2")),
        ("532", ("5", "3", "2")),
        ("10 0 0", ("10", "0", "0")),
        ("5 and 3 and 2", ("5", "3", "2")),
        ("five three two", ("5", "3", "2")),
        ("5", ("5",)),
        ("10", ("10",)),
    ],
)
def test_numbers_in_a_row_go_to_their_rows(text: str, numbers: tuple[str, ...]) -> None:
    """A run of digits too great for one row is a digit for each."""
    assert read_together(SHARES, Reply(text)) == Understood(numbers)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("5 3 2 1", Reason.TOO_MANY),
        ("5 3 12", Reason.OUT_OF_RANGE),
        ("5321", Reason.OUT_OF_RANGE),
        ("half", Reason.NOT_A_NUMBER),
        ("5 or 3 or 2", Reason.NOT_A_NUMBER),
        ("ប្រាំ បី ពីរ", Reason.CONTRADICTORY),
        ("5 3 2?", Reason.NOT_A_NUMBER),
    ],
)
def test_numbers_that_cannot_be_are_told_why(text: str, reason: Reason) -> None:
    """ប្រាំ បី may be eight, or five and three: it is asked again."""
    made = read_together(SHARES, Reply(text))
    assert isinstance(made, Unclear)
    assert made.reason is reason


def test_without_bounds_a_run_of_digits_is_a_guess() -> None:
    """Three rows and three digits: surely meant so, but said back; for two rows, twelve is twelve."""
    assert read_together(UNBOUND, Reply("532")) == Understood(("5", "3", "2"), guessed=True)
    assert read_together(UNBOUND[:2], Reply("12")) == Understood(("12",))


def test_a_lone_zero_skips_the_numbers() -> None:
    """Skip stands under the question, and no share is given by it."""
    assert read_together(SHARES, Reply("០")) is Command.SKIP
    assert understand_together(SHORT, Reply("0")) is Command.SKIP
    assert understand_together(SHORT, Reply("stop")) is Command.STOP


def test_rows_of_one_scale_may_be_answered_alike() -> None:
    """Where rows are no pick but judged one by one, the same answer may come twice."""
    assert read_together(SHORT, Reply("3 3 1"), distinct=False) == Understood(("waste", "waste", "water"))


def test_rows_of_different_kinds_take_a_word_each() -> None:
    """A choice and an age: each is read as its own question reads it."""
    rows = (Open("sex", "select_one", choices=choices("Woman", "Man")), Open("age", "integer", minimum=18, maximum=120))
    assert read_together(rows, Reply("1 34")) == Understood(("Woman", "34"))
    assert read_together(rows, Reply("1 7")) == Unclear(Reason.OUT_OF_RANGE, ("7",))


@given(st.text(max_size=40), st.sampled_from([SHORT, SHARES, UNBOUND]))
def test_any_reply_to_rows_together_is_read(text: str, rows: tuple[Open, ...]) -> None:
    """Reading never raises, and never answers more rows than there are."""
    made = read_together(rows, Reply(text))
    if isinstance(made, Understood):
        assert 1 <= len(made.value) <= len(rows)
