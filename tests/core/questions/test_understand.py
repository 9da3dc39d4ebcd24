"""The front door: labelled replies, and laws that hold for every kind."""

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.commands import Command
from bot.core.questions import KINDS, understand
from bot.core.questions.base import Choice, Open, Reason, Reply, Unclear, Understood
from tests.core.questions.cases import cases, choices, gazetteer, opened, outcome, reply

HERE = Path(__file__).parent


@pytest.mark.parametrize("case", [pytest.param(case, id=case["id"]) for case in cases("labelled", "own")])
def test_a_reply_means_what_its_label_says(case: dict[str, Any]) -> None:
    """Every labelled reply is understood, taken as a command, or asked again, as its label wants it."""
    made = understand(opened(case), reply(case), gazetteer())
    allowed = case["expect"].get("any_of", [case["expect"]])
    assert outcome(case["kind"], made) in allowed, (case["text"], made)


@pytest.mark.parametrize("name", sorted(KINDS))
def test_every_kind_has_its_own_tests(name: str) -> None:
    """A kind of question without a test file of its own does not belong in KINDS."""
    file = "date_time" if name == "dateTime" else name
    assert (HERE / f"test_{file}.py").exists()
    assert KINDS[name].name == name


khmer = st.text(alphabet=st.characters(min_codepoint=0x1780, max_codepoint=0x17F9), max_size=40)
snippets = st.lists(
    st.sampled_from(
        ["1", "២", "និង", " ", ",", "/", "ឬ", "បាទ", "ទេ", "no", "yes", "-", "+", "ប្រាំ", "រយ", "hundred", "\n", "?"]
    ),
    max_size=12,
).map("".join)
texts = st.one_of(st.text(max_size=60), khmer, snippets)
names = st.text(min_size=1, max_size=8)
lists = st.lists(
    st.builds(
        Choice,
        names,
        st.sampled_from(["0", "1", "2", "A", "ក", "10", "x1", ""]),
        st.tuples(texts, texts),
        st.tuples(texts),
    ),
    max_size=5,
).map(tuple)
bounds = st.one_of(st.none(), st.floats(allow_nan=False, allow_infinity=False, min_value=-1e9, max_value=1e9))
opens = st.builds(
    Open,
    ref=st.just("q"),
    kind=st.sampled_from([*sorted(KINDS), "geotrace"]),
    choices=lists,
    minimum=bounds,
    maximum=bounds,
    step=bounds,
    most=st.one_of(st.none(), st.integers(0, 5)),
    takes=st.sampled_from([frozenset(), frozenset({"voice"}), frozenset({"photo"})]),
    numbers_only=st.booleans(),
    asked=st.lists(texts, max_size=2).map(tuple),
    level=st.sampled_from(["province", "district", "commune", "village"]),
    within=st.sampled_from(["", "18", "1802"]),
)
replies = st.builds(
    Reply,
    text=texts,
    media=st.sampled_from([None, None, None, "voice", "photo", "sticker"]),
    file=st.sampled_from([None, "file"]),
    location=st.one_of(st.none(), st.tuples(st.floats(), st.floats(), st.floats())),
)


@given(opens, replies)
def test_any_reply_to_any_question_is_read(question: Open, said: Reply) -> None:
    """Reading never raises; a choice that is stored was offered, and is stored by its name."""
    made = understand(question, said, gazetteer())
    assert isinstance(made, Understood | Unclear | Command)
    if isinstance(made, Understood) and question.kind.startswith("select"):
        picked = made.value if isinstance(made.value, tuple) else (made.value,)
        assert set(picked) <= {choice.name for choice in question.choices}


@given(opens, replies)
def test_understanding_is_the_same_each_time(question: Open, said: Reply) -> None:
    """What is kept between replies about a list changes no reading."""
    assert understand(question, said) == understand(question, said)


@given(st.text(alphabet=".,;:!()[]។៕«» \u200b\u200c\n", max_size=20))
def test_mere_punctuation_answers_nothing(text: str) -> None:
    """Signs without a word are no answer to any kind of question."""
    for kind in KINDS:
        assert isinstance(understand(Open("q", kind, choices=choices("a", "b")), Reply(text)), Unclear)


def test_a_command_wins_over_an_answer() -> None:
    """STOP stops even where the list has a choice of that name."""
    question = Open("q", "select_one", choices=choices("Go", "Stop"))
    assert understand(question, Reply("stop")) is Command.STOP
    assert understand(question, Reply("2")) == Understood("Stop")


def test_a_kind_that_no_message_can_answer_takes_nothing() -> None:
    """A line on the map cannot be typed, and is refused rather than raised."""
    assert understand(Open("q", "geotrace"), Reply("10.6 103.5")) == Unclear(Reason.EMPTY)
