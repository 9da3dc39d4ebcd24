"""Spelling in one order, letters, digits and number words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.khmer import clusters, number_in, spelled

khmer = st.text(alphabet=st.characters(min_codepoint=0x1780, max_codepoint=0x17F9), max_size=30)
mixed = st.text(alphabet="កខដតណសរ្ាិីុំះេើ៉៊\u17cc\u17dd\u200b12ez ", max_size=20)


@given(st.one_of(st.text(), khmer, mixed))
def test_a_text_is_respelled_once(text: str) -> None:
    """Spelling what is spelled changes nothing."""
    assert spelled(spelled(text)) == spelled(text)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("ផេ្សងទៀត", "ផ្សេងទៀត"),  # vowel before the subscript
        ("ខែ្មរ", "ខ្មែរ"),
        ("តមៃ្លទំនិញ", "តម្លៃទំនិញ"),
        ("ស្រី្ត", "ស្ត្រី"),  # រ is the last of the subscripts
        ("ស្រ្តី", "ស្ត្រី"),
        ("អណ្ដូង", "អណ្តូង"),  # both are current
        ("ភ្លេីង", "ភ្លើង"),  # a vowel typed as its two halves
        ("កេាះ", "កោះ"),
        ("ទំំនប់", "ទំនប់"),  # a mark typed twice
        ("សុី", "ស៊ី"),  # ុ for the shifter
        ("មុឺន", "ម៉ឺន"),
        ("ទំា", "ទាំ"),
        ("ចំ\u200bណត", "ចំណត"),
        ("ក\u17b5ខ", "កខ"),
        ("ឲ្យ", "ឱ្យ"),
        ("ＡＢＣ", "abc"),
        ("Straße", "STRASSE"),
        ("a \t\n b", "a b"),
    ],
)
def test_two_spellings_of_a_word_meet(typed: str, meant: str) -> None:
    """What looks the same on the screen is the same."""
    assert spelled(typed) == spelled(meant)


@pytest.mark.parametrize(
    ("one", "other"), [("កា", "កី"), ("ទុំ", "ទំ"), ("មាន", "មិន"), ("កោះ", "កះ"), ("ស្រី", "សរី"), ("លូ", "លុ")]
)
def test_different_words_stay_different(one: str, other: str) -> None:
    """The one order takes nothing away that tells words apart."""
    assert spelled(one) != spelled(other)


@pytest.mark.parametrize(
    ("typed", "digits"),
    [
        ("១២៣", "123"),
        ("１２", "12"),
        ("①②", "1 2"),
        ("❸", "3"),
        ("⑫", "12"),
        ("3²", "3 2"),
        ("1️⃣3️⃣", "1 3"),
        ("٣", "3"),
        ("៰", "0"),
        ("№2", "#2"),
    ],
)
def test_digits_of_any_script_are_western(typed: str, digits: str) -> None:
    """Signs that stand alone stay apart: 1️⃣3️⃣ is no thirteen."""
    assert spelled(typed) == digits


@pytest.mark.parametrize(
    ("words", "number"),
    [
        ("សូន្យ", 0), ("មួយ", 1), ("ប្រាំ", 5), ("ប្រាំមួយ", 6), ("ប្រាំពីល", 7), ("ប្រាំបួន", 9), ("ដប់", 10), ("ដប់ពីរ", 12),
        ("ម្ភៃ", 20), ("ម្ភៃប្រាំបី", 28), ("កៅសិបប្រាំបួន", 99), ("មួយរយ", 100), ("ពីររយហាសិបបី", 253), ("មួយពាន់", 1000),
        ("ប្រាំម៉ឺន", 50_000), ("បីសែន", 300_000), ("មួយលានពីរសែន", 1_200_000), ("twelve", 12), ("Twenty-one", 21),
        ("two hundred fifty", 250), ("three thousand", 3000), ("muoy", 1), ("pram buon", 9),
        ("១៦", 16), ("(16)", 16), ("០០៧", 7),
    ],
)  # fmt: skip
def test_a_number_in_words_is_read(words: str, number: int) -> None:
    """Three writings, one number."""
    assert number_in(words) == number


@pytest.mark.parametrize(
    "words",
    [
        "",
        "ពីរបី",
        "two three",
        "រយ",
        "hundred",
        "មួយ ឬ ពីរ",
        "16 years",
        "1.5",
        "-1",
        "9" * 16,
        "បីនាក់",
        "²³",
        "ten four",
        "one zero",
    ],
)
def test_what_is_no_number_is_none(words: str) -> None:
    """Two numbers, a scale alone, a number with anything beside it."""
    assert number_in(words) is None


@given(st.one_of(st.text(), khmer))
def test_letters_make_up_the_text(text: str) -> None:
    """Nothing is lost between the letters."""
    assert "".join(clusters(text)) == text


def test_a_letter_keeps_its_marks() -> None:
    """A base, its subscripts and its vowel are one letter."""
    assert clusters("ស្ត្រីខ្មែរ") == ["ស្ត្រី", "ខ្មែ", "រ"]
