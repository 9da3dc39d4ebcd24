"""Many residents at once, with processes that are killed in between: every answer once, no reply lost."""

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, closing
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import text

from bot import editions, keyring
from bot.store import answers, contacts
from bot.store.database import Database, open_database
from bot.store.migrations import upgrade
from bot.store.vault import open_vault
from bot.wiring import SAMPLE
from bot.worker import AT_ONCE
from tests.postgres import running
from tests.providers.telegram import TOKEN as TELEGRAM_TOKEN
from tests.providers.telegram import Telegram
from tests.providers.twilio import ACCOUNT, NUMBER, TOKEN, Twilio
from tests.residents.people import Chatter, Resident, Texter, live_all
from tests.residents.processes import Processes

PUBLIC = "https://yobal.example"
HOOK = f"{PUBLIC}/hooks/twilio"
OVERRIDES = "#rc=3&rp=ct,rt,5xx&rt=3000"
SECRET = "our-secret_1"
KEYS = keyring.new()
KILLS = ((5, ("serve",)), (6, ("worker",)), (6, ("serve", "worker")), (6, ("serve",)))  # after how many seconds
WORKER_KILLS = sum("worker" in names for _, names in KILLS)
VAULT = open_vault(KEYS.vault_keys, KEYS.index_key)


def settings(database_url: str, twilio: Twilio, telegram: Telegram) -> dict[str, str]:
    given = {
        "public_url": PUBLIC,
        "database_url": database_url,
        "secret_key": KEYS.secret_key,
        "vault_keys": KEYS.vault_keys,
        "index_key": KEYS.index_key,
        "twilio_account_sid": ACCOUNT,
        "twilio_auth_token": TOKEN,
        "twilio_from": NUMBER,
        "twilio_api_url": twilio.url,
        "twilio_per_second": "100",
        "telegram_token": TELEGRAM_TOKEN,
        "telegram_secret": SECRET,
        "telegram_api_url": telegram.url,
        "telegram_per_second": "100",
        "telegram_chat_gap": "0",
        "organiser": "the province",
        "contact": "012 000 000",
    }
    return {f"YOBAL_{name.upper()}": value for name, value in given.items()}


@pytest.fixture
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A database on which the sample is asked."""
    with ExitStack() as stack:
        url = f"sqlite:///{tmp_path / 'yobal.db'}"
        if request.param == "postgresql":
            server = stack.enter_context(running())
            server.create("yobal")
            url = server.url("yobal")
        database = open_database(url)
        upgrade(database)
        editions.bring(database, SAMPLE.read_bytes(), SAMPLE.name, datetime(2026, 11, 1, tzinfo=UTC), publish=True)
        database.close()
        yield url


def kill_in_between(processes: Processes, is_over: Callable[[], bool]) -> None:
    """Kill now the one, now the other, now both, and start them again; then let them be."""
    for rest, names in KILLS:
        if is_over():
            return
        time.sleep(rest)
        for name in names:
            processes.kill(name)
        time.sleep(0.5)
        if "worker" in names:
            processes.work()
        if "serve" in names:
            processes.serve()


@pytest.mark.timeout(400)
@pytest.mark.parametrize(
    ("database_url", "texters", "chatters"),
    [("postgresql", 140, 60), ("sqlite", 40, 20)],
    indirect=["database_url"],
    ids=["postgresql", "sqlite"],
)
def test_every_answer_is_stored_once_and_no_reply_is_lost(
    database_url: str, texters: int, chatters: int, tmp_path: Path
) -> None:
    """Three in ten deliveries are repeated, and the processes die by kill -9 again and again."""
    with (
        Twilio(hook=HOOK + OVERRIDES, fallback=HOOK + OVERRIDES) as twilio,
        Telegram(second=0.1) as telegram,
        Processes(tmp_path, settings(database_url, twilio, telegram)) as processes,
    ):
        twilio.lead_to(processes.url)
        telegram.lead_to(processes.url)
        telegram.set_webhook(f"{PUBLIC}/hooks/telegram", SECRET)
        processes.serve()
        processes.work()
        people: list[Resident] = [Texter(number, twilio=twilio) for number in range(texters)]
        people += [Chatter(number, telegram=telegram) for number in range(texters, texters + chatters)]
        began = time.monotonic()
        threads = live_all(people)
        kill_in_between(processes, lambda: all(each.done or each.trouble for each in people))
        for thread in threads:
            thread.join(300)
        print(f"{len(people)} residents, {processes.kills} kills, {time.monotonic() - began:.1f} s")  # noqa: T201
        assert [each.trouble for each in people if not each.done] == [], processes.written("worker")
        with closing(open_database(database_url)) as database:
            wait_for_the_last(database, people)
            check_database(database, people)
        check_phones(people, twilio, telegram)
        assert twilio.violations == telegram.violations == []


def values(database: Database, person: Resident) -> tuple[str, dict[str, object]]:
    """Where a resident stands, and what is stored."""
    channel = "twilio" if isinstance(person, Texter) else "telegram"
    with database.read() as db:
        known = contacts.look(db, VAULT, channel, person.address)
        assert known is not None
        assert known.conversation is not None
        kept = answers.of_conversation(db, VAULT, known.conversation.id)
    return known.conversation.place.phase, {each.name: each.text if each.code is None else each.code for each in kept}


def wait_for_the_last(database: Database, people: Sequence[Resident]) -> None:
    """The last answers may still be on their way."""
    deadline = time.monotonic() + 60
    while any(values(database, each)[0] != "done" for each in people) and time.monotonic() < deadline:
        time.sleep(0.2)


def check_database(database: Database, people: Sequence[Resident]) -> None:
    """Every answer is there and right; every message was taken in once, and every question put once."""
    stored = {each.number: values(database, each) for each in people}
    assert stored == {each.number: ("done", each.plan.stored) for each in people}
    assert {each.number: each.asked for each in people} == {each.number: each.plan.questions for each in people}
    states, thanks = (
        "SELECT state, count(*) FROM inbound GROUP BY state",
        sum(isinstance(each, Chatter) for each in people),
    )
    with database.read() as db:
        heard = {row[0]: row[1] for row in db.execute(text(states))}
        put = db.execute(text("SELECT count(*) FROM outbound")).scalar_one()
    assert heard == {"handled": sum(each.said for each in people)}
    assert put == sum(len(each.asked) for each in people) + thanks


def check_phones(people: Sequence[Resident], twilio: Twilio, telegram: Telegram) -> None:
    """No SMS came twice. On Telegram a question may, where a worker died between the call and its note of it."""
    for each in people:
        if isinstance(each, Texter):
            shown = [each.plan.question_in(said) for said in twilio.shown(each.address)]
            assert shown == each.plan.questions, f"the phone of resident {each.number}"
    chats = [telegram.shown(each.chat) for each in people if isinstance(each, Chatter)]
    again = sum(len(shown) - len(set(shown)) for shown in chats)
    assert again <= AT_ONCE * WORKER_KILLS
