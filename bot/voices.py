"""The recordings that wait for somebody to write them down: whose they are stands nowhere here."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.core.form.interview import Interview
from bot.core.hours import PHNOM_PENH
from bot.core.survey import Survey
from bot.core.wording import Language
from bot.desk import Desk
from bot.store import audit, media
from bot.store.audit import Deed
from bot.store.database import Db
from bot.store.media import Backlog, Note, Waiting

AT_ONCE = 20  # recordings shown on one page
SITTING = timedelta(minutes=10)  # to listen again within it is the same listening
LONGEST = 4000  # characters that are kept of what somebody writes down
_UNFIT = re.compile("[^\t\n\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")  # what no XML may hold


@dataclass(frozen=True, slots=True)
class Voice:
    """One recording: what it answers in the reader's words, in which language of the talk, since when.

    `seconds` is its length where that is known; `is_here` says whether it can be listened to.
    """

    id: int
    question: str
    language: Language
    received_at: datetime
    seconds: int | None
    is_here: bool


@dataclass(frozen=True, slots=True)
class Queue:
    """The oldest recordings, how many there are in all, and why some could not be fetched.

    `reviewed` is False where named people have not signed the Khmer of a question that is shown.
    """

    voices: Sequence[Voice]
    backlog: Backlog
    reasons: Sequence[str]
    reviewed: bool = True


def queue(desk: Desk, db: Db, language: Language) -> Queue:
    """What waits now; questions are worded in `language`, without what a person's other answers would put in."""
    found = media.waiting(db, AT_ONCE)
    asked = _asked(desk, db, found)
    forms = {edition: _blank(survey, desk, language) for edition, survey in asked.items()}
    voices = tuple(_voice(each, forms.get((each.survey, each.version))) for each in found)
    reviewed = all(survey.reviewed for survey in asked.values())
    return Queue(voices, media.backlog(db), media.reasons(db), reviewed)


def _voice(waiting: Waiting, form: Interview | None) -> Voice:
    since, length = waiting.received_at, waiting.seconds
    return Voice(waiting.id, _question(waiting.ref, form), waiting.language, since, length, waiting.is_here)


def _question(ref: str, form: Interview | None) -> str:
    """The question's words; its name where the form does not say any."""
    name = ref.rpartition("/")[2]
    try:
        return (form.label(ref) if form is not None else "") or name
    except KeyError:
        return name


def _asked(desk: Desk, db: Db, found: Iterable[Waiting]) -> Mapping[tuple[str, str], Survey]:
    """Each version of a survey that is spoken of."""
    surveys = {edition: desk.shelf.version(db, *edition) for edition in {(each.survey, each.version) for each in found}}
    return {edition: survey for edition, survey in surveys.items() if survey is not None}


def _blank(survey: Survey, desk: Desk, language: Language) -> Interview:
    """The form without anybody's answers."""
    tongue = survey.tongues[language]
    return Interview.start(
        survey.form, language=tongue, now=desk.now(), timezone=PHNOM_PENH, dice=lambda: 0.0, uuid=lambda: ""
    )


# --- What is done with them; each deed is in the audit, without content -------------------------------------------


def listen(desk: Desk, db: Db, id_: int, who: str) -> bytes | None:
    """What was recorded; None where it is not here (any more). A player asks for it in parts: told once."""
    sound = media.listen(db, desk.vault, id_)
    deed = Deed(who, "listen", f"recording {id_}", desk.now())
    if sound is not None and not any(_goes_on(earlier, deed) for earlier in audit.latest(db, 10)):
        audit.add(db, deed)
    return sound


def _goes_on(earlier: Deed, deed: Deed) -> bool:
    """The same person still at the same recording."""
    return replace(earlier, at=deed.at) == deed and deed.at - earlier.at < SITTING


def write_down(desk: Desk, db: Db, id_: int, words: str | None, who: str) -> bool:
    """`words` become the answer; None: it cannot be understood. False: it is gone, or somebody was quicker."""
    text = None if words is None else _UNFIT.sub("\ufffd", words.replace("\r\n", "\n").strip()[:LONGEST])
    done = media.written(db, desk.vault, id_, Note(who, text), desk.now())
    if done:
        _tell(desk, db, who, "set aside" if text is None else "write down", f"recording {id_}")
    return done


def fetch_again(desk: Desk, db: Db, who: str) -> None:
    """Try all anew that could not be fetched."""
    if count := media.fetch_again(db, desk.now()):
        _tell(desk, db, who, "fetch again", f"{count} recordings")


def let_go(desk: Desk, db: Db, who: str) -> None:
    """Wait no more for what could not be fetched."""
    if count := media.let_go(db, who, desk.now()):
        _tell(desk, db, who, "let go", f"{count} recordings")


def _tell(desk: Desk, db: Db, who: str, action: str, subject: str) -> None:
    audit.add(db, Deed(who, action, subject, desk.now()))
