"""The submission, as the core makes it at the end of a talk."""

from bot import xlsform
from bot.chat import Chat
from bot.core import events as ev
from bot.core.conversation.ending import attachment
from bot.core.survey import Survey

FORM = """
| survey |
| | type | name | label::Khmer (km) | label::English (en) | part |
| | text | wish | ចង់បានអ្វី? | What do you wish? | A |
| | text | more | អ្វីទៀត? | What else? | B |
| settings |
| | form_id | version |
| | plan | 1 |
"""


def survey() -> Survey:
    found = xlsform.read(FORM.encode(), "plan.md").survey
    assert found is not None
    return found


def submitted(chat: Chat) -> list[ev.Submitted]:
    """What was submitted, in order."""
    return [event for each in chat.exchanges for event in each.events if isinstance(event, ev.Submitted)]


def talk(*lines: str, channel: str = "sms") -> Chat:
    chat = Chat(survey(), "telegram" if channel == "telegram" else "sms", "en")
    for line in ("hello", "1", *lines):
        chat.hear(line)
    return chat


def test_who_finishes_early_submits_what_was_said() -> None:
    """And who goes on later replaces it."""
    chat = talk("a road", "3")
    assert chat.outcome() == "part"
    (first,) = submitted(chat)
    assert "<wish>a road</wish><more/>" in first.xml
    chat.hear("START")
    chat.hear("1")
    chat.hear("a school")
    assert len(submitted(chat)) == 2
    again = submitted(chat)[-1]
    assert "<more>a school</more>" in again.xml
    assert f"deprecatedID>{first.instance}<" in again.xml


def test_a_recording_cannot_be_fetched_with_what_is_submitted() -> None:
    """The provider's name of the file opens it: the submission has a name of its own for it, always the same."""
    chat = talk('{"voice": "AwACAgUAAx0"}', "1", "0", channel="telegram")
    (made,) = submitted(chat)
    assert "AwACAgUAAx0" not in made.xml
    assert f"<wish>{attachment('AwACAgUAAx0')}</wish>" in made.xml


def test_a_submission_tells_nothing_by_accident() -> None:
    """What is printed of it, in a log or an error, holds none of the person's words."""
    (made,) = submitted(talk("evicted", "3"))
    assert "evicted" not in repr(made)
