"""One choice of a list."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.questions import KINDS
from bot.core.questions.base import Choice, Open, Reason, Reply, Unclear, Understood
from bot.core.questions.forms import skip_choice, twins
from tests.core.questions.cases import choices

SCALE = Open(
    "q", "select_one", choices=choices("Clean water|ទឹកស្អាត", "Rubbish collection|ប្រមូលសំរាម", "Street lights|ភ្លើងបំភ្លឺ")
)
CONSENT = Open(
    "q",
    "select_one",
    choices=choices("I agree (age 18+)|យល់ព្រម (១៨ឆ្នាំឡើង)", "No|ទេ", "I am under 18|ក្រោម១៨ឆ្នាំ"),
    numbers_only=True,
)


def read(question: Open, text: str) -> object:
    return KINDS["select_one"].read(question, Reply(text))


@pytest.mark.parametrize(
    ("text", "guessed"),
    [
        ("rubbish collectoin", True),
        ("Street ligths", True),
        ("clean waters", True),
        ("Street lights", False),
        ("3", False),
    ],
)
def test_a_near_match_is_marked(text: str, *, guessed: bool) -> None:
    """What was mistyped is understood, and marked so that it is said back."""
    made = read(SCALE, text)
    assert isinstance(made, Understood)
    assert made.guessed is guessed


@pytest.mark.parametrize(
    "text",
    [
        "collection",
        "street fights",
        "street nights",
        "clear water",
        "street light post",
        "no street lights",
        "street light 2",
    ],
)
def test_a_likeness_is_no_answer(text: str) -> None:
    """Part labels, other words and opposites are asked again."""
    assert isinstance(read(SCALE, text), Unclear)


@pytest.mark.parametrize("text", ["បាទ", "yes", "I agree", "1 បាទ", "ok", "one", "មួយ", "1?", "លេខ ១", "ទេ"])
def test_consent_is_given_by_a_number_alone(text: str) -> None:
    """Where words do not answer, they are told so, even beside the number."""
    assert read(CONSENT, text) == Unclear(Reason.NUMBERS_ONLY)


@pytest.mark.parametrize("text", ["1", "១", "1️⃣", " (1) ", "1.", "１"])
def test_consent_takes_a_digit_of_any_script(text: str) -> None:
    """Digits of any script and width, with any punctuation, are numbers."""
    assert read(CONSENT, text) == Understood("I agree (age 18+)")


@pytest.mark.parametrize(
    ("text", "reason", "about"),
    [
        ("", Reason.EMPTY, ()),
        ("hello", Reason.NOT_A_CHOICE, ()),
        ("9", Reason.NOT_A_CHOICE, ("9",)),
        ("1 2", Reason.CONTRADICTORY, ()),
        ("1 1", Reason.REPEATED, ()),
        ("1 Street lights", Reason.CONTRADICTORY, ()),
        ("1 or 2", Reason.CONTRADICTORY, ()),
    ],
)
def test_a_refusal_tells_why(text: str, reason: Reason, about: tuple[str, ...]) -> None:
    """Each refusal has its reason, and the number at fault."""
    assert read(SCALE, text) == Unclear(reason, about)


def test_an_age_outside_the_ranges_is_told() -> None:
    """A number that is no code and in no range is out of range, and told which: a child may have answered."""
    ages = Open("q", "select_one", choices=choices("18-29", "30-44", "45-59", "60+"))
    assert read(ages, "16") == Unclear(Reason.OUT_OF_RANGE, ("16",))
    assert read(ages, "34") == Understood("30-44")


def test_a_label_that_is_another_choices_code_answers_neither() -> None:
    """Where "2" is a code and the label of another choice, nobody can tell which is meant; a form's check can."""
    rooms = choices("1", "2", "3")
    shifted = (Choice("none", "1", ("0",)), Choice("one", "2", ("1",)), Choice("two", "3", ("2",)))
    assert read(Open("q", "select_one", choices=shifted), "2") == Unclear(Reason.CONTRADICTORY, ("2",))
    assert twins(shifted) == ("1", "2")
    assert twins(rooms) == ()


def test_a_label_shared_by_two_choices_needs_its_number() -> None:
    """A word of two choices is asked again; with the number it is clear."""
    both = (Choice("a", "1", ("Other",)), Choice("b", "2", ("Other",)))
    assert read(Open("q", "select_one", choices=both), "Other") == Unclear(Reason.CONTRADICTORY, ("a", "b"))
    assert read(Open("q", "select_one", choices=both), "2 Other") == Understood("b")


@pytest.mark.parametrize(
    ("label", "is_skip"),
    [
        ("Skip", True),
        ("រំលង", True),
        ("Prefer not to say", True),
        ("មិនចង់ប្រាប់", True),
        ("Not at all", False),
        ("None", False),
    ],
)
def test_a_zero_that_says_something_is_no_skip(label: str, *, is_skip: bool) -> None:
    """Only a choice that declines may be stored for SKIP: on a scale from 0 the 0 is an answer."""
    found = skip_choice((Choice("zero", "0", (label,)), Choice("one", "1", ("One",))))
    assert (found is not None) is is_skip


def test_a_medium_is_no_choice() -> None:
    """A sticker, even with words under it, picks nothing."""
    assert KINDS["select_one"].read(SCALE, Reply("1", "sticker", "f")) == Unclear(Reason.MEDIA_NOT_TAKEN)


@given(st.lists(st.sampled_from(["water", "rubbish", None]), max_size=30))
def test_counts_lose_nobody(answers: list[str | None]) -> None:
    """Every answer is counted once, and everybody asked is known."""
    tally = KINDS["select_one"].tally(answers)
    assert tally.asked == len(answers)
    assert tally.answered == sum(times for _, times in tally.counts) == len([one for one in answers if one])
    assert tally.of("water") == answers.count("water")
