"""The sample consultation of Preah Sihanouk: whole, affordable, and marked as unreviewed."""

from datetime import UTC, datetime
from itertools import groupby
from pathlib import Path

import pytest

from bot.core import layout
from bot.core.conversation.prompting import offered
from bot.core.costs import Costs, Own, cost
from bot.core.events import Prompt
from bot.core.form.interview import Interview
from bot.core.segments import segments
from bot.core.survey import Survey
from bot.core.wording import LANGUAGES
from bot.xlsform import Read, read

FILE = Path(__file__).parents[1] / "config" / "surveys" / "sihanoukville.md"
SENT = Own(  # what Yobal says of its own on the way, at its longest
    part_end={
        "km": "អរគុណ! នៅ 11 សំណួរទៀត? 1 ឥឡូវ 2 ពេលក្រោយ 3 ចប់",
        "en": "Thank you! 11 more questions? 1 Now 2 Later 3 Finish",
    }
)

# ask, name, part, one of its SDG targets, horizon, tier
ASKS = [
    ("1", "lang", "A", "", None, "technical"),
    ("2", "consent", "A", "16.10", None, "technical"),
    ("3", "district", "A", "11.3", None, "quasi-identifier"),
    ("4", "short1", "A", "11.3.2", "short", "opinion"),
    ("4", "short2", "A", "6.1", "short", "opinion"),
    ("4", "short3", "A", "13.1", "short", "opinion"),
    ("5", "gender", "A", "5.5", None, "quasi-identifier"),
    ("6", "age_group", "A", "10.2", None, "quasi-identifier"),
    ("7", "mid1", "B", "14.b", "medium", "opinion"),
    ("8", "long1", "B", "11.1", "long", "opinion"),
    ("9", "open_wish", "B", "16.7", "coded later", "free text"),
    ("10", "occupation", "B", "8.3", None, "quasi-identifier"),
    ("11", "fisher_need", "B", "14.4", "short", "opinion"),
    ("12", "vendor_need", "B", "6.2", "short", "opinion"),
    ("13", "disability", "B", "10.2", None, "sensitive"),
    ("14", "share1", "C", "11.3", "all", "opinion"),
    ("14", "share2", "C", "financing", "all", "opinion"),
    ("14", "share3", "C", "financing", "all", "opinion"),
    ("15", "safe_night", "C", "5.2", "baseline", "opinion"),
    ("16", "say", "C", "16.7.2 (adapted)", "baseline", "opinion"),
    ("17", "commune", "C", "11.3", None, "quasi-identifier"),
    ("18", "followup", "C", "16.6", None, "contact"),
]

# list: (code to type, name)
CODES = {
    "lang": "1 km, 2 en",
    "consent": "1 agree, 2 no, 3 under18, 4 info",
    "district": "1 1801, 2 1806, 3 1802, 4 1803, 5 1804, 6 1805, 7 else, 0 skip",
    "issue": "1 water, 2 flood, 3 waste, 4 land, 5 jobs, 6 health, 7 school, 8 roads, 9 fish",
    "gender": "1 f, 2 m, 3 other, 0 pns",
    "age": "1 18_29, 2 30_44, 3 45_59, 4 60p, 0 pns",
    "occ": "1 fisher, 2 vendor, 3 worker, 4 tourism, 5 farmer, 6 student, 7 care, 8 nowork, 9 other, 0 skip",
    "fneed": "1 landing, 2 stock, 3 illegal, 4 reclaim, 5 fuel, 6 other, 0 skip",
    "vneed": "1 place, 2 wash, 3 rent, 4 safety, 5 loan, 6 other, 0 skip",
    "disab": "1 yes, 2 no, 0 pns",
    "safe": "1 4, 2 3, 3 2, 4 1, 5 never, 0 skip",
    "say": "1 1, 2 2, 3 3, 4 4, 5 5, 0 skip",
    "yn": "1 yes, 2 no",
}

COMMUNES = {  # district -> its communes, in the order of their numbers
    "1801": "180101 180102 180103 180104",
    "1802": "180201 180204 180207 180209 180210 180211 180212 180213 180214 180215",
    "1803": "180301 180302 180303 180304",
    "1804": "180401 180402 180403 180404",
    "1805": "180501 180502",
    "1806": "180601 180602 180603 180604 180605",
}


@pytest.fixture(scope="module")
def told() -> Read:
    return read(FILE.read_bytes(), FILE.name)


@pytest.fixture(scope="module")
def survey(told: Read) -> Survey:
    assert told.survey is not None
    return told.survey


@pytest.fixture(scope="module")
def costs(survey: Survey) -> Costs:
    return cost(survey, SENT)


def test_nothing_is_wrong_with_it(told: Read) -> None:
    """Not even a warning: whoever copies it begins with a clean form."""
    assert [finding.line("en") for finding in told.findings] == []


@pytest.mark.parametrize(("ask", "name", "part", "target", "horizon", "tier"), ASKS)
def test_every_question_is_there(
    survey: Survey, *, ask: str, name: str, part: str, target: str, horizon: str | None, tier: str
) -> None:
    """All 18 asks with their part, targets, horizon and privacy tier."""
    extra = survey.extra(name)
    assert f"/data/{name}" in survey.form.questions
    assert (extra.ask, extra.part, extra.horizon, extra.tier) == (ask, part, horizon, tier)
    assert target in extra.sdg or not target


def test_there_are_no_other_questions(survey: Survey) -> None:
    """The form asks what stands on this page and nothing else, in this order."""
    assert [part.path for part in survey.form.elements] == [f"/data/{name}" for _, name, *_ in ASKS]


@pytest.mark.parametrize("listed", CODES)
def test_every_choice_has_its_code(survey: Survey, listed: str) -> None:
    """The numbers on posters are the numbers that are typed."""
    expected = [tuple(pair.split(" ")) for pair in CODES[listed].split(", ")]
    assert [(extra.code, name) for (of, name), extra in survey.choice_extras.items() if of == listed] == expected


def interview(survey: Survey, tongue: str = "Khmer (km)", **answers: str) -> Interview:
    begun = Interview.start(
        survey.form,
        now=datetime(2026, 11, 25, tzinfo=UTC),
        timezone=UTC,
        dice=lambda: 0.5,
        uuid=lambda: "one",
        language=tongue,
    )
    for name, value in answers.items():
        assert begun.answer(f"/data/{name}", value).ok
    return begun


@pytest.mark.parametrize("district", COMMUNES)
def test_communes_are_numbered_inside_their_district(survey: Survey, district: str) -> None:
    """10 in Prey Nob is its tenth commune; every district counts from 1."""
    shown = interview(survey, consent="agree", district=district).question("/data/commune")
    listed = offered(survey, shown, "km")
    assert [each.name for each in listed] == COMMUNES[district].split()
    assert [each.code for each in listed] == [str(number) for number in range(1, len(listed) + 1)]


@pytest.mark.parametrize("district", ["else", "skip", ""])
def test_who_lives_elsewhere_is_not_asked_for_a_commune(survey: Survey, district: str) -> None:
    """Without a district of the province there is no list of communes."""
    assert not interview(survey, consent="agree", district=district).relevant("/data/commune")


def test_nothing_is_asked_without_consent(survey: Survey) -> None:
    """Language and consent stand open to everybody, all the rest to those who agreed."""
    for consent in ("no", "under18", "info"):
        begun = interview(survey, consent=consent)
        relevant = {name for _, name, *_ in ASKS if begun.relevant(f"/data/{name}")}
        assert relevant == {"lang", "consent"}


@pytest.mark.parametrize("occupation", ["fisher", "vendor", "worker", "skip"])
def test_nobody_is_asked_more_than_seventeen_times(survey: Survey, occupation: str) -> None:
    """Fishers and vendors have a question of their own, and nobody has both."""
    shares = dict(zip(("short1", "short2", "short3"), ("water", "fish", "land"), strict=True))
    begun = interview(survey, consent="agree", district="1802", occupation=occupation, **shares, share1="5", share2="3")
    asked = [survey.extra(name).ask for _, name, *_ in ASKS if begun.relevant(f"/data/{name}")]
    assert len([ask for ask, _ in groupby(asked)]) <= 17


def test_the_share_question_names_the_issues_chosen(survey: Survey) -> None:
    """In the language spoken, in full words and in short ones."""
    begun = interview(survey, consent="agree", short1="waste", short2="water", short3="school")
    full = begun.question("/data/share1").label
    short = layout.answered(survey.extra("share1").short["km"], survey, begun, "km")
    assert "សំរាម ឆ្នេរ, ទឹកស្អាត, សាលារៀន" in full
    assert "សំរាម, ទឹក, សាលា" in short
    begun.set_language("English (en)")
    assert "Rubbish, Water, Schools" in layout.answered(survey.extra("share1").short["en"], survey, begun, "en")


@pytest.mark.parametrize(
    ("shares", "fits"), [(("5", "3", "2"), True), (("10", "0", "0"), True), (("5", "3", "3"), False)]
)
def test_shares_make_ten(survey: Survey, *, shares: tuple[str, str, str], fits: bool) -> None:
    """Three numbers are taken when they make 10."""
    first, second, third = shares
    begun = interview(
        survey, consent="agree", short1="waste", short2="water", short3="school", share1=first, share2=second
    )
    assert begun.answer("/data/share3", third).ok == fits


def test_an_issue_is_chosen_once(survey: Survey) -> None:
    """The second and third of the issues are others than those before."""
    begun = interview(survey, consent="agree", short1="waste", short2="water")
    assert not begun.answer("/data/short3", "waste").ok
    assert not begun.answer("/data/short3", "water").ok
    assert begun.answer("/data/short3", "school").ok


def test_a_whole_khmer_talk_costs_at_most_24_segments(costs: Costs) -> None:
    """Seventeen questions and the two ends of a part, for a fisher of Prey Nob."""
    way = costs.way("km")
    names = [message.name for message in way.messages]
    assert (len(names), names.count("part_end")) == (19, 2)
    assert len({"fisher_need", "vendor_need"} & set(names)) == 1
    assert "commune" in names
    assert way.segments <= 24


def test_a_whole_english_talk_is_cheaper(costs: Costs) -> None:
    """English texts are plain enough for GSM-7, but for the question of language."""
    assert costs.way("en").segments <= 20
    assert [price.name for price in costs.prices if price.language == "en" and price.encoding == "UCS-2"] == ["lang"]


def test_no_question_is_longer_than_two_segments(costs: Costs) -> None:
    """Three would be allowed; the most here is two."""
    assert max(price.segments for price in costs.prices) == 2


@pytest.mark.parametrize("name", ["mid1", "long1"])
def test_a_hidden_list_fits_in_two_segments_when_it_is_asked_for(survey: Survey, name: str) -> None:
    """? shows the issues again, and who comes back after a day sees them at once."""
    for language in LANGUAGES:
        shown = interview(survey, survey.tongues[language], consent="agree").question(f"/data/{name}")
        short = survey.extra(name).short.get(language, "")
        text = layout.sms(Prompt((), "", shown.label, short, choices=offered(survey, shown, language)))
        assert segments(text).segments <= 2


@pytest.mark.parametrize(
    ("choice", "word"), [("waste", "សំរាម"), ("water", "ទឹក"), ("waste", "rubbish"), ("roads", "ផ្លូវ")]
)
def test_an_issue_can_be_named_by_its_first_word(survey: Survey, choice: str, word: str) -> None:
    """People type សំរាម and not សំរាម ឆ្នេរ."""
    assert word in survey.choice_extra("short1", choice).aliases


def test_nothing_is_guessed_from_romanised_khmer(survey: Survey) -> None:
    """“chea srey” is asked again: no alias comes near it."""
    aliases = {alias for (of, _), extra in survey.choice_extras.items() if of == "gender" for alias in extra.aliases}
    assert not any("srey" in alias for alias in aliases)


def test_the_consent_says_what_it_must(survey: Survey) -> None:
    """For whom, freely, without names, from 18 on, and the words to erase and to stop; the short text too."""
    full = interview(survey).question("/data/consent")
    texts = (full.label, survey.extra("consent").short["km"])
    for text in texts:
        for word in ("ព្រះសីហនុ", "ស្ម័គ្រចិត្ត", "មិនសួរឈ្មោះ", "ក្រុមការងារទីក្រុង", "លុប", "ឈប់"):
            assert word in text
    agreed, *_ = offered(survey, full, "km")
    assert all("១៨" in words for words in (agreed.label, agreed.short))
    assert survey.extra("consent").numbers_only


def test_it_says_of_itself_that_it_is_a_sample(survey: Survey) -> None:
    """The Khmer was not reviewed by native speakers: the title says so in both languages."""
    assert not survey.reviewed
    assert "SAMPLE" in survey.title["en"]
    assert "គំរូ" in survey.title["km"]
    assert survey.form.title.endswith("(Khmer not yet reviewed)")


def test_who_answers_is_recognised(survey: Survey) -> None:
    """The language, the consent and the age are known for what they are."""
    assert (survey.language_question, survey.consent_question) == ("/data/lang", "/data/consent")
    assert [name for name, extra in survey.extras.items() if extra.codes_age] == ["age_group"]
    assert survey.extra("open_wish").voice
    assert [name for name, extra in survey.extras.items() if extra.hides_choices] == ["mid1", "long1"]
    assert set(survey.tongues) == set(LANGUAGES)


def test_the_issues_carry_their_targets(told: Read) -> None:
    """Each issue has its SDG targets and the focus areas of the smart-city network."""
    assert told.document is not None
    issues = told.document.extras["choices"]["issue"]
    assert issues["waste"]["sdg"] == ["11.6", "14.1"]
    assert issues["roads"]["focus"] == ["Built Infrastructure", "Safety & Security"]
    assert all(issue["sdg"] and issue["focus"] for issue in issues.values())
