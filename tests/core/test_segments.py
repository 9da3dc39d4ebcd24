"""What an SMS costs is what Twilio's own calculator says it costs."""

import json
import os
import random
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.segments import Cost, _clusters, cut, segments, sms_text

HERE = Path(__file__).parent
TABLE = [json.loads(line) for line in (HERE / "segments-reference.jsonl").read_text("utf-8").split("\n") if line]
CACHE = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "yobal" / "npm"
COMPARED = 40_000

# What random texts are made of: (letters, how many at most in one run).
ASCII = "abc XYZ 0123456789 .,:;?!/\n"
GSM = "\f[\\]^{|}~€@£$¥èéùìòÇØøÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ ¤¡ÄÖÑÜ§¿äöñüà"
NEARLY_GSM = "`ç–—“”‘’…\t\u00a0á\u200b"  # look like GSM-7 and are not
KHMER = "កខគឃងចឆជញដឋណតថទធនបផពមយរលវសហឡអ្្្្ាិីឹឺុូួើឿៀេែៃោៅំះៈ៉៊់៍៏័១២៣៤៥។៕៖ៗ\u200b "
EMOJI = [
    *("😀", "🥺", "🏽", "👍", "👍🏽", "👩", "👩\u200d👩\u200d👧", "👩🏾\u200d🚒", "🏴\u200d☠️", "❤️\u200d🔥"),
    *("✌🏿", "🧑\u200d🦰", "🇰🇭", "🇰", "🇭", "🇬🇧\u0301", "1️⃣", "#️⃣", "3\u20e3"),
    "🏴\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f",
]
MARKS = [
    *"\u0301\u0308\u0327\u20dd\u200c\u200d\ufe0e\ufe0f\u093e\u0e33",
    *"\u0600\U000110bd\U0001f3fb\u2640\u1100\u1161\u11a8가각",
]
BREAKS = ["\r\n", "\r", "\n", "\u2028", "\x00", "\u00ad", "\ufeff"]
PALETTES: list[list[str]] = [list(ASCII), list(GSM), list(NEARLY_GSM), list(KHMER), EMOJI, MARKS, BREAKS]


def random_texts(dice: random.Random, count: int) -> Iterator[str]:
    """Texts of up to four runs, each from one palette, long enough to need several parts now and then."""
    for _ in range(count):
        runs = (dice.choices(dice.choice(PALETTES), k=dice.randint(0, 60)) for _ in range(dice.randint(0, 4)))
        yield "".join(piece for run in runs for piece in run)


@pytest.mark.parametrize("case", TABLE, ids=range(len(TABLE)))
def test_a_text_costs_what_the_calculator_says(case: dict[str, str | list[int]]) -> None:
    """Encoding, number of parts and units in each part are those of the committed reference."""
    text = str(case["text"])
    assert segments(text) == Cost(case["encoding"], tuple(case["units"]))  # type: ignore[arg-type]  # JSON


def test_random_texts_cost_what_the_calculator_says(capsys: pytest.CaptureFixture[str]) -> None:
    """40,000 texts that no run has seen before agree with the calculator, where it is installed."""
    node = shutil.which("node")
    if node is None or not (CACHE / "node_modules" / "sms-segments-calculator").is_dir():
        with capsys.disabled():
            print(  # noqa: T201  # the run must show that the table alone was compared
                "\nsegments: compared with the committed table only; for random texts too:"
                f" npm install --prefix {CACHE} sms-segments-calculator@1.3.0"
            )
        assert len(TABLE) >= 300
        return
    texts = list(random_texts(random.Random(), COMPARED))
    said = subprocess.run(
        [node, HERE / "make_segments_reference.mjs", CACHE],
        input="".join(json.dumps({"text": text}) + "\n" for text in texts),
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=100,
        check=True,
    )
    answers = [json.loads(line) for line in said.stdout.split("\n") if line]
    assert len(answers) == COMPARED
    different = [a for a in answers if segments(a["text"]) != Cost(a["encoding"], tuple(a["units"]))]
    assert different == []


any_text = st.text() | st.lists(st.sampled_from([piece for palette in PALETTES for piece in palette])).map("".join)


@given(any_text)
def test_the_parts_are_the_text(text: str) -> None:
    """Cutting loses nothing, adds nothing, and makes the parts the cost counts."""
    parts = cut(text)
    assert "".join(parts) == text
    assert len(parts) == segments(text).segments


@given(st.text(alphabet=KHMER), st.integers(1, 10))
def test_no_khmer_letter_is_cut_from_its_marks(word: str, times: int) -> None:
    """No part but the first begins with a vowel sign, a shifter or a COENG."""
    parts = cut(("ក" + word.replace("\u200b", "") + " ") * times)
    assert not any("\u17b6" <= part[0] <= "\u17d3" for part in parts[1:])


@given(any_text)
def test_a_part_holds_what_a_message_can(text: str) -> None:
    """A part alone holds 160 septets or 70 units, joined 153 or 67, unless one cluster fills half of it."""
    cost = segments(text)
    alone, joined = (160, 153) if cost.encoding == "GSM-7" else (70, 67)
    largest = max((len(cluster.encode("utf-16-le", "surrogatepass")) // 2 for cluster in _clusters(text)[1]), default=0)
    assert max(cost.units) <= max(alone if cost.segments == 1 else joined, 2 * largest + 3)


@pytest.mark.parametrize(
    ("text", "cost"),
    [
        ("", Cost("GSM-7", (0,))),  # nothing is still one message
        ("a" * 160, Cost("GSM-7", (160,))),
        ("a" * 161, Cost("GSM-7", (153, 8))),
        ("a" * 152 + "€" + "a" * 9, Cost("GSM-7", (152, 11))),  # an escape is not cut from its letter
        ("ក" * 70, Cost("UCS-2", (70,))),
        ("ក" * 71, Cost("UCS-2", (67, 4))),
        ("១", Cost("UCS-2", (1,))),  # one Khmer digit makes a text UCS-2
        ("\r\n", Cost("GSM-7", (2,))),
        ("e\u0301", Cost("UCS-2", (2,))),
        ("ក" * 66 + "😀" * 3, Cost("UCS-2", (66, 6))),
        ("ក" + "\u0301" * 99, Cost("UCS-2", (0, 100))),  # nobody writes this; the calculator has an answer all the same
    ],
)
def test_the_edges_of_a_message(text: str, cost: Cost) -> None:
    """One unit more makes two messages, and the header then takes its share."""
    assert segments(text) == cost


def test_a_coeng_letter_may_open_a_part() -> None:
    """COENG stays with the consonant before it; the consonant after it is a cluster of its own."""
    assert cut("ក" * 66 + "្" + "រ" * 4) == ("ក" * 66 + "្", "រ" * 4)


def test_invisible_spaces_are_not_paid_for() -> None:
    """An SMS goes out without U+200B; everything else stays."""
    assert sms_text("ស្រុក\u200bខ្មែរ\u200c\u200d!") == "ស្រុកខ្មែរ\u200c\u200d!"
