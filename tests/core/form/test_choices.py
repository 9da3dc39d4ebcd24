"""What can be chosen."""

import pytest

from bot.core.form.interview import Interview
from tests.core.form.sheets import again, begin

PLACES = """
| survey  |
|         | type                          | name     | label::English (en) | label::Khmer (km) | choice_filter             | parameters     | calculation |
|         | select_one district           | district | District            | ស្រុក             |                           |                |             |
|         | select_one commune            | commune  | Commune             | ឃុំ               | district = ${district}    |                |             |
|         | select_multiple need or_other | needs    | Needs               | តម្រូវការ          |                           |                |             |
|         | rank need                     | order    | Order               | លំដាប់             | selected(${needs}, name)  |                |             |
|         | select_one need               | mixed    | Mixed               | លាយ               |                           | randomize=true |             |
|         | select_one need               | sown     | Sown                | សាប               |                           | randomize=true, seed=42 |    |
|         | calculate                     | named    |                     |                   |                           |                | jr:choice-name(${commune}, '${commune}') |
| choices |
|         | list_name | name         | label::English (en) | label::Khmer (km) | district |
|         | district  | pn           | Prey Nob            | ព្រៃនប់            |          |
|         | district  | st           | Stung Hav           | ស្ទឹងហាវ           |          |
|         | commune   | ream         | Ream                | រាម               | pn       |
|         | commune   | toek         | Toek Laak           | ទឹកល្អក់           | pn       |
|         | commune   | keo          | Keo Phos            | កែវផុស            | st       |
|         | need      | water        | Water               | ទឹក               |          |
|         | need      | road         | Road                | ផ្លូវ              |          |
|         | need      | light        | Light               | ភ្លើង              |          |
|         | need      | school       | School              | សាលា              |          |
"""  # noqa: E501 -- a table is read across


def names(interview: Interview, ref: str) -> list[str]:
    return [choice.value for choice in interview.question(ref).choices]


def test_a_cascade_offers_what_belongs_to_the_answer_above() -> None:
    """Nothing before that is answered."""
    interview = begin(PLACES)
    assert names(interview, "/data/commune") == []
    interview.answer("/data/district", "pn")
    assert names(interview, "/data/commune") == ["ream", "toek"]


def test_an_answer_that_is_no_choice_any_more_does_not_count_but_is_held() -> None:
    """Ream is not in Stung Hav; back in Prey Nob it is the answer again, even after a message in between."""
    interview = begin(PLACES)
    interview.answer("/data/district", "pn")
    interview.answer("/data/commune", "ream")
    assert interview.value("/data/named") == "Ream"
    interview.answer("/data/district", "st")
    assert (interview.value("/data/commune"), interview.value("/data/named")) == ("", "")
    interview = again(interview)
    interview.answer("/data/district", "pn")
    assert (interview.value("/data/commune"), interview.value("/data/named")) == ("ream", "Ream")


def test_an_answer_given_meanwhile_is_the_answer() -> None:
    """What was held is forgotten with the next answer."""
    interview = begin(PLACES)
    for ref, value in (("district", "pn"), ("commune", "ream"), ("district", "st"), ("commune", "keo")):
        interview.answer(f"/data/{ref}", value)
    interview.answer("/data/district", "pn")
    assert interview.value("/data/commune") == ""


def test_other_asks_for_words() -> None:
    """or_other adds a choice and a question of its own."""
    interview = begin(PLACES)
    interview.answer("/data/needs", "water other")
    assert interview.relevant("/data/needs_other")
    assert names(interview, "/data/needs")[-1] == "other"


def test_a_ranking_holds_what_is_ranked_and_adds_what_comes() -> None:
    """In the order given; what is no choice any more leaves it, what becomes one goes last."""
    interview = begin(PLACES)
    interview.answer("/data/needs", "water road")
    interview.answer("/data/order", "road water")
    interview.answer("/data/needs", "water road light")
    assert interview.value("/data/order") == "road water light"
    interview.answer("/data/needs", "water light")
    assert interview.value("/data/order") == "water light"


def test_a_shuffled_list_is_shuffled_alike_in_every_message() -> None:
    """The numbers a person was shown mean the same when the answer comes; another person has another order."""
    interview = begin(PLACES)
    shown = names(interview, "/data/mixed")
    assert names(again(interview), "/data/mixed") == shown == names(interview.copy(), "/data/mixed")
    assert sorted(shown) == ["light", "other", "road", "school", "water"]


def test_a_seed_shuffles_as_odk_does() -> None:
    """The order that ODK Validate 1.20 gives for these choices and the seed 42."""
    assert names(begin(PLACES), "/data/sown") == ["water", "other", "light", "road", "school"]


@pytest.mark.parametrize(("crop", "price"), [("rice", "900"), ("corn", "500"), ("stone", "")])
def test_a_file_beside_the_form_answers_by_its_key(crop: str, price: str) -> None:
    """The function pulldata reads the rows that came with the form."""
    rows = [{"name": "rice", "price": "900"}, {"name": "corn", "price": "500"}]
    interview = begin(
        """
| survey |
|        | type      | name  | label | calculation                              |
|        | text      | crop  | Crop  |                                          |
|        | calculate | price |       | pulldata('crops', 'price', 'name', ${crop}) |
""",
        crops=rows,
    )
    interview.answer("/data/crop", crop)
    assert interview.value("/data/price") == price


def test_choices_come_from_a_file() -> None:
    """select_one_from_file, filtered like any list."""
    rows = [
        {"name": "v1", "label": "Village 1", "commune": "ream"},
        {"name": "v2", "label": "Village 2", "commune": "keo"},
    ]
    interview = begin(
        """
| survey |
|        | type                             | name    | label   | choice_filter        |
|        | text                             | commune | Commune |                      |
|        | select_one_from_file villages.csv | village | Village | commune = ${commune} |
""",
        villages=rows,
    )
    interview.answer("/data/commune", "keo")
    assert [(choice.value, choice.label) for choice in interview.question("/data/village").choices] == [
        ("v2", "Village 2")
    ]


def test_answers_given_before_can_be_chosen_from() -> None:
    """A choice for each instance of a repeat that has a name."""
    interview = begin("""
| survey |
|        | type               | name   | label  |
|        | begin_repeat       | member | Member |
|        | text               | name   | Name   |
|        | end_repeat         |        |        |
|        | select_one ${name} | head   | Head   |
""")
    interview.answer("/data/member[1]/name", "Sok")
    interview.new_repeat("/data/member")
    assert names(interview, "/data/head") == ["Sok"]
    interview.answer("/data/member[2]/name", "Dara")
    assert names(interview, "/data/head") == ["Sok", "Dara"]
    interview.answer("/data/head", "Dara")
    interview.remove_repeat("/data/member[2]")
    assert interview.value("/data/head") == ""
