"""How a question looks as a message."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from bot.core import layout
from bot.core.events import Offered, Prompt
from bot.core.form.interview import Interview
from bot.core.survey import Survey
from bot.xlsform import read

WATER = Offered("1", "water", "Clean water", "Water")
ROADS = Offered("2", "roads", "Roads", "")
SKIP = Offered("0", "skip", "Skip", "-")
PROMPT = Prompt(
    ("/data/top",),
    "select_one",
    "What matters most to you?",
    short="What matters?",
    hint="Choose one",
    choices=(WATER, ROADS, SKIP),
    n=3,
    total=17,
)


@pytest.mark.parametrize(
    ("prompt", "text"),
    [
        (PROMPT, "What matters?\n1 Water\n2 Roads"),
        (replace(PROMPT, short=""), "What matters most to you?\n1 Water\n2 Roads"),
        (replace(PROMPT, hides_choices=True), "What matters?"),
        (replace(PROMPT, lead=("About your commune",)), "About your commune\nWhat matters?\n1 Water\n2 Roads"),
        (replace(PROMPT, text="", short=""), "1 Water\n2 Roads"),
    ],
)
def test_an_sms_is_the_question_and_its_choices(prompt: Prompt, text: str) -> None:
    """Short words first, a line for each choice, no hint and no progress: letters cost."""
    assert layout.sms(prompt) == text


@pytest.mark.parametrize(
    ("prompt", "buttons", "text"),
    [
        (PROMPT, True, "3/17 What matters most to you?\nChoose one"),
        (PROMPT, False, "3/17 What matters most to you?\nChoose one\n1 Clean water\n2 Roads\n0 Skip"),
        (replace(PROMPT, total=0, hint=""), True, "What matters most to you?"),
        (replace(PROMPT, lead=("A note",), hint=""), True, "A note\n3/17 What matters most to you?"),
    ],
)
def test_telegram_gets_the_full_text(prompt: Prompt, *, buttons: bool, text: str) -> None:
    """Progress, full words and hint; the choices stand on buttons, and in the text where there are none."""
    assert layout.telegram(prompt, buttons=buttons) == text


@pytest.mark.parametrize(
    ("text", "filled"),
    [
        ("For ${a}, ${ b }?", "For water, 5?"),
        ("No names", "No names"),
        ("${nobody} said", " said"),
        ("${a", "${a"),
    ],
)
def test_what_was_said_is_quoted(text: str, filled: str) -> None:
    """Each ${name} becomes what was said for it; what nobody said leaves nothing behind."""
    assert layout.filled(text, {"a": "water", "b": "5"}) == filled


def test_the_names_a_text_quotes_are_known() -> None:
    """The names come in order, as often as they are quoted."""
    assert layout.quoted("${b} and ${a} and ${b}") == ("b", "a", "b")


FORM = """
| survey |
| | type | name | label::Khmer (km) | label::English (en) | sms_text_en |
| | select_one top | top | អ្វី | What matters | |
| | integer | much | ប៉ុន្មាន | How much | How much for ${top}, ${much}? |
| choices |
| | list_name | name | label::Khmer (km) | label::English (en) | sms_label_en |
| | top | water | ទឹក | Clean water | Water |
| | top | roads | ផ្លូវ | Roads | |
"""


def interview_of(survey: Survey, top: str) -> Interview:
    """An interview in English in which `top` was answered."""
    interview = Interview.start(
        survey.form,
        now=datetime(2026, 11, 25, tzinfo=UTC),
        timezone=UTC,
        dice=lambda: 0.5,
        uuid=lambda: "one",
        language="English (en)",
    )
    interview.answer("/data/top", top)
    return interview


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        ("water", "How much for Water, ?"),  # the short label
        ("roads", "How much for Roads, ?"),  # the full one, for want of a short
        ("", "How much for , ?"),
    ],
)
def test_a_short_text_quotes_answers_in_their_short_words(answer: str, said: str) -> None:
    """${top} in a short text is the chosen choice's shortest label in that language."""
    survey = read(FORM.encode(), "t.md").survey
    assert survey is not None
    interview = interview_of(survey, answer)
    assert layout.answered(survey.extra("much").short["en"], survey, interview, "en") == said
