"""How the consultation stands now, without a number that could point at a person."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from bot.core.survey import Survey
from bot.core.wording import LANGUAGES, Language
from bot.desk import Desk
from bot.store import counts, inbound, media, outbound, surveys
from bot.store.counts import Talks
from bot.store.media import Backlog

FEWEST = 5  # a count below it is not told
NONE_WAIT = Backlog(waiting=0, lost=0)


@dataclass(frozen=True, slots=True)
class Running:
    """The survey that new people are asked, and since when this version is."""

    survey: Survey
    since: datetime | None


@dataclass(frozen=True, slots=True)
class Group:
    """The conversations on one channel in one language; None: fewer than FEWEST, none perhaps."""

    channel: str
    language: Language
    begun: int | None
    consented: int | None
    finished: int | None


@dataclass(frozen=True, slots=True)
class Sum:
    """What the told counts make together; where one is hidden, the true sum is not `exact`ly it but at least.

    A true sum beside all counts but one would tell the hidden one.
    """

    known: int
    exact: bool


@dataclass(frozen=True, slots=True)
class Today:
    """The state of things at `at`. `quarantined` messages could not be handled and are kept.

    `voices` are recordings that nobody has written down.
    """

    at: datetime
    running: Running | None
    groups: Sequence[Group]
    pending: int
    uncertain: int
    quarantined: int
    channels: Sequence[str]
    voices: Backlog = NONE_WAIT

    @property
    def begun(self) -> Sum:
        """Conversations that began."""
        return _sum(group.begun for group in self.groups)

    @property
    def consented(self) -> Sum:
        """Conversations that came to a consent."""
        return _sum(group.consented for group in self.groups)

    @property
    def finished(self) -> Sum:
        """Conversations that are over."""
        return _sum(group.finished for group in self.groups)


def _sum(told: Iterable[int | None]) -> Sum:
    each = tuple(told)
    return Sum(sum(n for n in each if n is not None), None not in each)


def today(desk: Desk, db: Connection, channels: Iterable[str]) -> Today:
    """How it stands, `channels` being the open ones."""
    now, open_ = desk.now(), sorted(channels)
    backlog = outbound.backlog(db, now)
    running = _running(desk, db)
    return Today(
        at=now,
        running=running,
        groups=groups(counts.by_group(db, running.survey.name), open_) if running else (),
        pending=backlog.pending,
        uncertain=backlog.uncertain,
        quarantined=inbound.count_quarantined(db),
        channels=open_,
        voices=media.backlog(db),
    )


def _running(desk: Desk, db: Connection) -> Running | None:
    survey = desk.shelf.running(db)
    if survey is None:
        return None
    since = {(each.name, each.version): each.published_at for each in surveys.standings(db)}
    return Running(survey, since.get((survey.name, survey.version)))


def groups(talks: Iterable[Talks], channels: Iterable[str]) -> tuple[Group, ...]:
    """Each open channel, and each that has conversations, in each language; those without any look like few."""
    found = {(each.channel, each.language): each for each in talks}
    names = sorted({*channels, *(channel for channel, _ in found)})
    return tuple(
        _told(found.get((channel, language)) or Talks(channel, language, 0, 0, 0))
        for channel in names
        for language in LANGUAGES
    )


def _told(talks: Talks) -> Group:
    told = (n if n >= FEWEST else None for n in (talks.begun, talks.consented, talks.finished))
    return Group(talks.channel, talks.language, *told)
