"""Answers as they are said back."""

import pytest

from bot.core.conversation import Conversation, Phase, Scene, words
from bot.core.conversation.asking import begun
from bot.core.wording import Language
from bot.places import gazetteer
from tests.core.conversation.residents import MORNING, survey


@pytest.mark.parametrize(
    ("form", "name", "value", "km", "en"),
    [
        ("amounts", "moved", "2020-04-03", "3 មេសា 2020", "3 April 2020"),
        ("amounts", "water", "07:00:00", "07:00", "07:00"),
        ("amounts", "meeting", "2026-11-25T14:30:00", "25 វិច្ឆិកា 2026 14:30", "25 November 2026 14:30"),
        ("amounts", "children", "3", "3", "3"),
        ("amounts", "wish", "a clean street", "a clean street", "a clean street"),
        ("choices", "pipe", "yes", "មាន", "Yes"),
        ("choices", "needs", "school market", "សាលារៀន, ផ្សារ", "School, Market"),
        ("choices", "order", ("market", "school"), "ផ្សារ, សាលារៀន", "Market, School"),
        ("choices", "commune", "180605", "រាម", "Ream"),
        ("choices", "commune", "nowhere", "nowhere", "nowhere"),
        ("media", "where", "10.6 103.5 0.0 0.0", "10.6, 103.5", "10.6, 103.5"),
    ],
)
def test_an_answer_in_words(form: str, name: str, value: str | tuple[str, ...], km: str, en: str) -> None:
    """Labels for names, the month by its name, a place by its name: in the language spoken."""
    told = {language: said(form, name, value, language) for language in ("km", "en")}
    assert told == {"km": km, "en": en}


def said(form: str, name: str, value: str | tuple[str, ...], language: Language) -> str:
    scene = Scene(survey(form), MORNING, places=gazetteer())
    interview = begun(scene, Conversation(Phase.ASKING, language))
    return words.said(scene, interview, f"/data/{name}", value, language)


@pytest.mark.parametrize(
    ("name", "km", "en"), [("sound", words.VOICE.km, words.VOICE.en), ("picture", "(រូបថត)", "(photo)")]
)
def test_a_recording_is_told_of_by_what_it_is(name: str, km: str, en: str) -> None:
    """Never by the provider's name of its file."""
    scene = Scene(survey("media"), MORNING)
    interview = begun(scene, Conversation(Phase.ASKING))
    ref = f"/data/{name}"
    assert (words.recording(scene, interview, ref, "km"), words.recording(scene, interview, ref, "en")) == (km, en)
