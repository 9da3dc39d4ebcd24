"""What is recorded of one person, in words: for the simulated phones."""

from collections.abc import Mapping

from bot.core.conversation import Conversation, Scene
from bot.core.conversation.asking import interview_of
from bot.core.conversation.prompting import in_words
from bot.core.form.interview import Interview
from bot.core.hours import PHNOM_PENH
from bot.core.wording import Language
from bot.desk import Desk
from bot.store import answers
from bot.store.answers import Answer
from bot.store.contacts import Known
from bot.store.database import Db


def recorded(desk: Desk, db: Db, known: Known, language: Language) -> Mapping[str, object]:
    """Every answer row of the person's conversation, worded in `language`, with its phase."""
    kept = known.conversation
    survey = desk.shelf.version(db, kept.survey, kept.version) if kept else None
    if kept is None or survey is None:
        return {"answers": [], "phase": None, "language": known.language}
    talk = Conversation.from_json(kept.place.state)
    interview = interview_of(Scene(survey, desk.now()), talk) if talk.form else None
    if interview is not None:
        interview.set_language(survey.tongues[language])
    rows = [_row(row, interview) for row in answers.of_conversation(db, desk.vault, kept.id)]
    return {"answers": rows, "phase": talk.phase.value, "language": talk.language}


def _row(row: Answer, interview: Interview | None) -> Mapping[str, object]:
    return {
        "question": _question(row, interview),
        "answer": _answer(row, interview),
        "outcome": row.outcome,
        "raw": row.raw or row.text or "",
        "at": row.at.astimezone(PHNOM_PENH).strftime("%H:%M"),
    }


def _question(row: Answer, interview: Interview | None) -> str:
    try:
        return interview.question(row.ref).label if interview else row.name
    except KeyError:
        return row.name


def _answer(row: Answer, interview: Interview | None) -> str:
    value = row.code if row.code is not None else row.text
    if value is None:
        return ""
    plain = " ".join(value) if isinstance(value, tuple) else value
    try:
        return in_words(interview, row.ref, value) if interview else plain
    except KeyError:
        return plain
