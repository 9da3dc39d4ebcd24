"""Talks without a database."""

import json
from pathlib import Path

import pytest

from bot import xlsform
from bot.chat import Chat, said_from
from bot.core.questions.base import Reply
from bot.core.said import Said, Tap
from bot.core.survey import Survey

FILE = Path(__file__).parent / "surveys" / "borders.md"


@pytest.fixture(scope="module")
def survey() -> Survey:
    read = xlsform.read(FILE.read_bytes(), FILE.name).survey
    assert read is not None
    return read


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ({"text": "3"}, Said(Reply("3"))),
        ({"tap": "Yes"}, Said(tap=Tap(4, "Yes"))),
        ({"start": "town_en"}, Said(start="town_en")),
        ({"edited": "4"}, Said(Reply("4"), edited=True)),
        ({"location": [10.6, 103.5]}, Said(Reply(location=(10.6, 103.5, 0.0)))),
        ({"location": [10.6, 103.5, 12]}, Said(Reply(location=(10.6, 103.5, 12.0)))),
        ({"voice": "v1"}, Said(Reply(media="voice", file="v1"))),
        ({"photo": "p1", "caption": "here"}, Said(Reply("here", media="photo", file="p1"))),
        ({"sticker": "s1"}, Said(Reply(media="sticker", file="s1"))),
        ({}, Said(Reply(""))),
    ],
)
def test_a_line_of_json_is_what_is_not_text(line: dict[str, object], said: Said) -> None:
    """A tap, a link, a change, a place, a medium."""
    assert said_from(line, lambda label: Tap(4, label)) == said


@pytest.mark.parametrize(
    ("lines", "outcome", "answers"),
    [
        ([], "open", {}),
        (["hello", "2"], "declined", {}),
        (["hello", "3"], "under_age", {}),
        (["hello", "stop"], "stopped", {}),
        (["hello", "1", "1", "2"], "open", {"area": "north", "spot": "wood"}),
        (["hello", "1", "1", "2", "stop"], "stopped", {"area": "north", "spot": "wood"}),
        (["hello", "1", "1", "2", "stop", "start"], "open", {"area": "north", "spot": "wood"}),
        (["hello", "1", "1", "2", "back", "skip"], "open", {"area": "north"}),
        (["hello", "1", "1", "2", "lop", "1"], "erased", {}),
        (["hello", "1", "0", "2", "3"], "part", {"work": "vendor"}),
        (["hello", "1", "0", "2", "1", "5", "light"], "completed", {"work": "vendor", "years": "5", "wish": "light"}),
        (["hello", "1", "0", "2", "3", "start"], "open", {"work": "vendor"}),
    ],
)
def test_a_talk_tells_how_it_ended_and_what_it_holds(
    survey: Survey, lines: list[str], outcome: str, answers: dict[str, str]
) -> None:
    """What a script reads at the end."""
    chat = Chat(survey, "sms", "en")
    for line in lines:
        chat.hear(line)
    told = json.loads(json.dumps(chat.to_json()))
    assert (told["outcome"], told["answers"]) == (outcome, answers)
    assert [message["text"] for message in told["messages"] if message["from"] == "person"] == lines


@pytest.mark.parametrize("label", ["1 North", "North", "2:1"])
def test_a_button_is_found_by_its_words(survey: Survey, label: str) -> None:
    """With its number, without it, or by what it carries."""
    chat = Chat(survey, "telegram", "en")
    for line in ("hello", "1", json.dumps({"tap": label})):
        chat.hear(line)
    assert chat.answers() == {"area": "north"}
