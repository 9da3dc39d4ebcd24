"""Erased is gone: every row, every byte; what stays is a code and a line without content."""

from collections.abc import Iterable
from pathlib import Path

import pytest
from sqlalchemy import Connection, func, select, text

from bot.store import answers, audit, consents, contacts, do_not_contact, erasure, inbound, media, outbound, submissions
from bot.store.columns import metadata
from bot.store.consents import Consent
from bot.store.database import Database
from bot.store.erasure import Copy, Wish
from bot.store.media import Medium, Note
from bot.store.submissions import Record
from bot.store.tables import inbound as inbound_table
from tests.store.scene import DARA, NOW, SOK, VAULT, answer, arrival, begin, hand_over, person, say, take

GONE = Wish("asked", keep_code=True)


def life(db: Connection, address: str, number: int) -> int:
    """Somebody who has left a trace in every table that knows people."""
    contact = person(db, address).id
    taken = take(db, number, address)
    inbound.handled(db, VAULT, taken, contact, f"words of {address}")
    kept = begin(db, contact, {"said": f"state of {address}"})
    answers.put(db, VAULT, kept.id, answer(code=None, text=f"wish of {address}", raw="raw"))
    consents.add(db, contact, Consent(kept.id, "1", "km", "sms", NOW))
    recording = media.add(db, VAULT, Medium(kept.id, "/data/wish", "voice", f"file of {address}"), NOW)
    media.keep(db, VAULT, recording, b"OggS" + b"sound of a voice" * 600, 3)  # more than a page of the file
    media.written(db, VAULT, recording, Note("sophea@example.org", f"told by {address}"), NOW)
    submissions.put(db, VAULT, Record(kept.id, f"uuid:{number}", f"<data>{address}</data>", NOW))
    say(db, contact, f"reply to {address}", inbound=taken.id, in_response=True)
    sent = say(db, contact, f"notice to {address}", kind="bulk")
    outbound.sent(db, sent.id, f"OUT{number}", 1, NOW)
    return contact


def counts(db: Connection) -> dict[str, int]:
    tables = metadata.tables.items()
    return {name: db.execute(select(func.count()).select_from(table)).scalar_one() for name, table in tables}


def test_nothing_of_the_person_stays_in_any_table(database: Database) -> None:
    """But the code not to write to them, the line in the audit, and the bare codes of what they sent, for a week."""
    with database.write() as db:
        life(db, DARA, 2)
        others = counts(db)
        sok = life(db, SOK, 1)
        knowing = {name for name, count in counts(db).items() if count > others[name]}
        everything = {"contacts", "conversations", "answers", "submissions", "consents", "media", "inbound", "outbound"}
        assert knowing == everything
        erasure.erase(db, VAULT, sok, GONE, NOW)
        assert counts(db) == others | {"do_not_contact": 1, "audit": 1, "inbound": others["inbound"] + 1}
        bare = select(inbound_table).where(inbound_table.c.contact.is_(None))
        (trace,) = db.execute(bare.with_only_columns(inbound_table.c.raw, inbound_table.c.trace))
        assert tuple(trace) == (None, None)
        assert contacts.find(db, VAULT, "sms", SOK) is None
        assert do_not_contact.holds(db, VAULT, "sms", SOK)
        (deed,) = audit.latest(db)
        assert (deed.actor, deed.action, deed.subject) == ("contact", "erase", "asked")


def test_every_table_that_knows_people_is_swept() -> None:
    """A new table that names a contact or a conversation has to be thought of here."""
    swept = {str(removal.table) for removal in erasure._REMOVALS} | {"inbound"}
    knowing = {name for name, table in metadata.tables.items() if {"contact", "conversation"} & set(table.c.keys())}
    assert swept == knowing | {"contacts"}


def test_who_is_under_age_leaves_not_even_a_code(database: Database) -> None:
    """Nothing at all is kept."""
    with database.write() as db:
        erasure.erase(db, VAULT, life(db, SOK, 1), Wish("under age", keep_code=False), NOW)
        assert not do_not_contact.holds(db, VAULT, "sms", SOK)


def test_the_last_words_still_go_out_and_are_forgotten_then(database: Database) -> None:
    """A repeat of the wish is known for one and gets the same words; then both go."""
    with database.write() as db:
        sok = life(db, SOK, 1)
        taken = take(db, 9, SOK)
        erasure.erase(db, VAULT, sok, Wish("asked", keep_code=True), NOW)
        said = say(db, None, "everything is gone", address=SOK, inbound=taken.id, in_response=True)
        say(db, None, "goodbye", address=SOK)
    with database.write() as db:
        assert inbound.take(db, VAULT, arrival(9), NOW) is None
        assert inbound.replies(db, VAULT, arrival(9)) == (said,)
        assert hand_over(db) == ["goodbye"]
        later = NOW.replace(year=2027)
        assert (outbound.forget(db, later), inbound.forget(db, later)) == (2, 2)


def test_what_providers_hold_is_told(database: Database) -> None:
    """So that it can be deleted there too."""
    with database.write() as db:
        copies = erasure.erase(db, VAULT, life(db, SOK, 1), GONE, NOW)
    assert set(copies) == {Copy("sms", "SM1", "in"), Copy("sms", "OUT1", "out")}


def test_erasing_twice_is_erasing_once(database: Database) -> None:
    """The second time there is nobody, and nothing is written down."""
    with database.write() as db:
        sok = life(db, SOK, 1)
        erasure.erase(db, VAULT, sok, GONE, NOW)
        assert erasure.erase(db, VAULT, sok, GONE, NOW) == ()
        assert len(audit.latest(db)) == 1


def secrets_of(db: Connection) -> list[bytes]:
    """Every token, code and sealed value there is: 16 bytes or more that nobody else has.

    The codes of messages are left out: by them a repeat is known for a week.
    """
    found: list[bytes] = []
    for table in metadata.tables.values():
        for row in db.execute(select(*(column for column in table.c if column is not inbound_table.c.key))):
            found += [value for value in row if isinstance(value, bytes) and len(value) >= 16]
    return found


def bytes_of(folder: Path) -> bytes:
    """The database with its log and whatever else lies beside it."""
    return b"".join(file.read_bytes() for file in sorted(folder.iterdir()))


def found_in(needles: Iterable[bytes], folder: Path) -> list[bytes]:
    """Those of `needles` that stand there, judged by their last 16 bytes: what is long is broken over pages."""
    haystack = bytes_of(folder)
    return [needle for needle in needles if needle[-16:] in haystack]


def test_no_byte_of_the_person_stays_in_the_file(sqlite: Database, tmp_path: Path) -> None:
    """Neither in the database nor in its log, sealed or not; the same search finds them before."""
    with sqlite.write() as db:
        sok = life(db, SOK, 1)
        planted = secrets_of(db)
    with sqlite.write() as db:
        for n in range(40):
            life(db, f"+8551299{n:04}", 100 + n)
    assert found_in(planted, tmp_path) == planted
    with sqlite.write() as db:
        erasure.erase(db, VAULT, sok, Wish("asked", keep_code=False), NOW)
    assert sqlite.scrub()
    assert found_in(planted, tmp_path) == []
    assert SOK.encode() not in bytes_of(tmp_path)


def test_a_reader_can_only_delay_the_scrubbing(
    sqlite: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """While an export reads the old state its bytes must stay; afterwards they go."""
    monkeypatch.setattr("bot.store.database._PATIENCE", 0.05)
    with sqlite.write() as db:
        sok = life(db, SOK, 1)
        planted = secrets_of(db)
    with sqlite.read() as reading:
        reading.execute(text("SELECT count(*) FROM contacts")).scalar_one()
        with sqlite.write() as db:
            erasure.erase(db, VAULT, sok, Wish("asked", keep_code=False), NOW)
        assert not sqlite.scrub()
    assert sqlite.scrub()
    assert found_in(planted, tmp_path) == []


def test_nothing_planted_is_in_the_clear_before_either(sqlite: Database, tmp_path: Path) -> None:
    """Who steals the file without the keys finds no number, no word, no provider's id of a message heard."""
    with sqlite.write() as db:
        life(db, SOK, 1)
    stolen = bytes_of(tmp_path)
    for word in (
        SOK,
        "words of",
        "state of",
        "wish of",
        "file of",
        "reply to",
        "notice to",
        "SM1",
        "sound of",
        "told by",
    ):
        assert word.encode() not in stolen
