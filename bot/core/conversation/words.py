"""An answer in words, as it is said back to the person who gave it."""

from datetime import date

from bot.core.conversation.kinds import kind_of
from bot.core.conversation.scene import Scene
from bot.core.form.interview import Interview, Shown
from bot.core.wording import Language, Wording

RECORDED = Wording(km="(បានផ្ញើឯកសារ)", en="(a file you sent)")
VOICE = Wording(km="(សារជាសំឡេង)", en="(voice message)")
PHOTO = Wording(km="(រូបថត)", en="(photo)")
_RECORDINGS = {"text": VOICE, "audio": VOICE, "image": PHOTO}
_KM_MONTHS = ("មករា", "កុម្ភៈ", "មីនា", "មេសា", "ឧសភា", "មិថុនា", "កក្កដា", "សីហា", "កញ្ញា", "តុលា", "វិច្ឆិកា", "ធ្នូ")
_EN_MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
_DATE = len("2026-11-25")
_CLOCK = len("14:30")


def said(scene: Scene, interview: Interview, ref: str, value: str | tuple[str, ...], language: Language) -> str:
    """The labels of what was chosen, the name of a place, the month of a day by its name; else the answer itself."""
    shown = interview.question(ref)
    kind = kind_of(shown, scene.survey.extra(shown.name))
    text = value if isinstance(value, str) else " ".join(value)
    match kind:
        case "place":
            return place(scene, text, language)
        case "date":
            return _day(text, language)
        case "time":
            return text[:_CLOCK]
        case "dateTime":
            return f"{_day(text[:_DATE], language)} {text[_DATE + 1 :][:_CLOCK]}"
        case "geopoint":
            return ", ".join(text.split(" ")[:2])
        case _:
            return _chosen(shown, text)


def recording(scene: Scene, interview: Interview, ref: str, language: Language) -> str:
    """What stands for an answer that is a file."""
    shown = interview.question(ref)
    kind = kind_of(shown, scene.survey.extra(shown.name))
    return _RECORDINGS.get(kind, RECORDED).to(language)


def place(scene: Scene, code: str, language: Language) -> str:
    """The name of a place; its code where the gazetteer does not know it."""
    row = scene.places.row(code) if scene.places else None
    if row is None:
        return code
    return row.km if language == "km" else row.en


def _day(text: str, language: Language) -> str:
    """3 April 2026, so that nobody reads the month for the day."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return text
    months = _KM_MONTHS if language == "km" else _EN_MONTHS
    return f"{day.day} {months[day.month - 1]} {day.year}"


def _chosen(shown: Shown, text: str) -> str:
    labels = {option.value: option.label for option in shown.choices}
    if not labels or text in labels:
        return labels.get(text) or text
    return ", ".join(labels.get(name) or name for name in text.split(" "))
