"""The canonical record of who came to the end: one a conversation, sealed, and replaced by its correction."""

from dataclasses import replace

import pytest
from sqlalchemy import text

from bot.store import conversations, submissions
from bot.store.database import Database
from bot.store.submissions import Record
from bot.store.vault import Unreadable
from tests.store.scene import DARA, NOW, VAULT, begin, person

XML = "<data id='plan'><wish>សូមធ្វើផ្លូវ 🙂</wish></data>"


def test_a_record_comes_back_as_it_was_kept(database: Database) -> None:
    """In the order of the conversations; nobody of another survey."""
    with database.write() as db:
        kept = [Record(begin(db, person(db, who).id).id, f"uuid:{who}", XML, NOW) for who in (DARA, "+85599")]
        other = conversations.begin(db, VAULT, person(db, "+85598").id, ("port", "1"), NOW)
        for record in (*reversed(kept), Record(other.id, "uuid:o", XML, NOW)):
            submissions.put(db, VAULT, record)
    with database.read() as db:
        assert list(submissions.of_survey(db, VAULT, "town-plan")) == kept


def test_a_correction_takes_the_place_of_the_record(database: Database) -> None:
    """There is one a conversation."""
    with database.write() as db:
        first = Record(begin(db, person(db).id).id, "uuid:1", XML, NOW)
        second = replace(first, instance="uuid:2", xml=XML.replace("plan", "port"))
        submissions.put(db, VAULT, first)
        submissions.put(db, VAULT, second)
        assert list(submissions.of_survey(db, VAULT, "town-plan")) == [second]


def test_a_record_is_sealed_to_its_conversation(database: Database) -> None:
    """Neither readable nor movable for who can write to the database."""
    with database.write() as db:
        mine, theirs = (begin(db, person(db, who).id).id for who in (DARA, "+85599"))
        for conversation in (mine, theirs):
            submissions.put(db, VAULT, Record(conversation, "uuid:1", XML, NOW))
        sealed = db.execute(text("SELECT xml FROM submissions WHERE conversation = :id"), {"id": mine}).scalar_one()
        assert b"plan" not in sealed
        db.execute(text("UPDATE submissions SET xml = :xml WHERE conversation = :id"), {"xml": sealed, "id": theirs})
        with pytest.raises(Unreadable):
            list(submissions.of_survey(db, VAULT, "town-plan"))
