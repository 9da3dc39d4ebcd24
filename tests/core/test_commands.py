"""The words that steer Yobal."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.commands import KEYWORDS, Command, command_in
from bot.core.questions.base import Choice, Open
from tests.core.questions.cases import choices

WISH = Open("wish", "text")


@pytest.mark.parametrize(
    ("word", "command"), [(word, command) for command, words in KEYWORDS.items() for word in words]
)
def test_a_keyword_is_a_command_however_it_is_dressed(word: str, command: Command) -> None:
    """Case, punctuation, invisible signs, a slash and a bot's name do not matter."""
    for dressed in (word, word.upper(), f" {word} ", f"\u200b{word}\u200b"):
        assert command_in(dressed, WISH) is command
    if word not in "?*":
        for dressed in (f"/{word}", f"{word}@YobalBot", f"«{word}»", f"{word}។", f"{word}!", f"({word})"):
            assert command_in(dressed, WISH) is command


@pytest.mark.parametrize(
    ("word", "command"), [(word, command) for command, words in KEYWORDS.items() for word in words]
)
def test_a_keyword_in_a_sentence_is_an_answer(word: str, command: Command) -> None:
    """Only the whole message counts."""
    if word in "?*":  # signs are repeated for emphasis, and still ask
        assert command_in(f"{word} {word}", WISH) is command
        return
    for sentence in (f"please {word} now", f"សូម{word}ផង", f"{word} {word} {word}", f"the {word} of rubbish"):
        assert command_in(sentence, WISH) is None


@pytest.mark.parametrize("typed", ["ខែ្មរ", "ខ្មែ\u200bរ", "ចាប់ផ្ដើម", "ចាប់ ផ្តើម", "ម្តងទៀត", "ពត៌មាន", "ឈប់ឈប់"])
def test_spelling_order_does_not_matter_and_spelling_does(typed: str) -> None:
    """Another order of the same signs is the same word; another word is none."""
    expected = {"ពត៌មាន": None, "ឈប់ឈប់": None}
    found = command_in(typed, WISH)
    assert (found is None) is (typed in expected)


@pytest.mark.parametrize(
    ("question", "command"),
    [
        (Open("q", "text"), Command.SKIP),
        (Open("q", "select_one", choices=choices("a", "b")), Command.SKIP),
        (Open("q", "select_one", choices=(Choice("no", "0", ("No",)),)), None),
        (Open("q", "select_one", choices=(Choice("none", "1", ("0",)),)), None),
        (Open("q", "integer"), None),
        (Open("q", "integer", minimum=0, maximum=10), None),
        (Open("q", "integer", minimum=1, maximum=10), Command.SKIP),
        (Open("q", "range", minimum=1, maximum=5), Command.SKIP),
        (Open("q", "date"), Command.SKIP),
        (None, None),
    ],
)
def test_a_lone_zero_skips_only_where_it_says_nothing_else(question: Open | None, command: Command | None) -> None:
    """Where a choice or a number 0 is offered, 0 is that."""
    for zero in ("0", "០", "0️⃣", "(0)"):
        assert command_in(zero, question) is command


@pytest.mark.parametrize(
    ("label", "said", "command"),
    [
        ("Khmer", "khmer", None),
        ("ខ្មែរ", "ខ្មែរ", None),
        ("ខ្មែរ", "english", Command.LANG_EN),
        ("Back", "back", None),
        ("Back", "*", Command.BACK),
        ("Skip", "skip", None),
        ("Stop", "stop", Command.STOP),
        ("លុប", "លុប", Command.ERASE),
        ("Help", "help", Command.HELP),
        ("Start", "start", Command.START),
    ],
)
def test_a_choice_on_offer_wins_over_a_harmless_command(label: str, said: str, command: Command | None) -> None:
    """Who is asked which language they speak may say Khmer; stop, erase, start and help work everywhere."""
    assert command_in(said, Open("q", "select_one", choices=choices("Other", label))) is command


def test_a_deep_link_starts() -> None:
    """Telegram sends the link's payload behind the word."""
    assert command_in("/start poster_km", None) is Command.START
    assert command_in("start poster km", None) is None


@given(st.text())
def test_any_text_is_a_command_or_none(text: str) -> None:
    """Never raises, whatever is said."""
    assert command_in(text, None) in {None, *Command}
