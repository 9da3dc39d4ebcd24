"""A list too long to be sent is asked for by its first letters."""

from collections.abc import Iterator

import pytest

from bot import xlsform
from bot.chat import ChannelKind, Chat
from bot.core import events as ev
from bot.core.conversation.letters import LEFT, LISTED

STEMS = ("Prey", "Svay", "Trapeang", "Kampong")
VILLAGES = [f"{STEMS[at % 4]} {chr(65 + at // 4)}{chr(97 + at // 4)}" for at in range(64)]


def text(kind: str) -> str:
    rows = "\n".join(f"| | village | v{at} | ភ{at:02} | {name} |" for at, name in enumerate(VILLAGES))
    return f"""
| survey |
| | type | name | label::Khmer (km) | label::English (en) |
| | {kind} village | home | ភូមិណា? | Which village? |
| | integer | people | មនុស្សប៉ុន្មាន? | How many people? |
| choices |
| | list_name | name | label::Khmer (km) | label::English (en) |
{rows}
"""


@pytest.fixture(params=["sms", "telegram"])
def channel(request: pytest.FixtureRequest) -> ChannelKind:
    return "telegram" if request.param == "telegram" else "sms"


@pytest.fixture
def chat(channel: ChannelKind) -> Chat:
    return begun("select_one", channel)


def begun(kind: str, channel: ChannelKind) -> Chat:
    survey = xlsform.read(text(kind).encode(), "town.md").survey
    assert survey is not None
    chat = Chat(survey, channel, "en")
    chat.hear("hello")
    chat.hear("1")
    return chat


def said(chat: Chat) -> str:
    return "\n".join(content.text for content in chat.exchanges[-1].contents)


def answered(chat: Chat) -> Iterator[tuple[str | tuple[str, ...], bool]]:
    for event in chat.exchanges[-1].events:
        if isinstance(event, ev.Answered):
            yield event.value, event.guessed


def test_a_long_list_is_not_sent(chat: Chat) -> None:
    """More than thirty choices are no message: the person is asked for the first letters."""
    assert len(VILLAGES) > LISTED
    assert "Send the first letters of your answer." in said(chat)
    assert not any(name in said(chat) for name in VILLAGES)
    assert all("skip" in button.data for button in chat.exchanges[-1].contents[0].buttons)


def test_a_name_in_full_is_taken_as_it_is(chat: Chat) -> None:
    """Who knows the name says it, in either language, and nothing is guessed."""
    chat.hear("prey aa")
    assert list(answered(chat)) == [("v0", False)]


def test_letters_that_only_one_begins_with_are_taken_and_said_back(chat: Chat) -> None:
    """One choice is left: it is taken, and the person is told which."""
    chat.hear("Svay P")
    assert list(answered(chat)) == [("v61", True)]
    assert "We understood: Svay Pp" in said(chat)


def test_a_later_word_finds_a_choice_too(chat: Chat) -> None:
    """Where no name begins so, a later word may: villages are called by their second word."""
    chat.hear("Bb")
    assert "1 Prey Bb" in said(chat) or any("Prey Bb" in each.label for each in chat.exchanges[-1].contents[0].buttons)


def test_a_few_that_are_left_are_numbered_from_one(chat: Chat, channel: ChannelKind) -> None:
    """The short list has numbers of its own; its 2 is the second shown and no other."""
    chat.hear("Dd")
    chat.hear("2" if channel == "sms" else '{"tap": "2 Svay Dd"}')
    assert list(answered(chat)) == [("v13", False)]


def test_too_many_left_ask_for_more_letters(chat: Chat) -> None:
    """Sixteen villages are no message either."""
    assert sum(name.startswith("Svay") for name in VILLAGES) > LEFT
    chat.hear("svay")
    assert "16 answers begin so." in said(chat)
    chat.hear("svay q")  # nothing begins so
    assert list(answered(chat)) == []
    chat.hear("svay b")
    assert list(answered(chat)) == [("v5", True)]


def test_from_the_short_list_other_letters_lead_on(chat: Chat) -> None:
    """Who sees that it was another one sends other letters."""
    chat.hear("Dd")
    chat.hear("Kampong A")
    assert list(answered(chat)) == [("v3", True)]


def test_a_number_chooses_nothing_that_was_not_shown(chat: Chat) -> None:
    """The list has no numbers as long as nobody has seen them."""
    chat.hear("12")
    assert list(answered(chat)) == []


def test_the_question_again_begins_with_the_whole_list(chat: Chat) -> None:
    """A ? forgets the letters."""
    chat.hear("Dd")
    chat.hear("?")
    assert "Send the first letters" in said(chat)


def test_a_long_list_may_be_skipped(chat: Chat) -> None:
    """0 leaves it without an answer, and the next question stands open."""
    chat.hear("0")
    assert "How many people?" in said(chat)
    assert chat.answers() == {}


def test_several_are_parted_by_commas(channel: ChannelKind) -> None:
    """Where several may be chosen, each part is a name or its first letters."""
    chat = begun("select_multiple", channel)
    chat.hear("Prey Aa, svay p")
    assert list(answered(chat)) == [(("v0", "v61"), True)]


def test_several_of_a_short_list_are_picked_by_number(channel: ChannelKind) -> None:
    """The letters of several leave one list, from which several are picked."""
    chat = begun("select_multiple", channel)
    chat.hear("Dd, Ee")
    chat.hear("1 3")
    assert list(answered(chat)) == [(("v12", "v14"), False)]
