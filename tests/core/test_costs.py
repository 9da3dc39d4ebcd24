"""What a survey costs as SMS."""

import json

import pytest

from bot.core.costs import Costs, Own, cost
from bot.core.segments import segments
from bot.core.survey import Survey
from bot.core.wording import LANGUAGES
from bot.xlsform import read

KHMER = "ទឹក" * 30  # 90 units: two segments


def survey(text: str) -> Survey:
    found = read(text.encode(), "t.md").survey
    assert found is not None
    return found


BRANCHES = survey(f"""
| survey |
| | type | name | label::Khmer (km) | label::English (en) | relevant | part | sms_text_en |
| | select_one work | work | ការងារ | Work | | A | |
| | text | fish | {KHMER} | Fish | ${{work}} = 'fisher' | B | |
| | text | sell | លក់ | Sell | ${{work}} = 'vendor' | B | What do you sell, ${{work}}? |
| choices |
| | list_name | name | label::Khmer (km) | label::English (en) | sms_label_en |
| | work | other | ផ្សេង | Other | |
| | work | vendor | លក់ដូរ | Selling | Vendor |
| | work | fisher | នេសាទ | Fishing | |
""")
FILTERED = survey("""
| survey |
| | type | name | label::Khmer (km) | label::English (en) | choice_filter |
| | select_one district | district | ស្រុក | District | |
| | select_one commune | commune | ឃុំ | Commune | district = ${district} |
| choices |
| | list_name | name | label::Khmer (km) | label::English (en) | district |
| | district | a | ក | A | |
| | district | b | ខ | B | |
| | commune | a1 | ក១ | Few | a |
| | commune | b1 | ខ១ | More than | b |
| | commune | b2 | ខ២ | a few | b |
""")


def units(costs: Costs, name: str, language: str) -> int:
    return next(price.units for price in costs.prices if (price.name, price.language) == (name, language))


def test_the_dearest_way_is_found_through_the_branches() -> None:
    """Who fishes pays for the long question, and nobody is asked both."""
    names = [message.name for message in cost(BRANCHES).way("km").messages]
    assert names == ["language", "consent", "work", "part_end", "fish"]
    assert cost(BRANCHES).way("km").segments == 6


def test_every_question_reached_by_anybody_has_its_price() -> None:
    """Questions off the dearest way are priced too, in both languages and in the order of the form."""
    for language in LANGUAGES:
        priced = [price.name for price in cost(BRANCHES).prices if price.language == language]
        assert priced == ["language", "consent", "part_end", "work", "fish", "sell"]


def test_a_price_is_that_of_the_text_as_it_is_sent() -> None:
    """Short labels, quoted answers and the list itself are counted."""
    texts = {price.name: price.text for price in cost(BRANCHES).prices if price.language == "en"}
    assert texts["work"] == "Work\n1 Other\n2 Vendor\n3 Fishing"
    assert texts["sell"] == "What do you sell, Vendor?"
    for price in cost(BRANCHES).prices:
        counted = segments(price.text)
        assert (price.segments, price.units) == (counted.segments, sum(counted.units))


def test_a_filtered_list_is_priced_at_its_longest() -> None:
    """Of the communes of one district and of another, the longer list counts."""
    assert units(cost(FILTERED), "commune", "en") == len("Commune\n1 More than\n2 a few")


@pytest.mark.parametrize(
    ("own", "more"),
    [
        (Own(), 0),  # a part's end counts as one, the very end is not said
        (Own(part_end={"km": KHMER}), 1),
        (Own(closing={"km": "អរគុណ"}), 1),
        (Own(closing={"en": "Thank you"}), 0),
    ],
)
def test_our_own_words_count_too(own: Own, more: int) -> None:
    """What Yobal says at the end of a part and at the very end is part of the way."""
    assert cost(BRANCHES, own).way("km").segments == 6 + more


def test_costs_are_the_same_every_time() -> None:
    """Pure: no clock and no dice."""
    assert cost(FILTERED) == cost(FILTERED)


def test_costs_can_be_read_by_people_and_programs() -> None:
    """The table has a line for each question and one for the whole way; the JSON has both."""
    costs = cost(BRANCHES)
    told = json.loads(json.dumps(costs.to_json()))
    assert told["path"]["km"]["segments"] == 6
    assert {"name": "fish", "language": "km", "encoding": "UCS-2", "units": 90, "segments": 2} in told["questions"]
    lines = costs.table().splitlines()
    assert len(lines) == 8
    assert lines[-1].split() == ["whole", "way", "6", "segments", "5", "segments"]


REPEATS = survey("""
| survey |
| | type | name | label::Khmer (km) | label::English (en) |
| | begin_repeat | boat | ទូក | Boat |
| | text | colour | ពណ៌ | Colour |
| | end_repeat | | | |
""")


def test_a_repeat_is_asked_for_once_and_then_declined() -> None:
    """One boat is priced, and the question whether there is one more; the way is never endless."""
    names = [message.name for message in cost(REPEATS).way("en").messages]
    assert names[2:] == ["colour", "boat"]
