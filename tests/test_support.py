"""What works of the format is said on one page, which is fresh and leaves nothing out."""

import pytest
from pyxform import aliases, constants
from pyxform.question_type_dictionary import QUESTION_TYPE_DICT

from bot.core.conversation.kinds import NEVER, askable
from bot.core.conversation.scene import Abilities
from bot.core.questions import KINDS
from bot.core.xpath.calls import KNOWN
from bot.xlsform import facts, support
from bot.xlsform.checks import kinds
from bot.xlsform.facts import FUNCTIONS, LOGIC, TITLES, Fact

SMS, TELEGRAM = Abilities(), Abilities(buttons=True, media=True)
CONTROLS = [f"begin_{name}" for name in ("group", "repeat", "loop")]
TYPES = sorted({*QUESTION_TYPE_DICT, *aliases.select, *aliases.control, *aliases.cascading, *aliases.osm, *CONTROLS})
PARAMETERS = sorted(
    value.value
    for name, kind in vars(constants).items()
    if name.startswith("Parameters") and isinstance(kind, type)
    for value in kind
)

# https://docs.getodk.org/form-question-types/ and https://xlsform.org name these; pyxform acts on the last seven
_LOOKS = """
    numbers multiline url ex: thousands-sep bearing vertical no-ticks picker rating no-calendar month-year
    year ethiopian coptic islamic bikram-sambat myanmar persian placement-map maps hide-input masked printer
    new new-front new-rear selfie minimal autocomplete quick columns-pack columns columns-n no-buttons
    image-map likert map spinner counter compact quickcompact horizontal horizontal-compact list pages
    theme-grid intent: hidden-answer field-list table-list list-nolabel label annotate draw signature search()
"""

# https://docs.getodk.org/form-operators-functions/
_OF_ODK = """
    selected selected-at count-selected jr:choice-name position instance current indexed-repeat pulldata if
    coalesce once regex contains starts-with ends-with substr substring-before substring-after translate
    string-length normalize-space concat join boolean-from-string string digest base64-decode extract-signed
    random randomize uuid boolean not true false checklist weighted-checklist count count-non-empty sum max
    min round int number pow log log10 abs sin cos tan asin acos atan atan2 sqrt exp exp10 pi today now date
    date-time decimal-date-time decimal-time format-date format-date-time area distance geofence version
    property
"""


def test_the_page_is_fresh() -> None:
    """Who changes the table writes the page anew: python -m bot.xlsform.support."""
    assert support.PAGE.read_text(encoding="utf-8") == support.page()


@pytest.mark.parametrize("kind", TYPES)
def test_every_type_that_pyxform_knows_is_in_it(kind: str) -> None:
    """By its own name or an old one."""
    assert facts.of_type(kind) is not None


@pytest.mark.parametrize("look", _LOOKS.split())
def test_every_appearance_is_in_it(look: str) -> None:
    """Those of the two guides for authors, and those that pyxform acts on."""
    assert facts.of_appearance(look) is not None


@pytest.mark.parametrize("name", PARAMETERS)
def test_every_parameter_of_pyxform_is_in_it(name: str) -> None:
    """Parameters that work and those that change nothing."""
    assert any(name in {*fact.also, *fact.name.replace(",", " ").split()} for fact in LOGIC)


def test_every_function_is_in_it() -> None:
    """All that the compiler knows, and all of ODK's; what does not work is no more than the compiler refuses."""
    told = {fact.name: fact.level for fact in FUNCTIONS}
    assert {*_OF_ODK.split(), *KNOWN} <= told.keys()
    assert {name for name, level in told.items() if level == "no"} == told.keys() - KNOWN


def test_columns_with_texts_for_people_are_in_it() -> None:
    """Every column that may be translated works or is said not to."""
    columns = {
        "label in several languages" if name == "label" else name for name in aliases.TRANSLATABLE_SURVEY_COLUMNS
    }
    columns = {name.replace("jr:constraintMsg", "constraint_message") for name in columns} - {"jr:requiredMsg"}
    assert all(facts.of_feature(name) for name in columns)


@pytest.mark.parametrize("title", TITLES)
def test_nothing_is_said_twice(title: str) -> None:
    """Each name stands for one fact."""
    names = [name for fact in TITLES[title] for name in (fact.name, *fact.also)]
    assert len(names) == len(set(names))


@pytest.mark.parametrize("fact", [fact for facts in TITLES.values() for fact in facts], ids=lambda fact: fact.name)
def test_what_does_not_simply_work_has_a_reason(fact: Fact) -> None:
    """Partly says how, no says why; and Telegram can do whatever SMS can."""
    rank = {"no": 0, "partly": 1, "yes": 2}
    assert fact.how or (fact.sms, fact.telegram) == ("yes", "yes")
    assert rank[fact.sms] <= rank[fact.telegram]


@pytest.mark.parametrize("kind", sorted(kinds.KNOWN - {"end_group", "end_repeat", "end_loop", "uuid"}))
def test_the_table_and_the_checks_agree(kind: str) -> None:
    """What the page calls a no is what `survey check` warns of."""
    fact = facts.of_type(kind)
    assert fact is not None
    assert (fact.sms == "no") == (kind in kinds.SENT | kinds.NOWHERE | kinds.IGNORED | BLANK)
    assert (fact.telegram == "no") == (kind in kinds.NOWHERE | kinds.IGNORED | BLANK)


BLANK = {"phonenumber", "username", "email", "simserial", "subscriberid"}


@pytest.mark.parametrize("kind", sorted({*KINDS, *NEVER} - {"note", "place", "phone"}))
def test_the_table_and_the_conversation_agree(kind: str) -> None:
    """What the page says can be asked is asked, on either channel."""
    fact = facts.of_type(kind)
    assert fact is not None
    assert (fact.sms != "no", fact.telegram != "no") == (askable(kind, SMS), askable(kind, TELEGRAM))
