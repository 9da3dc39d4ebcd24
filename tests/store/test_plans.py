"""No message is looked for by reading a whole table: each is found by an index, however much has been said."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Connection, event, text

from bot.store import claims, contacts, conversations, erasure, inbound, media, outbound
from bot.store.database import Database
from bot.store.erasure import Wish
from bot.store.media import Note
from bot.store.outbound import News
from tests.store.scene import NOW, SOK, VAULT, arrival, begin, lease, person, say, take

LATER = NOW + timedelta(hours=1)
FAR = LATER + timedelta(hours=1)
ACTS: dict[str, Callable[[Connection, int], object]] = {
    "take": lambda db, _: take(db, 2),
    "repeat": lambda db, _: inbound.replies(db, VAULT, arrival(1)),
    "load": lambda db, sok: contacts.load(db, VAULT, sok),
    "find": lambda db, _: contacts.find(db, VAULT, "sms", SOK),
    "claim": lambda db, _: claims.claim(db, VAULT, lease(until=FAR), LATER, 20),
    "start": lambda db, _: claims.start(db, [1, 2, 3], lease(), NOW),
    "in doubt": lambda db, _: claims.uncertain_due(db, VAULT, lease(until=FAR), LATER, 20),
    "report": lambda db, _: outbound.settle(db, News("sms", "sent", token="00" * 16), NOW),
    "report by trace": lambda db, _: outbound.settle(db, News("sms", "sent", trace="SM0"), NOW),
    "opt out": lambda db, sok: contacts.opt_out(db, sok, NOW),
    "wake": lambda db, _: conversations.waking(db, NOW, 10),
    "fetch": lambda db, _: media.due(db, VAULT, "sms", NOW, FAR),
    "fetched": lambda db, _: media.keep(db, VAULT, 1, b"OggS", 1),
    "written down": lambda db, _: media.written(db, VAULT, 1, Note("sophea", "a road"), NOW),
    "taken back": lambda db, _: media.drop(db, 1, "r"),
    "quarantined": lambda db, _: inbound.quarantined(db, VAULT),
    "erase": lambda db, sok: erasure.erase(db, VAULT, sok, Wish("asked", keep_code=True), NOW),
}
MANY = 5000
BLOB = {"sqlite": "randomblob(32)", "postgresql": "decode(md5(random()::text) || md5(n::text), 'hex')"}
SERIES = {
    "sqlite": "(WITH RECURSIVE s(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM s WHERE n < :many) SELECT n FROM s) AS s",
    "postgresql": "generate_series(1, CAST(:many AS integer)) AS s(n)",
}
CROWD = {
    "contacts": {"token": "blob", "channel": "'sms'", "code": "blob", "address": "blob", "language": "'km'"},
    "conversations": {"token": "blob", "contact": "n", "survey": "'s'", "version": "'1'", "state": "blob", "turn": "1"}
    | {"phase": "'asking'", "started_at": ":now", "heard_at": ":now"},
    "inbound": {"key": "blob", "channel": "'sms'", "contact": "n", "state": "'handled'", "received_at": ":now"},
    "outbound": {"token": "blob", "contact": "n", "channel": "'sms'", "content": "blob", "kind": "'bulk'"}
    | {"state": "'sent'", "regardless": "false", "in_response": "false", "attempt": "1", "queued_at": ":now"},
    "consents": {"contact": "n", "text_version": "'1'", "language": "'km'", "channel": "'sms'", "at": ":now"},
    "media": {"token": "blob", "conversation": "n", "ref": "'r'", "kind": "'voice'", "file": "blob"}
    | {"received_at": ":now"},
    "answers": {"conversation": "n", "ref": "'r'", "name": "'r'", "version": "'1'", "outcome": "'answered'"}
    | {"several": "false", "attempts": "1", "guessed": "false", "language": "'km'", "channel": "'sms'"}
    | {"answered_at": ":now"},
}
CROWD["contacts"]["created_at"] = ":now"


def crowd(db: Connection) -> None:
    """Thousands of people who were asked, and have answered."""
    kind = db.dialect.name
    now: Any = NOW if kind == "postgresql" else f"{NOW:%Y-%m-%d %H:%M:%S.%f}"
    for table, columns in CROWD.items():
        values = ", ".join(BLOB[kind] if value == "blob" else value for value in columns.values())
        sentence = f"INSERT INTO {table} ({', '.join(columns)}) SELECT {values} FROM {SERIES[kind]}"  # noqa: S608 all above
        db.execute(text(sentence), {"now": now, "many": MANY} if ":now" in sentence else {"many": MANY})
    db.execute(text("ANALYZE"))


@pytest.mark.parametrize("act", ACTS)
def test_every_message_is_found_by_an_index(database: Database, act: str) -> None:
    """The plan of every statement reads no table of messages or people from end to end."""
    plans: list[str] = []

    def explain(db: Connection, _cursor: object, statement: str, parameters: Any, *_: object) -> None:
        if statement.startswith(("SELECT", "INSERT", "UPDATE", "DELETE", "WITH")):
            how = "EXPLAIN QUERY PLAN" if db.dialect.name == "sqlite" else "EXPLAIN"
            plans.extend(str(line) for line in db.exec_driver_sql(f"{how} {statement}", parameters))

    with database.write() as db:
        crowd(db)
        sok = person(db).id
        begin(db, sok)
        take(db)
        say(db, sok)
        event.listen(db, "before_cursor_execute", explain)
        ACTS[act](db, sok)
    assert plans
    assert [line for line in plans if reads_all(line)] == []


def reads_all(line: str) -> bool:
    """Whether a step of a plan goes through a whole table or index (but the tiny one of quarantined messages)."""
    scans = ("SCAN " in line and "inbound_quarantined" not in line) or "Seq Scan on " in line
    return scans and any(table in line for table in CROWD)
