"""Versions of a survey while people are in it, and the canonical record of who came to the end: on both databases."""

import csv
import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from lxml import etree
from sqlalchemy import Connection, Engine, event

from bot import editions, exports
from bot.core.changes import Change
from bot.editions import News
from bot.store import surveys
from bot.store.database import Database
from tests.store.talks import House

FORM = """
| survey |
| | type | name | label::Khmer (km) | label::English (en) | relevant | calculation | privacy_tier |
| | select_one kind | water | ទឹកមកពីណា? | Where is your water from? | | | |
| | integer | age | អាយុ? | How old are you? | | | quasi-identifier |
| | text | wish | ចង់បានអ្វី? | What do you wish? | ${water} = 'well' | | free text |
| | begin_repeat | child | កូន | Child | | | |
| | select_multiple need | needs | ត្រូវការ? | What does it need? | | | |
| | end_repeat | | | | | | |
| | calculate | old | | | | ${age} > 59 | |

| choices |
| | list_name | name | label::Khmer (km) | label::English (en) |
| | kind | well | អណ្តូង | Well |
| | kind | tap | រ៉ូប៊ីណេ | Tap |
| | need | school | សាលា | School |
| | need | food | អាហារ | Food |

| settings |
| | form_id | version | form_title | sms_keyword |
| | plan | {version} | Plan | PLAN |
"""
FIRST = FORM.replace("{version}", "1")
RENAMED = FORM.replace("How old are you?", "Your age?").replace("kind | tap", "kind | pipe")
SECOND = RENAMED.replace("{version}", "2")
TO_THE_END = ("PLAN", "2", "1", "1", "61", "a road", "1 2", "2")


@pytest.fixture
def house(database: Database) -> House:
    made = House(database)
    made.publish(FIRST)
    return made


def instance(xml: str) -> list[tuple[str, str]]:
    """Names and texts of what holds something, without the record's own name."""
    leaves = [each for each in etree.fromstring(xml.encode()).iter() if isinstance(each.tag, str) and not len(each)]
    return [(etree.QName(each).localname, each.text or "") for each in leaves if each.text]


# --- Versions -----------------------------------------------------------------------------------------------------


def test_who_is_in_a_version_finishes_on_it(house: House) -> None:
    """A new one is asked of new people only, called by keyword or not."""
    house.says("PLAN", "2", "1", phone="sok-phone")
    house.publish(SECOND)
    assert "How old are you?" in house.says("1", phone="sok-phone")
    assert "Your age?" in house.says("PLAN", "2", "1", "1", phone="dara-phone")
    assert "Your age?" in house.says("hello", "2", "1", "1", phone="mony-phone")
    assert [house.version(phone) for phone in ("sok-phone", "dara-phone", "mony-phone")] == ["1", "2", "2"]


def test_who_has_finished_an_earlier_version_is_not_asked_with_its_answers_in_another(house: House) -> None:
    """The keyword finds everything answered; BACK corrects in the version that was answered."""
    house.says(*TO_THE_END)
    house.publish(SECOND)
    house.says("PLAN")
    house.says("BACK", "BACK", "BACK")
    assert "How old are you?" in house.says("BACK")
    assert house.version("sok-phone") == "1"


def test_publishing_tells_what_changed_and_keeps_it(house: House) -> None:
    """Against the version that was running; a choice under another name cannot be counted with the old one."""
    news = house.publish(SECOND).news
    assert news == News(
        "1",
        (
            Change("choices-recoded", "water", ("tap > pipe",)),
            Change("question-reworded", "age", languages=("en",)),
        ),
    )
    with house.database.read() as db:
        first, second = surveys.standings(db)
        assert first.changed is None
        assert second.changed is not None
        assert News.from_json(second.changed) == news


def test_a_draft_is_published_with_its_news(house: House) -> None:
    """Once; and what is no draft is not published."""
    editions.bring(house.database, SECOND.encode(), "plan.md", house.now)
    assert editions.publish(house.database, "plan", "9", house.now) == (False, None)
    done, news = editions.publish(house.database, "plan", "2", house.now)
    assert (done, news and news.since) == (True, "1")
    assert editions.publish(house.database, "plan", "2", house.now) == (False, None)


def test_changed_words_under_an_old_version_become_a_version_of_their_own(house: House) -> None:
    """And the submission names the version that was answered, not the one the author forgot to raise."""
    brought = house.publish(FIRST.replace("Where is", "Whence is"))
    assert (brought.version, brought.state) == ("1.2", "published")
    house.says(*TO_THE_END)
    (record,) = house.records()
    assert etree.fromstring(record.xml.encode()).get("version") == "1.2"
    assert house.publish(FIRST).news is None


# --- The canonical record -----------------------------------------------------------------------------------------


def test_the_end_makes_the_record(house: House) -> None:
    """What is relevant and answered, what was computed, and a name; sealed, one a conversation."""
    house.says(*TO_THE_END[:-1])
    assert house.records() == []
    house.says(TO_THE_END[-1])
    (record,) = house.records()
    assert instance(record.xml) == [
        ("water", "well"),
        ("age", "61"),
        ("wish", "a road"),
        ("needs", "school food"),
        ("old", "1"),
        ("instanceID", record.instance),
    ]
    assert record.instance.startswith("uuid:")


def test_a_correction_after_the_end_replaces_the_record(house: House) -> None:
    """Under a new name that says which it replaces; what is no longer asked is gone from it."""
    house.says(*TO_THE_END)
    (before,) = house.records()
    house.says(*["BACK"] * 5, "2")
    (after,) = house.records()
    told = dict(instance(after.xml))
    assert (told["water"], "wish" in told) == ("tap", False)
    assert told["deprecatedID"] == before.instance
    assert after.instance == told["instanceID"] != before.instance


def test_the_same_answer_again_leaves_the_record_as_it_is(house: House) -> None:
    """Looking back corrects nothing."""
    house.says(*TO_THE_END)
    before = house.records()
    house.says("BACK", "BACK", "1 2")
    assert house.records() == before


def test_the_record_goes_with_the_person(house: House) -> None:
    """Erased is gone."""
    house.says(*TO_THE_END)
    house.says("ERASE", "1")
    assert house.records() == []


def test_the_end_costs_one_statement_more(house: House, statements: list[str]) -> None:
    """And the step before it none."""
    house.says(*TO_THE_END[:-2])
    statements.clear()
    house.says(TO_THE_END[-2])
    asking = len(statements)
    statements.clear()
    house.says(TO_THE_END[-1])
    assert len([each for each in statements if "submissions" in each]) == 1
    assert len(statements) <= asking + 1


# --- What goes out ------------------------------------------------------------------------------------------------


def test_csv_and_json_come_from_the_record_and_else_from_the_answers(house: House, tmp_path: Path) -> None:
    """The same columns for both; who broke off is in it with what they said."""
    house.says(*TO_THE_END)
    house.says(*TO_THE_END[:5], phone="dara-phone")
    assert exports.write(house.desk, "plan", "json", tmp_path)[0] == 2
    done, broken_off = json.loads((tmp_path / "plan.json").read_text(encoding="utf-8"))["submissions"]
    assert (done["water"], done["age"], done["wish"], done["old"]) == ("well", "61", "a road", "1")
    assert done["child[1]/needs"] == ["school", "food"]
    assert (broken_off["water"], broken_off["age"], broken_off["_phase"]) == ("well", "61", "asking")
    assert "instanceID" not in done
    exports.write(house.desk, "plan", "csv", tmp_path)
    with (tmp_path / "plan.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["water"] for row in rows] == ["well", "well"]
    assert rows[0]["child[1]/needs"] == "school food"


def test_what_is_being_corrected_goes_out_as_it_is_now(house: House, tmp_path: Path) -> None:
    """Not as it was when the record was made."""
    house.says("PLAN", "2", "1", "2", "61", "1 2", "2")
    assert "wish" in house.says(*["BACK"] * 4, "1")
    assert "tap" in house.records()[0].xml
    exports.write(house.desk, "plan", "json", tmp_path)
    (row,) = json.loads((tmp_path / "plan.json").read_text(encoding="utf-8"))["submissions"]
    assert row["water"] == "well"


def test_instances_go_out_one_a_file_under_names_that_say_nothing(house: House, tmp_path: Path) -> None:
    """Twice exported, no file has the name it had; the instances are the same."""
    house.says(*TO_THE_END)
    house.says(*TO_THE_END[:5], phone="dara-phone")
    names, texts = set(), set()
    for round_ in ("a", "b"):
        count, folder = exports.write(house.desk, "plan", "xml", tmp_path / round_)
        assert (count, folder) == (1, tmp_path / round_ / "plan")
        (file,) = (tmp_path / round_ / "plan").glob("*.xml")
        names.add(file.name)
        texts.add(file.read_text(encoding="utf-8"))
    assert (len(names), len(texts)) == (2, 1)
    assert texts == {house.records()[0].xml}


@pytest.fixture
def statements() -> Iterator[list[str]]:
    """Every statement sent to a database, as it is sent."""
    sent: list[str] = []

    def note(_connection: Connection, _cursor: object, statement: str, *_: object) -> None:
        sent.append(statement)

    event.listen(Engine, "before_cursor_execute", note)
    yield sent
    event.remove(Engine, "before_cursor_execute", note)
