"""What is recorded of one person, in words: for the simulated phones."""

from collections.abc import Mapping
from dataclasses import dataclass

from bot.core.conversation import Conversation, Scene, words
from bot.core.conversation.asking import interview_of
from bot.core.form.interview import Interview
from bot.core.hours import PHNOM_PENH
from bot.core.wording import Language
from bot.desk import Desk
from bot.store import answers
from bot.store.answers import Answer
from bot.store.contacts import Known
from bot.store.database import Db


@dataclass(frozen=True, slots=True)
class _Worded:
    """The form as it stands in one talk, and the language its answers are put into."""

    scene: Scene
    interview: Interview
    language: Language


def recorded(desk: Desk, db: Db, known: Known, language: Language) -> Mapping[str, object]:
    """Every answer row of the person's conversation, worded in `language`, with its phase."""
    kept = known.conversation
    survey = desk.shelf.version(db, kept.survey, kept.version) if kept else None
    if kept is None or survey is None:
        return {"answers": [], "phase": None, "language": known.language}
    talk = Conversation.from_json(kept.place.state)
    worded = _worded(Scene(survey, desk.now(), places=desk.places), talk, language) if talk.form else None
    rows = [_row(row, worded) for row in answers.of_conversation(db, desk.vault, kept.id)]
    return {"answers": rows, "phase": talk.phase.value, "language": talk.language}


def _worded(scene: Scene, talk: Conversation, language: Language) -> _Worded:
    interview = interview_of(scene, talk)
    interview.set_language(scene.survey.tongues[language])
    return _Worded(scene, interview, language)


def _row(row: Answer, worded: _Worded | None) -> Mapping[str, object]:
    return {
        "question": _question(row, worded),
        "answer": _answer(row, worded),
        "outcome": row.outcome,
        "raw": row.raw or row.text or "",
        "at": row.at.astimezone(PHNOM_PENH).strftime("%H:%M"),
    }


def _question(row: Answer, worded: _Worded | None) -> str:
    try:
        return worded.interview.question(row.ref).label if worded else row.name
    except KeyError:
        return row.name


def _answer(row: Answer, worded: _Worded | None) -> str:
    value = row.code if row.code is not None else row.text
    if value is None:
        return ""
    plain = " ".join(value) if isinstance(value, tuple) else value
    try:
        return words.said(worded.scene, worded.interview, row.ref, value, worded.language) if worded else plain
    except KeyError:
        return plain
