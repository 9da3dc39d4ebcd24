"""A whole number."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.questions import KINDS
from bot.core.questions.base import Open, Reason, Reply, Unclear, Understood

SHARES = Open("q", "integer", minimum=0, maximum=10)
BOATS = Open("q", "integer", asked=("How many boats under 15 m do you have?", "តើអ្នកមានទូកប៉ុន្មាន?"))
BORN = Open("q", "integer", minimum=1900, maximum=2026)
READ = KINDS["integer"].read


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", Reason.EMPTY),
        ("many", Reason.NOT_A_NUMBER),
        ("1-2", Reason.NOT_A_NUMBER),
        ("3.5", Reason.NOT_WHOLE),
        ("1.000", Reason.NOT_WHOLE),
        ("11", Reason.OUT_OF_RANGE),
        ("-1", Reason.OUT_OF_RANGE),
        ("9" * 16, Reason.NOT_A_NUMBER),
        ("9" * 5000, Reason.NOT_A_NUMBER),
    ],
)
def test_a_refusal_tells_why(text: str, reason: Reason) -> None:
    """What cannot be an answer says why."""
    made = READ(SHARES, Reply(text))
    assert isinstance(made, Unclear)
    assert made.reason is reason


@pytest.mark.parametrize(
    ("text", "value"), [("3 boats", "3"), ("ទូក ៣", "3"), ("3 ទូក", "3"), ("-2", "-2"), ("1,200", "1200")]
)
def test_the_questions_own_words_may_stand_beside_a_number(text: str, value: str) -> None:
    """Whoever is asked for boats may say boats."""
    assert READ(BOATS, Reply(text)) == Understood(value)


@pytest.mark.parametrize("text", ["3 under 15", "under 3", "3 years", "3 many", "3 or 4 boats", "3 half"])
def test_not_every_word_may(text: str) -> None:
    """A word that changes the number, or measures something else, is asked again."""
    assert isinstance(READ(BOATS, Reply(text)), Unclear)


def test_a_year_of_the_buddhist_era_is_turned_and_said_back() -> None:
    """2533 is 1990 where a year is asked for, and out of range anywhere else."""
    assert READ(BORN, Reply("២៥៣៣")) == Understood("1990", guessed=True)
    assert READ(SHARES, Reply("553")) == Unclear(Reason.OUT_OF_RANGE, ("553",))


@given(st.integers(-(10**14), 10**14))
def test_every_number_reads_as_itself_in_both_scripts(number: int) -> None:
    """Western and Khmer digits mean the same."""
    khmer = str(number).translate(str.maketrans("0123456789", "០១២៣៤៥៦៧៨៩"))
    question = Open("q", "integer")
    assert READ(question, Reply(str(number))) == READ(question, Reply(khmer)) == Understood(str(number))


def test_figures_are_exact() -> None:
    """The mean of 1, 1 and 2 is four thirds, not 1.33; what is blank is not answered."""
    tally = KINDS["integer"].tally(["1", "1", "2", None, ""])
    assert (tally.asked, tally.answered) == (5, 3)
    assert (tally.least, tally.median, tally.mean, tally.most) == (1, 1, Fraction(4, 3), 2)


def test_figures_of_nobody_are_none() -> None:
    """No answers, no figures."""
    tally = KINDS["integer"].tally([None])
    assert (tally.asked, tally.answered, tally.mean) == (1, 0, None)
