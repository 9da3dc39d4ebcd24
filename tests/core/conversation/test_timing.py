"""When a talk is woken: one reminder, and the end of a silence."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.core import events as ev
from bot.core.conversation import Conversation, Phase, Rules, Scene, timing
from bot.core.conversation.asking import begun
from bot.core.conversation.state import WakeWhy
from bot.core.hours import Hours
from bot.core.said import Woke
from tests.core.conversation.residents import MORNING, survey

DAY, WEEK, MONTH = timedelta(days=1), timedelta(days=7), timedelta(days=30)
NIGHT = MORNING.replace(hour=16)  # eleven at night in Phnom Penh
AGREED = Conversation(Phase.ASKING, at="/data/district", consented=True)


def at(now: datetime, rules: Rules | None = None) -> Scene:
    return Scene(survey("sihanoukville"), now, rules or Rules())


@pytest.mark.parametrize(
    ("talk", "wakes", "why"),
    [
        (Conversation(Phase.LANGUAGE), MORNING + WEEK, "expire"),
        (Conversation(Phase.CONSENT), MORNING + WEEK, "expire"),
        (AGREED, MORNING + DAY, "remind"),
        (replace(AGREED, phase=Phase.PART_END), MORNING + DAY, "remind"),
        (replace(AGREED, phase=Phase.PAUSED), MORNING + DAY, "remind"),
        (replace(AGREED, phase=Phase.RESUMING), MORNING + DAY, "remind"),
        (replace(AGREED, reminded=True), MORNING + MONTH, "expire"),
        (replace(AGREED, phase=Phase.ERASING, beneath=Phase.ASKING), MORNING + MONTH, "expire"),
        (replace(AGREED, phase=Phase.LANGUAGE, beneath=Phase.ASKING), MORNING + DAY, "remind"),
        (replace(AGREED, phase=Phase.DONE), None, None),
        (replace(AGREED, phase=Phase.STOPPED, beneath=Phase.ASKING), None, None),
        (replace(AGREED, phase=Phase.ERASING, beneath=Phase.DONE), None, None),
        (replace(AGREED, phase=Phase.ERASING, beneath=Phase.STOPPED), None, None),
        (replace(AGREED, phase=Phase.LANGUAGE, beneath=Phase.DONE), None, None),
    ],
)
def test_each_rest_has_its_timer(talk: Conversation, wakes: datetime | None, why: WakeWhy | None) -> None:
    """Who has agreed is reminded once; who has not is forgotten; who has stopped or finished is left alone."""
    after = timing.on_time(at(MORNING), talk)
    assert after is not None
    assert (after.wake_at, after.wake_why) == (wakes, why)
    assert (after.turn, after.heard_at) == (talk.turn + 1, MORNING)


def test_a_reminder_due_at_night_is_set_for_the_morning() -> None:
    """24 hours after eleven at night is no time to write."""
    after = timing.on_time(at(NIGHT), AGREED)
    assert after is not None
    assert after.wake_at == (NIGHT + 2 * DAY).replace(hour=1)  # eight in the morning there


def test_nothing_is_timed_of_whom_nothing_is_kept() -> None:
    """Without a state there is nothing to wake."""
    assert timing.on_time(at(MORNING), None) is None


def waiting(why: WakeWhy = "remind") -> Conversation:
    """A talk in its fifth turn that is about to be woken."""
    talk = replace(AGREED, turn=5, wake_at=MORNING, wake_why=why)
    return replace(talk, form=begun(at(MORNING), talk).dump())


@pytest.mark.parametrize(
    ("before", "woke"),
    [
        (None, Woke(5, "remind")),
        (waiting(), Woke(4, "remind")),  # it has moved on since
        (waiting(), Woke(5, "expire")),
        (waiting("expire"), Woke(5, "remind")),
        (replace(waiting(), wake_why=None), Woke(5, "remind")),
    ],
)
def test_a_timer_of_another_turn_is_void(before: Conversation | None, woke: Woke) -> None:
    """Nothing is said and nothing changes."""
    assert timing.woken(at(MORNING), before, woke) == (before, ())


def test_the_reminder_asks_once_and_tells_what_is_left() -> None:
    """The talk rests behind it, ticks and misunderstandings are forgotten, and the next timer ends it."""
    before = replace(waiting(), picked=("3",), tries=2)
    after, (reminded,) = timing.woken(at(MORNING), before, Woke(5, "remind"))
    assert reminded == ev.Reminded(left=12, turn=6)
    assert after is not None
    assert (after.phase, after.reminded, after.tries, after.picked) == (Phase.PAUSED, True, 0, ())
    assert (after.turn, after.asked, after.wake_at, after.wake_why) == (6, 6, MORNING + MONTH, "expire")


@pytest.mark.parametrize("hours", [Hours(), Hours(holidays=frozenset({NIGHT.date()}))])
def test_a_reminder_never_rings_at_night_or_on_a_holiday(hours: Hours) -> None:
    """A worker that comes late sets it anew instead of ringing."""
    now = NIGHT if not hours.holidays else MORNING
    after, events = timing.woken(at(now, Rules(hours)), waiting(), Woke(5, "remind"))
    assert events == ()
    assert after is not None
    assert after.wake_at == (now + DAY).replace(hour=1)
    assert not after.reminded


def test_the_end_of_a_silence_keeps_what_was_agreed_to() -> None:
    """What is unfinished closes as it stands, and can be gone on with."""
    after, events = timing.woken(at(MORNING), waiting("expire"), Woke(5, "expire"))
    assert events == (ev.Expired(),)
    assert after is not None
    assert (after.phase, after.at, after.wake_at) == (Phase.DONE, "/data/district", None)


def test_who_never_agreed_is_forgotten() -> None:
    """The little that held the talk goes too."""
    before = Conversation(Phase.CONSENT, turn=2, wake_at=datetime(2026, 12, 2, tzinfo=UTC), wake_why="expire")
    assert timing.woken(at(MORNING), before, Woke(2, "expire")) == (None, (ev.Expired(),))
