"""Two versions of a form: what is otherwise, and what can still be counted together."""

import json

import pytest

from bot.core.changes import APART, Change, What, changes
from bot.core.survey import Survey
from bot.core.wording import LANGUAGES
from bot.xlsform import read
from bot.xlsform.sayings.changes import CHANGES, told

HEAD = "| survey |\n| | type | name | label::Khmer (km) | label::English (en) | relevant | constraint | sms_text_en |\n"
WATER = "| | select_one kind | water | ទឹក | Water | | | |\n"
AGE = "| | integer | age | អាយុ | Age | | . > 17 | |\n"
WISH = "| | text | wish | ចង់បាន | Wish | ${age} > 20 | | |\n"
TAIL = "| choices |\n| | list_name | name | label::Khmer (km) | label::English (en) |\n"
WELL = "| | kind | well | អណ្តូង | Well |\n"
TAP = "| | kind | tap | រ៉ូប៊ីណេ | Tap |\n"
RIVER = "| | kind | river | ទន្លេ | River |\n"
ROUND, END = "| | begin_repeat | people | មនុស្ស | People | | | |\n", "| | end_repeat | | | | | | |\n"
BASE = HEAD + WATER + AGE + WISH + TAIL + WELL + TAP


def survey(table: str) -> Survey:
    found = read(table.encode(), "plan.md")
    assert found.survey is not None, [each.line("en") for each in found.findings]
    return found.survey


BOTH = ("km", "en")
CASES: dict[str, tuple[str, tuple[Change, ...]]] = {
    "the same": (BASE, ()),
    "a question more": (
        BASE.replace(AGE, AGE + "| | text | name | ឈ្មោះ | Name | | | |\n"),
        (Change("question-added", "name"),),
    ),
    "a question less": (BASE.replace(WISH, ""), (Change("question-gone", "wish"),)),
    "English words": (
        BASE.replace("| Age |", "| How old? |"),
        (Change("question-reworded", "age", languages=("en",)),),
    ),
    "Khmer words": (BASE.replace("អាយុ", "អាយុ?"), (Change("question-reworded", "age", languages=("km",)),)),
    "words in both": (
        BASE.replace("អាយុ | Age", "ឆ្នាំ | Years"),
        (Change("question-reworded", "age", languages=BOTH),),
    ),
    "the short text": (
        BASE.replace(". > 17 | |", ". > 17 | Age? |"),
        (Change("question-reworded", "age", languages=("en",)),),
    ),
    "the order": (HEAD + AGE + WISH + WATER + TAIL + WELL + TAP, (Change("question-moved", "water"),)),
    "a number becomes words": (
        BASE.replace("integer", "text"),
        (Change("type-changed", "age", before="integer", after="text"),),
    ),
    "one choice becomes several": (
        BASE.replace("select_one", "select_multiple"),
        (Change("type-changed", "water", before="select_one", after="select_multiple"),),
    ),
    "once a person becomes once a round": (
        BASE.replace(WISH, ROUND + WISH + END),
        (Change("round-changed", "wish", before="", after="people"),),
    ),
    "a choice more": (BASE + RIVER, (Change("choices-added", "water", ("river",)),)),
    "a choice less": (BASE.replace(TAP, ""), (Change("choices-gone", "water", ("tap",)),)),
    "a choice in other words": (
        BASE.replace("| Tap |", "| Piped water |"),
        (Change("choices-reworded", "water", ("tap",), ("en",)),),
    ),
    "a choice under another name": (
        BASE.replace("kind | tap", "kind | piped"),
        (Change("choices-recoded", "water", ("tap > piped",)),),
    ),
    "choices in another order": (HEAD + WATER + AGE + WISH + TAIL + TAP + WELL, ()),
    "who is asked": (
        BASE.replace("${age} > 20", "${age} >= 20"),
        (Change("condition-changed", "wish", (), (), "relevant", "${age} > 20", "${age} >= 20"),),
    ),
    "what is taken": (
        BASE.replace(". > 17", ""),
        (Change("condition-changed", "age", (), (), "constraint", ". > 17", ""),),
    ),
    "spaces in a condition": (BASE.replace("${age} > 20", "${age}   >  20"), ()),
    "another question under an old place": (
        BASE.replace("| age |", "| years |").replace("${age}", "${years}"),
        (
            Change("question-added", "years"),
            Change("question-gone", "age"),
            Change("condition-changed", "wish", (), (), "relevant", "${age} > 20", "${years} > 20"),
        ),
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_a_version_says_what_it_changed(case: str) -> None:
    """Everything that is otherwise, and nothing else."""
    table, expected = CASES[case]
    assert changes(survey(BASE), survey(table)) == expected


@pytest.mark.parametrize("case", CASES)
def test_a_change_goes_to_json_and_back(case: str) -> None:
    """And can be said in both languages, with nothing left to fill in."""
    for change in CASES[case][1]:
        assert Change.from_json(json.loads(json.dumps(change.to_json()))) == change
        for language in LANGUAGES:
            assert change.name in told(change, language)
            assert "{" not in told(change, language).replace("${", "")


def test_only_what_cannot_be_counted_together_warns() -> None:
    """Another kind, another repeat, another name for the same choice; whatever else happened is counted together."""
    apart = {
        change.what for table, _ in CASES.values() for change in changes(survey(BASE), survey(table)) if change.apart
    }
    assert apart == APART
    for table, _ in CASES.values():
        for change in changes(survey(BASE), survey(table)):
            assert told(change, "en").startswith("warning") is change.apart


def test_every_kind_of_change_is_tried_here() -> None:
    """A new kind needs a case and its words."""
    tried: set[What] = {change.what for _, expected in CASES.values() for change in expected}
    assert tried == set(CHANGES)


def test_a_long_list_is_told_in_one_line() -> None:
    """Of a thousand new communes only the first are named."""
    many = "".join(f"| | kind | c{n} | ឃុំ{n} | C{n} |\n" for n in range(1000))
    (change,) = changes(survey(BASE), survey(BASE + many))
    assert len(change.choices) == 1000
    assert told(change, "en").count("c1") < 12


def test_a_change_of_tomorrow_is_not_misread() -> None:
    """A kind of change that is not known is no change of another kind."""
    with pytest.raises(ValueError, match="no such change"):
        Change.from_json({"what": "question-split", "name": "age"})
