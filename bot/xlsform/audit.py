"""How many questions of a form each kind of channel can ask."""

from dataclasses import dataclass
from typing import Any

from bot.core.conversation.kinds import askable, kind_of
from bot.core.conversation.scene import Abilities
from bot.core.form.definition import Question
from bot.core.form.interview import Sketch
from bot.core.survey import Survey
from bot.core.wording import Language, Wording

CHANNELS = {"SMS": Abilities(), "Telegram": Abilities(buttons=True, media=True)}
_ALL = Wording(km="{channel}៖ សួរបានទាំង {count} សំណួរ", en="{channel}: all {count} questions can be asked")
_SOME = Wording(
    km="{channel}៖ សំណួរ {count} សួរបាន {asked} រំលង {passed} ({names})",
    en="{channel}: {count} questions, {asked} can be asked, {passed} are passed over ({names})",
)


@dataclass(frozen=True, slots=True)
class Audit:
    """What one channel can do with a form: of `count` questions those in `passed` cannot be asked on it."""

    channel: str
    count: int
    passed: tuple[str, ...]

    def line(self, language: Language) -> str:
        """The audit in one line."""
        words = (_SOME if self.passed else _ALL).to(language)
        facts = {"asked": self.count - len(self.passed), "passed": len(self.passed), "names": ", ".join(self.passed)}
        return words.format(channel=self.channel, count=self.count, **facts)

    def to_json(self) -> dict[str, Any]:
        """The audit as plain data."""
        return {
            "channel": self.channel,
            "questions": self.count,
            "asked": self.count - len(self.passed),
            "passed_over": list(self.passed),
        }


def audits(survey: Survey) -> tuple[Audit, ...]:
    """The audit of each kind of channel. A note is no question."""
    in_order = sorted(survey.form.questions.values(), key=lambda question: question.number)
    asked = [question.path for question in in_order if not _is_note(survey, question)]
    return tuple(
        Audit(channel, len(asked), tuple(_name(path) for path in asked if not _askable(survey, path, can)))
        for channel, can in CHANNELS.items()
    )


def _is_note(survey: Survey, question: Question) -> bool:
    readonly = survey.form.binds[question.path].readonly
    return readonly is not None and readonly.text.replace(" ", "") in {"true()", "1"}


def _askable(survey: Survey, path: str, can: Abilities) -> bool:
    question, name = survey.form.questions[path], _name(path)
    look, told = question.appearance, question.parameters
    sketch = Sketch(name, survey.form.binds[path].type, question.control, False, look, told)
    return askable(kind_of(sketch, survey.extra(name)), can)


def _name(path: str) -> str:
    return path.rpartition("/")[2]
