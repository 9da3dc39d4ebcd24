"""Places found by the names that people give them."""

import csv

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.places import LEVELS, Found, Gazetteer, Row
from tests.core.questions.cases import PLACES, gazetteer


def find(text: str, level: str = "commune", within: str = "18") -> Found:
    return gazetteer().find(text, level, within)  # type: ignore[arg-type]  # a word of the table


with PLACES.open(encoding="utf-8", newline="") as file:
    ROWS = list(csv.DictReader(file))
COMMUNES = [row for row in ROWS if len(row["code"]) == 6]


def test_the_list_is_whole() -> None:
    """One province, 6 districts, 29 communes, 111 villages; each lies in a place of the list."""
    codes = {row["code"] for row in ROWS}
    assert [sum(len(code) == length for code in codes) for length in LEVELS] == [1, 6, 29, 111]
    assert all(code[:-2] in codes for code in codes if len(code) > 2)
    assert all(row["km"] and row["en"] for row in ROWS)


@pytest.mark.parametrize("row", [pytest.param(row, id=row["code"]) for row in COMMUNES])
def test_every_commune_is_found_by_all_its_names(row: dict[str, str]) -> None:
    """In both languages, with its unit before or behind, in any case, by its other spellings."""
    names = [row["km"], row["en"], *filter(None, row["aliases"].split("|"))]
    dressed = [
        row["en"].upper(),
        f"{row['unit_km']}{row['km']}",
        f"{row['unit_en']} {row['en']}",
        f"{row['en']} commune",
    ]
    for name in (*names, *dressed):
        assert find(name) == Found((row["code"],), sure=True), name


def test_no_name_is_shared_by_two_communes() -> None:
    """A spelling that two communes share would answer for neither."""
    for row in COMMUNES:
        assert all(find(alias).codes == (row["code"],) for alias in filter(None, row["aliases"].split("|")))


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("ស្ទឹងហាវ", ("180301", "180302", "180303", "180304")),
        ("Stung Hav district", ("180301", "180302", "180303", "180304")),
        ("Kampong Som", ("180601", "180602", "180603", "180604", "180605")),
        ("ក្រុងព្រះសីហនុ", ("180101", "180102", "180103", "180104")),
        ("ភូមិរាម", ("180605",)),
        ("ភូមិបឹងវែង", ("180214",)),
        ("Ream, Veal Renh", ("180214", "180605")),
    ],
)
def test_what_may_be_several_is_asked_back(text: str, codes: tuple[str, ...]) -> None:
    """A larger place, a village, two places: never an answer, always those that may be meant."""
    assert find(text) == Found(codes)


@pytest.mark.parametrize(
    "text",
    ["", "2", "Kampot", "ភ្នំពេញ", "not Ream", "Ream or Samrong", "Ream?", "sangkat 9", "សង្កាត់", "here", "Prey", "1899"],
)
def test_what_is_no_place_is_nothing(text: str) -> None:
    """Strangers, denials, doubts, a unit or number alone."""
    assert find(text) == Found()


def test_a_village_needs_its_commune_where_its_name_repeats() -> None:
    """ភូមិ១ is in seven communes; with the commune it is one."""
    assert len(find("ភូមិ១", "village").codes) == 7
    assert not find("ភូមិ១", "village").sure
    assert find("ភូមិ១ សង្កាត់លេខ២", "village") == Found(("18010201",), sure=True)
    assert find("village 1, sangkat 2", "village") == Found(("18010201",), sure=True)
    assert find("ភូមិបឹងវែង", "village") == Found(("18021401",), sure=True)


def test_a_place_outside_is_not_found() -> None:
    """Within a district only its own communes are known."""
    assert find("Ream", within="1802") == Found()
    assert find("Veal Renh", within="1802").sure


def test_a_shared_name_is_asked_back() -> None:
    """Two communes of one name: with the district it is one."""
    rows = (Row("0101", "ក", "East"), Row("0102", "ខ", "West"), Row("010101", "គ", "Mill"), Row("010201", "គ", "Mill"))
    places = Gazetteer(rows)
    assert places.find("Mill") == Found(("010101", "010201"))
    assert places.find("Mill, West") == Found(("010201",), sure=True)


def test_a_code_is_its_place() -> None:
    """Whoever knows the code may type it."""
    assert find("180303") == Found(("180303",), sure=True)
    assert gazetteer().row("180303") is not None
    assert len(gazetteer()) == 147


@given(st.text(max_size=40))
def test_any_text_is_looked_for(text: str) -> None:
    """Never raises; what is sure is one place of the level asked for."""
    found = find(text)
    assert not found.sure or (len(found.codes) == 1 and len(found.codes[0]) == 6)
