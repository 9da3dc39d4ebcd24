"""Recordings: fetched once, listened to by many, written down by one, and gone with the answer they were."""

from datetime import timedelta
from typing import Any

import pytest
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text

from bot.store import answers, contacts, media
from bot.store.database import Database
from bot.store.media import Backlog, Medium, Note, Waiting
from bot.store.migrations import _config, upgrade
from bot.store.vault import Unreadable, Vault
from tests.store.scene import DARA, NOW, SOK, VAULT, answer, begin, person

LATER = NOW + timedelta(minutes=2)
SOUND = b"OggS\x00\xff what was said"
WISH = "/data/wish"
BY = "sophea@example.org"


def spoken(db: Connection, address: str = SOK, file: str = "AwACAgUAAx1", channel: str = "telegram") -> int:
    """A recording that somebody has just sent as their wish."""
    kept = begin(db, person(db, address, channel).id)
    answers.put(db, VAULT, kept.id, answer(WISH, code=None, raw="by voice"))
    return media.add(db, VAULT, Medium(kept.id, WISH, "voice", file), NOW)


def fetch(db: Connection, now: Any = NOW, channel: str = "telegram") -> media.Due | None:
    return media.due(db, VAULT, channel, now, now + timedelta(minutes=2))


def here(db: Connection, address: str = SOK) -> int:
    """A recording that has been fetched."""
    recording = spoken(db, address)
    fetch(db)
    assert media.keep(db, VAULT, recording, SOUND, 3)
    return recording


def ids(db: Connection) -> list[int]:
    return [each.id for each in media.waiting(db)]


def wish(db: Connection, address: str = SOK) -> answers.Answer:
    found = contacts.find(db, VAULT, "telegram", address)
    assert found is not None
    assert found.conversation is not None
    (given,) = answers.of_conversation(db, VAULT, found.conversation.id)
    return given


def test_a_recording_is_fetched_by_one_worker(database: Database) -> None:
    """Leased until it is kept; whoever dies gives it back by dying."""
    with database.write() as db:
        recording = spoken(db)
        assert fetch(db) == media.Due(recording, 1, "AwACAgUAAx1")
        assert fetch(db) is None
        assert fetch(db, LATER) == media.Due(recording, 2, "AwACAgUAAx1")
        assert media.keep(db, VAULT, recording, SOUND, 3)
        assert fetch(db, NOW + timedelta(days=1)) is None
        assert media.listen(db, VAULT, recording) == SOUND


def test_the_longest_due_comes_first_and_each_from_its_channel(database: Database) -> None:
    """A channel is not asked for what another brought."""
    with database.write() as db:
        first, other, second = spoken(db, "1"), spoken(db, "2", channel="line"), spoken(db, "3")
        found = [fetch(db), fetch(db), fetch(db)]
        assert [each and each.id for each in found] == [first, second, None]
        line = fetch(db, channel="line")
        assert line is not None
        assert line.id == other


def test_a_picture_stays_at_the_provider(database: Database) -> None:
    """Nobody listens to it: it is neither fetched nor queued."""
    with database.write() as db:
        kept = begin(db, person(db, channel="telegram").id)
        media.add(db, VAULT, Medium(kept.id, "/data/photo", "photo", "AgACAgUAAx1"), NOW)
        assert fetch(db) is None
        assert media.backlog(db) == Backlog(0, 0)


def test_a_recording_is_sealed_in_every_part(database: Database) -> None:
    """Its name at the provider opens it too; with another key nothing opens."""
    with database.write() as db:
        recording = here(db)
        media.written(db, VAULT, recording, Note(BY, "a road"), NOW)
        row = db.execute(text("SELECT file, sound, text FROM media")).one()
        assert not [value for value in row if any(word in bytes(value) for word in (b"AwAC", b"OggS", b"road"))]
        with pytest.raises(Unreadable):
            media.listen(db, Vault({7: b"x" * 32}, b"y" * 32), recording)


def test_what_waits_is_told_without_whose_it_is(database: Database) -> None:
    """The oldest first, in the language of the answer; nothing in it names a person."""
    with database.write() as db:
        first, second = spoken(db), spoken(db, DARA)
        assert media.keep(db, VAULT, first, SOUND, 3)
        assert media.waiting(db) == (
            Waiting(first, "town-plan", "1", WISH, "km", NOW, 3, is_here=True),
            Waiting(second, "town-plan", "1", WISH, "km", NOW, None, is_here=False),
        )
        assert media.waiting(db, limit=1)[0].id == first
        assert media.backlog(db) == Backlog(2, 0)


def test_what_is_written_down_becomes_the_answer(database: Database) -> None:
    """The words stand where a typed answer stands; what was typed beside the recording stays."""
    with database.write() as db:
        recording = here(db)
        assert media.written(db, VAULT, recording, Note(BY, "សូមធ្វើផ្លូវ"), NOW)
        assert ids(db) == []
        given = wish(db)
        assert (given.text, given.raw, given.outcome) == ("សូមធ្វើផ្លូវ", "by voice", "answered")
        assert media.words(db, VAULT, "town-plan") == {contact_talk(db): {WISH: "សូមធ្វើផ្លូវ"}}


def contact_talk(db: Connection) -> int:
    return int(db.execute(text("SELECT conversation FROM media")).scalar_one())


def test_what_cannot_be_understood_is_done_with(database: Database) -> None:
    """Nobody waits for it any more, and no words are made up."""
    with database.write() as db:
        recording = here(db)
        assert media.written(db, VAULT, recording, Note(BY, None), NOW)
        assert ids(db) == []
        assert wish(db).text is None
        assert media.words(db, VAULT, "town-plan") == {}


def test_who_comes_second_changes_nothing(database: Database) -> None:
    """Two people may have listened to the same recording."""
    with database.write() as db:
        recording = here(db)
        assert media.written(db, VAULT, recording, Note(BY, "first"), NOW)
        assert not media.written(db, VAULT, recording, Note("dara@example.org", "second"), NOW)
        assert not media.written(db, VAULT, 4711, Note(BY, "nobody's"), NOW)
        assert wish(db).text == "first"
        assert db.execute(text("SELECT written_by FROM media")).scalar_one() == BY


def test_an_answer_that_was_changed_takes_its_recording_with_it(database: Database) -> None:
    """Neither a sound that comes late nor words that come late can bring it back."""
    with database.write() as db:
        recording = here(db)
        media.drop(db, contact_talk(db), WISH)
        assert not media.keep(db, VAULT, recording, SOUND, 3)
        assert not media.written(db, VAULT, recording, Note(BY, "too late"), NOW)
        assert media.listen(db, VAULT, recording) is None
        assert wish(db).text is None


def test_what_cannot_be_fetched_is_told_apart(database: Database) -> None:
    """With the reason; somebody has it tried anew, or lets it go."""
    with database.write() as db:
        lost, _ = spoken(db), spoken(db, DARA)
        media.later(db, lost, LATER, "Telegram asks to wait")
        assert media.backlog(db) == Backlog(2, 0)
        media.give_up(db, lost, "Telegram: file is too big")
        assert (media.backlog(db), media.reasons(db)) == (Backlog(1, 1), ("Telegram: file is too big",))
        assert lost not in ids(db)
        assert media.fetch_again(db, NOW) == 1
        again = fetch(db)
        assert again is not None
        assert media.backlog(db) == Backlog(2, 0)
        media.give_up(db, lost, "Telegram: file is too big")
        assert media.let_go(db, BY, NOW) == 1
        assert media.backlog(db) == Backlog(1, 0)


def test_one_that_cannot_be_opened_keeps_no_other_back(database: Database) -> None:
    """A key that is missing is a reason like others; the next one is fetched."""
    with database.write() as db:
        kept = begin(db, person(db, SOK, "telegram").id)
        other = Vault({8: b"o" * 32}, bytes(range(32, 64)))
        media.add(db, other, Medium(kept.id, WISH, "voice", "AwACAgUAAx1"), NOW)
        next_one = spoken(db, DARA)
        assert fetch(db) is None
        found = fetch(db)
        assert found is not None
        assert found.id == next_one
        assert media.backlog(db) == Backlog(1, 1)


def test_there_is_one_road_of_migrations() -> None:
    """Two heads, and no database could be brought up to date."""
    assert len(ScriptDirectory.from_config(_config()).get_heads()) == 1


def test_recordings_from_before_are_fetched_too(empty: Database) -> None:
    """A database that has some when it is brought up to date loses none."""
    upgrade(empty, "0002")
    with empty.write() as db:
        kept = begin(db, person(db, channel="telegram").id)
        row = {"token": b"t" * 16, "conversation": kept.id, "file": VAULT.seal("media.file", b"t" * 16, "AwACAgUAAx1")}
        now = {"now": NOW if not empty.is_sqlite else f"{NOW:%Y-%m-%d %H:%M:%S.%f}"}
        db.execute(
            text(
                "INSERT INTO media (token, conversation, ref, kind, file, received_at)"
                " VALUES (:token, :conversation, '/data/wish', 'voice', :file, :now)"
            ),
            row | now,
        )
    upgrade(empty)
    with empty.write() as db:
        found = fetch(db)
        assert found is not None
        assert found.file == "AwACAgUAAx1"
