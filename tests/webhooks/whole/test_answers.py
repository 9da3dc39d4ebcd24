"""A resident's whole way: from the first word at the provider to the answers in the database."""

import pytest

from tests.webhooks.whole.town import DARA, SOK, Town

WISH = {"km": "សូមធ្វើផ្លូវក្រាលកៅស៊ូ", "en": "please mend the road to school"}
ANSWERS = {
    "district": "1802",
    "short1": "waste",
    "short2": "water",
    "short3": "school",
    "gender": "f",
    "age_group": "30_44",
    "mid1": "jobs",
    "long1": "health",
    "occupation": "fisher",
    "fisher_need": "stock",
    "disability": "no",
    "share1": "5",
    "share2": "3",
    "share3": "2",
    "safe_night": "3",
    "say": "3",
    "commune": "180215",
    "followup": "yes",
}
PART_A, PART_B, PART_C = ("3", "3 1 7", "1", "2"), ("5", "6", "{wish}", "1", "2", "2"), ("5 3 2", "2", "3", "10", "1")
SAID = (*PART_A, "1", *PART_B, "1", *PART_C)  # "1" goes on at the end of a part
TAPPED = {
    "km": ("ព្រៃនប់", "សំរាម ឆ្នេរ", "ទឹកស្អាត", "សាលារៀន", "ស្រី", "៣០-៤៤"),
    "en": ("Prey Nob", "Rubbish, beach", "Clean water", "Schools", "Woman", "30-44"),
}
LANGUAGES = pytest.mark.parametrize(("language", "code"), [("km", "1"), ("en", "2")])


@LANGUAGES
def test_a_resident_answers_by_sms(town: Town, language: str, code: str) -> None:
    """Every question once, in the language chosen; everything is stored as it was meant, and its words with it."""
    town.says("yobal", code, "1", *(each.format(wish=WISH[language]) for each in SAID))
    assert town.values() == ANSWERS | {"open_wish": WISH[language]}
    assert (town.phase(), {each.language for each in town.answers().values()}) == ("done", {language})
    assert {each.version for each in town.answers().values()} == {"1"}


@LANGUAGES
def test_a_resident_answers_on_telegram(town: Town, language: str, code: str) -> None:
    """Part by buttons, part by words: both say the same."""
    town.does(town.telegram.start(DARA))
    town.taps({"km": "ខ្មែរ", "en": "English"}[language])
    town.taps({"km": "យល់ព្រម (១៨ឆ្នាំឡើង)", "en": "I agree (age 18+)"}[language], *TAPPED[language])
    town.writes("1", *(each.format(wish=WISH[language]) for each in PART_B), "1", *PART_C)
    assert town.values(DARA) == ANSWERS | {"open_wish": WISH[language]}
    assert town.phase(DARA) == "done"


def test_what_was_said_is_kept_beside_what_was_understood(town: Town) -> None:
    """The raw words stay, so that nobody has to believe the reading."""
    town.says("yobal", "1", "1", "៣", "សំរាម ទឹក សាលា")
    kept = town.answers()
    assert (kept["district"].code, kept["district"].raw) == ("1802", "៣")
    assert (kept["short1"].code, kept["short1"].raw) == ("waste", "សំរាម ទឹក សាលា")


def test_two_people_do_not_disturb_each_other(town: Town) -> None:
    """Nor do two channels."""
    town.says("yobal", "2", "1", "3", phone=SOK)
    town.says("yobal", "1", "1", "1", phone="+85512000002")
    town.writes("/start", "1", "1", "6")
    assert [town.values(each)["district"] for each in (SOK, "+85512000002", DARA)] == ["1802", "1801", "1805"]


def test_the_language_can_be_changed_in_mid_survey(town: Town) -> None:
    """The same question comes in the other language, and the answers before it stand."""
    town.says("yobal", "1", "1", "3")
    assert "3 numbers" in town.says("ENGLISH")
    assert "លេខ" in town.says("ខ្មែរ")
    assert town.says("3 1 7") == "អ្នកជា៖\n1 ស្រី\n2 ប្រុស\n3 ផ្សេងទៀត\n0 មិនចង់ប្រាប់"
    assert town.values() == {"district": "1802", "short1": "waste", "short2": "water", "short3": "school"}
