"""Answers: the choice is counted in the clear, the words are sealed, one row a question."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import text

from bot.store import answers, consents, conversations
from bot.store.answers import Answer
from bot.store.consents import Consent
from bot.store.database import Database
from bot.store.vault import Unreadable
from tests.store.scene import DARA, NOW, VAULT, answer, begin, person, place


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"code": ("market", "road")},
        {"code": ("market",)},
        {"code": ()},
        {"code": None, "text": "ផ្លូវ\nល្អ 🙂", "raw": "ផ្លូវ\nល្អ 🙂"},
        {"code": None, "text": "", "raw": ""},
        {"code": None, "raw": None, "outcome": "skipped", "attempts": 3},
        {"guessed": True, "language": "en", "channel": "telegram"},
    ],
)
def test_an_answer_comes_back_as_it_was_given(database: Database, changes: dict[str, Any]) -> None:
    """One choice stays one, a list of one a list; no words are not empty words."""
    given = answer(**changes)
    with database.write() as db:
        kept = begin(db, person(db).id)
        answers.put(db, VAULT, kept.id, given)
        assert answers.of_conversation(db, VAULT, kept.id) == (given,)


def test_another_answer_to_the_same_question_takes_its_place(database: Database) -> None:
    """The last word counts, in another kind of answer too."""
    with database.write() as db:
        kept = begin(db, person(db).id)
        answers.put_many(db, VAULT, kept.id, [answer(), answer("/data/wish", code=None, text="x")])
        later = answer(code=None, text=None, raw=None, outcome="skipped", at=NOW + timedelta(minutes=1))
        answers.put(db, VAULT, kept.id, later)
        answers.put_many(db, VAULT, kept.id, [])
        assert answers.of_conversation(db, VAULT, kept.id) == (answer("/data/wish", code=None, text="x"), later)


def test_an_answer_can_be_taken_away(database: Database) -> None:
    """That question of that person, no other."""
    refs = ("/data/a", "/data/b", "/data/c")
    with database.write() as db:
        mine, theirs = begin(db, person(db).id).id, begin(db, person(db, DARA).id).id
        for conversation in (mine, theirs):
            answers.put_many(db, VAULT, conversation, [answer(ref) for ref in refs])
        answers.remove(db, mine, ["/data/a", "/data/c", "/data/nothing"])
        assert [each.ref for each in answers.of_conversation(db, VAULT, mine)] == ["/data/b"]
        assert len(answers.of_conversation(db, VAULT, theirs)) == 3


def test_words_are_sealed_and_cannot_be_put_in_anothers_mouth(database: Database) -> None:
    """Neither readable nor movable for who can write to the database."""
    with database.write() as db:
        mine, theirs = begin(db, person(db).id).id, begin(db, person(db, DARA).id).id
        answers.put(db, VAULT, mine, answer(code=None, text="evicted", raw="evicted"))
        answers.put(db, VAULT, theirs, answer(code=None, text="happy", raw="happy"))
        words = db.execute(text("SELECT words FROM answers WHERE conversation = :id"), {"id": mine}).scalar_one()
        assert b"evicted" not in words
        db.execute(text("UPDATE answers SET words = :words WHERE conversation = :id"), {"words": words, "id": theirs})
        with pytest.raises(Unreadable):
            answers.of_conversation(db, VAULT, theirs)


def test_a_survey_is_read_person_by_person(database: Database) -> None:
    """Those who said nothing too, in every version, and nobody of another survey."""
    with database.write() as db:
        for n in range(5):
            kept = begin(db, person(db, f"+8551200000{n}").id)
            answers.put_many(db, VAULT, kept.id, [answer(f"/data/q{i}", raw=f"{n}.{i}") for i in range(n)])
        conversations.save(db, VAULT, kept, place(phase="done", over=True), NOW)
        other = conversations.begin(db, VAULT, person(db, "+85599").id, ("port", "1"), NOW)
        answers.put(db, VAULT, other.id, answer())
    with database.read() as db:
        found = list(answers.of_survey(db, VAULT, "town-plan"))
    assert [[each.raw for each in submission.answers] for submission in found] == [
        [f"{n}.{i}" for i in range(n)] for n in range(5)
    ]
    assert [submission.phase for submission in found] == ["asking"] * 4 + ["done"]
    assert (found[4].finished_at, found[0].finished_at, found[0].version, found[0].channel) == (NOW, None, "1", "sms")


def test_a_large_survey_is_read_page_by_page(database: Database) -> None:
    """No submission is cut where a page of rows ends."""
    with database.write() as db:
        for n in range(60):
            kept = begin(db, person(db, f"+855{n}").id)
            answers.put_many(db, VAULT, kept.id, [answer(f"/data/q{i}") for i in range(40)])
    with database.read() as db:
        sizes = [len(submission.answers) for submission in answers.of_survey(db, VAULT, "town-plan")]
    assert sizes == [40] * 60


def test_a_consent_is_kept_with_the_text_it_was_given_to(database: Database) -> None:
    """A new text asks again, and both stand."""
    with database.write() as db:
        contact = person(db).id
        given = tuple(Consent(None, version, "km", "sms", NOW) for version in ("1", "2"))
        for consent in given:
            consents.add(db, contact, consent)
        assert consents.of_contact(db, contact) == given
        assert consents.of_contact(db, person(db, DARA).id) == ()


def test_an_answer_tells_nothing_by_accident() -> None:
    """What is printed of it, in a log or an error, holds none of the person's words."""
    shown = repr(Answer("/data/wish", "wish", "1", "answered", "km", "sms", NOW, text="evicted", raw="evicted"))
    assert "evicted" not in shown
