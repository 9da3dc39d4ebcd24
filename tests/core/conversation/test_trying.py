"""What an author sees of a reply before anybody is asked."""

from pathlib import Path

import pytest

from bot import xlsform
from bot.chat import BEGINNING
from bot.core.commands import Command
from bot.core.conversation import Scene
from bot.core.conversation.trying import opened_at, tried
from bot.core.questions.base import Reading, Reason, Reply, Unclear, Understood
from bot.places import gazetteer

SAMPLE = Path(__file__).parents[3] / "config" / "surveys" / "sihanoukville.md"
HOUSEHOLD = """
| survey |         |      |                             |                          |                      |
|        | type    | name | label::English (en)         | label::Khmer (km)        | constraint           |
|        | integer | kids | How many children are there? | តើមានកូនប៉ុន្មាននាក់? | . >= 0 and . <= 20 |
| settings |       |      |                             |                          |                      |
|        | form_id |      |                             |                          |                      |
|        | house   |      |                             |                          |                      |
"""


def scene(source: bytes) -> Scene:
    """A survey with nothing said yet."""
    survey = xlsform.read(source, "form.md").survey
    assert survey is not None
    return Scene(survey, BEGINNING, places=gazetteer())


@pytest.mark.parametrize(
    ("question", "reply", "reading"),
    [
        ("short1", "3 1 7", Understood(("waste", "water", "school"))),  # rows answered in one reply stand open together
        ("short1", "3 3 1", Unclear(Reason.REPEATED)),
        ("gender", "ស្រី", Understood("f")),
        ("gender", "stop", Command.STOP),
        ("share1", "0", Command.SKIP),
    ],
)
def test_a_reply_to_the_sample_is_tried(question: str, reply: str, reading: Reading | Command) -> None:
    """As in a talk, without the talk."""
    here = opened_at(scene(SAMPLE.read_bytes()), question, "km")
    assert here is not None
    assert tried(here, Reply(reply)) == reading


@pytest.mark.parametrize(
    ("reply", "reading"),
    [("៣ នាក់", Understood("3")), ("25", Unclear(Reason.CONSTRAINT)), ("0", Understood("0"))],
)
def test_the_forms_constraint_has_the_last_word(reply: str, reading: Reading) -> None:
    """What the form would refuse is not an answer."""
    here = opened_at(scene(HOUSEHOLD.encode()), "kids", "en")
    assert here is not None
    assert tried(here, Reply(reply)) == reading


def test_a_question_that_is_not_there_is_none() -> None:
    """The caller says so in words."""
    assert opened_at(scene(SAMPLE.read_bytes()), "nowhere", "km") is None
