"""What holds in every talk, whatever is said, in whatever order, on every survey and phone."""

from datetime import timedelta

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from bot.core import events as ev
from bot.core.conversation import Phase
from bot.core.questions.base import Reply
from bot.core.said import Said, Tap
from tests.core.conversation.residents import ACTS, AGREED, NAMES, PHONES, TEXTS, Act, Talk, bare

SURVEYS = st.sampled_from(NAMES)
ABILITIES = st.sampled_from(sorted(PHONES))
OURS = {Phase.PART_END: "1"}  # a question of ours waits in silence for whoever does not answer it
NOW = timedelta(seconds=20)


def begun(name: str, phone: str) -> Talk:
    """A talk that has come to its first question."""
    talk = Talk(name, phone)
    for act in AGREED:
        if talk.state is None or talk.state.phase is not Phase.ASKING:
            talk.act(act)
    return talk


def says(text: str) -> Act:
    return Act(NOW, Said(Reply(text)))


@settings(max_examples=80, deadline=None)
@given(name=SURVEYS, phone=ABILITIES, acts=st.lists(ACTS, max_size=14))
def test_any_talk_from_its_first_word_is_sound(name: str, phone: str, acts: list[Act]) -> None:
    """Nothing raises, the state survives JSON, and nothing is answered before consent."""
    talk = Talk(name, phone)
    for act in acts:
        talk.act(act)


@settings(max_examples=300, deadline=None)
@given(name=SURVEYS, phone=ABILITIES, acts=st.lists(ACTS, max_size=25))
def test_any_talk_after_consent_is_sound(name: str, phone: str, acts: list[Act]) -> None:
    """A question is open exactly while the phase says so, and the events alone tell every answer that is kept."""
    talk = begun(name, phone)
    for act in acts:
        talk.act(act)


def answering(talk: Talk, text: str) -> bool:
    """Say `text` to the open question, twice where it was asked gently; was the question dealt with?"""
    events = talk.act(says(text))
    if any(isinstance(event, ev.GentleAsk) for event in events):
        events = talk.act(says(text))
    return any(isinstance(event, ev.Answered | ev.Passed) for event in events)


@settings(max_examples=80, deadline=None)
@given(
    name=SURVEYS,
    phone=ABILITIES,
    way=st.lists(st.sampled_from(["1", "2", "0", "x", "25/11/2026"]), max_size=12),
    text=TEXTS,
)
def test_an_answer_given_again_is_given_once(name: str, phone: str, way: list[str], text: str) -> None:
    """To answer, go BACK and answer alike leaves the talk as it was, but for the count of turns."""
    talk = begun(name, phone)
    for word in way:
        talk.act(says(word))
    assume(talk.state is not None and talk.state.phase is Phase.ASKING)
    assume(talk.state is not None and not talk.state.ahead and talk.state.tries == 0)
    assume(answering(talk, text))
    once, kept = talk.state, dict(talk.answers)
    talk.act(says("*"))
    assert answering(talk, text)
    assert bare(talk.state) == bare(once)
    assert talk.answers == kept


@settings(max_examples=30, deadline=None)
@given(
    name=SURVEYS,
    phone=ABILITIES,
    way=st.lists(st.sampled_from(["1", "2", "0", "x", "*"]), max_size=10),
    again=st.integers(1, 3),
)
def test_a_tap_counts_once(name: str, phone: str, way: list[str], again: int) -> None:
    """The same tap again, from whatever question, changes nothing once its question is dealt with."""
    talk = begun(name, phone)
    for word in way:
        talk.act(says(word))
    assume(talk.state is not None and talk.state.phase is Phase.ASKING)
    assert talk.state is not None
    turn = talk.state.asked
    tap = Act(NOW, Said(tap=Tap(turn, "1")))
    talk.act(tap)
    assume(bare(talk.state) and talk.state.asked != turn)
    after, kept = bare(talk.state), dict(talk.answers)
    for _ in range(again):
        assert talk.act(tap) == (ev.Stale(),)
    assert (bare(talk.state), talk.answers) == (after, kept)


@settings(max_examples=30, deadline=None)
@given(name=SURVEYS, phone=ABILITIES, acts=st.lists(ACTS, max_size=12))
def test_erasing_works_from_everywhere(name: str, phone: str, acts: list[Act]) -> None:
    """The word said twice leaves nothing, in whatever state the talk is."""
    talk = begun(name, phone)
    for act in acts:
        talk.act(act)
    talk.act(says("lop"))
    talk.act(says("lop"))
    assert talk.state is None


@settings(max_examples=30, deadline=None)
@given(
    name=SURVEYS,
    phone=ABILITIES,
    words=st.lists(st.sampled_from(["x", "ផ្ទះ", "1", "3"]), min_size=120, max_size=120),
)
def test_no_talk_is_without_end(name: str, phone: str, words: list[str]) -> None:
    """Whoever goes on saying anything comes to the end: no question of the form can hold a person for ever."""
    talk = begun(name, phone)
    for word in words:
        if talk.state is None or talk.state.phase is Phase.DONE:
            return
        talk.act(says(OURS.get(talk.state.phase, word) if (talk.state.at or "")[0] != "+" else "2"))
    assert talk.state is not None
    assert talk.state.phase is Phase.DONE
