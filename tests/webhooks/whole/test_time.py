"""What happens by itself as time passes: one reminder within the hours, the end of a silence, one sender a channel."""

from collections.abc import Callable

from bot.worker import SENDER_LEASE
from tests.webhooks.whole.town import DARA, SOK, Town, eventually

LEFT = "questions left"


def reminders(town: Town, address: str | int = SOK) -> list[str]:
    shown = town.telegram.shown(address) if isinstance(address, int) else town.twilio.shown(address)
    return [said for said in shown if LEFT in said]


def begun(town: Town) -> None:
    """One person by SMS and one on Telegram stand at the second question."""
    town.says("yobal", "2", "1", "3")
    town.twilio.deliver()
    town.writes("/start sihanoukville_en", "1", "3")


def test_there_is_one_reminder_and_then_silence(town: Town) -> None:
    """A day after the last word; whoever does not answer is left alone."""
    begun(town)
    town.later(hours=23)
    assert (reminders(town), reminders(town, DARA)) == ([], [])
    town.later(hours=1, minutes=1)
    eventually(lambda: reminders(town) and reminders(town, DARA), "both were reminded")
    town.later(days=2)
    town.later(days=5)
    assert (len(reminders(town)), len(reminders(town, DARA))) == (1, 1)


def test_nobody_is_reminded_at_night(town: Town) -> None:
    """Who wrote at ten in the evening is reminded the morning after the next."""
    town.later(hours=12)  # ten in the evening
    begun(town)
    town.later(days=1, minutes=1)
    assert reminders(town) == []
    town.later(hours=10)  # eight in the morning
    eventually(lambda: reminders(town), "the reminder came in the morning")


def test_one_goes_on_goes_on(town: Town) -> None:
    """After the reminder a "1" leads to the question that stood open."""
    begun(town)
    town.later(days=1, minutes=1)
    eventually(lambda: reminders(town), "the reminder came")
    assert "3 numbers" in town.says("1")
    town.says("3 1 7")
    assert town.values()["short1"] == "waste"


def test_a_reminder_is_void_when_the_person_has_written_meanwhile(town: Town) -> None:
    """Their last word counts, not the first."""
    begun(town)
    town.later(hours=20)
    town.says("3 1 7")
    town.later(hours=5)
    assert reminders(town) == []


def test_a_long_silence_closes_the_talk_and_keeps_the_answers(town: Town) -> None:
    """What was said counts; the person may still begin again."""
    begun(town)
    town.later(days=1, minutes=1)
    eventually(lambda: reminders(town), "the reminder came")
    town.later(days=31)
    eventually(lambda: town.phase() == "done", "the talk was closed")
    assert town.values() == {"district": "1802"}


def test_who_never_agreed_is_forgotten(town: Town) -> None:
    """The little that held the talk goes by itself after a week."""
    town.says("yobal", "2")
    town.twilio.deliver()
    town.later(days=7, minutes=1)
    eventually(lambda: town.count("contacts") == town.count("conversations") == 0, "the person was forgotten")
    assert len(town.twilio.shown(SOK)) == 2


def test_traces_of_messages_go_after_a_week(town: Town) -> None:
    """No provider repeats a message for so long."""
    begun(town)
    assert town.count("inbound") > 0
    town.later(days=8)
    eventually(lambda: town.count("inbound") == 0, "the traces went")
    assert town.values() == {"district": "1802"}


def test_one_worker_sends_on_a_channel_and_another_takes_over(towns: Callable[..., Town]) -> None:
    """By a lease in the database: given back at the end, and free by itself soon after a crash."""
    town = towns()
    held = "SELECT holder FROM leases WHERE name = 'send telegram'"
    eventually(lambda: town.ask(held), "the first has the lease")
    first = town.ask(held)
    second = town.work(elsewhere=True)
    town.writes("/start sihanoukville_en")
    assert town.ask(held) == first != second.holder
    worker, thread = town.workers.pop(0)
    worker.stop.set()
    thread.join(5)
    eventually(lambda: town.ask(held) == second.holder, "the second takes over at once")
    assert "Where do you live" in town.writes("1")


def test_what_a_dead_worker_had_leased_goes_out_after_all(town: Town) -> None:
    """It held the lease and two messages when it died: one not begun, one perhaps on its way."""
    town.writes("/start sihanoukville_en")
    town.rest()
    with town.wiring.database.write() as db:
        _die(db, town)
    town.telegram.receive_text(DARA, "1")
    town.clock.shift(SENDER_LEASE.total_seconds() + 1)
    town.work()
    town.all_sent()
    eventually(lambda: "Where do you live" in town.newest(), "the question came")


def _die(db: object, town: Town) -> None:
    """As a worker leaves the lease that was killed."""
    from bot.store import leases

    now = town.wiring.now()
    assert leases.take(db, "send telegram", "dead", now + SENDER_LEASE, now)  # type: ignore[arg-type] # an open connection
