"""The timers of a talk: one reminder, and the end of a silence."""

from dataclasses import replace
from datetime import datetime

from bot.core import events as ev
from bot.core.conversation import asking
from bot.core.conversation.scene import Scene, Turn
from bot.core.conversation.state import Conversation, Phase, WakeWhy
from bot.core.said import Woke


def on_time(scene: Scene, after: Conversation | None) -> Conversation | None:
    """The state with the turn counted and the next timer set from now on."""
    if after is None:
        return None
    wake_at, why = _next(scene, after)
    return replace(after, turn=after.turn + 1, heard_at=scene.now, wake_at=wake_at, wake_why=why)


def _next(scene: Scene, after: Conversation) -> tuple[datetime, WakeWhy] | tuple[None, None]:
    if not after.consented:
        return scene.now + scene.rules.forget_after, "expire"
    if _rests(after):
        return None, None
    if after.reminded or after.phase is Phase.ERASING:  # who thinks of erasing is not asked to go on
        return scene.now + scene.rules.expire_after, "expire"
    return scene.rules.hours.next_open(scene.now + scene.rules.remind_after), "remind"


def _rests(after: Conversation) -> bool:
    """Is nothing waited for, also beneath a question of ours that was never answered?"""
    asked_by_us = after.phase in {Phase.ERASING, Phase.LANGUAGE}
    return (after.beneath if asked_by_us else after.phase) in {Phase.DONE, Phase.STOPPED}


def woken(scene: Scene, before: Conversation | None, woke: Woke) -> Turn:
    """A timer rang. One of an older turn is void; a reminder outside the hours waits for them."""
    if before is None or woke.turn != before.turn or before.wake_why != woke.why:
        return before, ()
    if woke.why == "expire":
        return _expired(before)
    if not scene.rules.hours.open_at(scene.now):
        return replace(before, wake_at=scene.rules.hours.next_open(scene.now)), ()
    return _reminded(scene, before)


def _reminded(scene: Scene, before: Conversation) -> Turn:
    turn = before.turn + 1
    after = replace(before, turn=turn, asked=turn, phase=Phase.PAUSED, reminded=True, tries=0, picked=(), beneath=None)
    after = replace(after, wake_at=scene.now + scene.rules.expire_after, wake_why="expire")
    return after, (ev.Reminded(asking.left(scene, before), turn),)


def _expired(before: Conversation) -> Turn:
    """Before consent the little that was held goes too."""
    if not before.consented:
        return None, (ev.Expired(),)
    closed = replace(before, turn=before.turn + 1, phase=Phase.DONE, beneath=None, wake_at=None, wake_why=None)
    return closed, (ev.Expired(),)
