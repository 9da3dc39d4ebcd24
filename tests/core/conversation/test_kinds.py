"""Which kind of question a control of a form is."""

import pytest

from bot.core.conversation.kinds import NEVER, TAKES, askable, kind_of, takes_of
from bot.core.conversation.scene import Abilities
from bot.core.form.interview import Sketch
from bot.core.questions import KINDS
from bot.core.survey import Extra

SMS, TELEGRAM = Abilities(), Abilities(buttons=True, media=True)
NONE = Extra()


def sketch(control: str, type_: str = "string", appearance: str = "", **parameters: str) -> Sketch:
    return Sketch("q", type_, control, readonly=False, appearance=appearance, parameters=parameters)  # type: ignore[arg-type] # a control's name


@pytest.mark.parametrize(
    ("shown", "extra", "kind"),
    [
        (sketch("select1"), NONE, "select_one"),
        (sketch("select"), NONE, "select_multiple"),
        (sketch("rank"), NONE, "rank"),
        (sketch("range", "int"), NONE, "range"),
        (sketch("trigger"), NONE, "acknowledge"),
        (sketch("input"), NONE, "text"),
        (sketch("input", "int"), NONE, "integer"),
        (sketch("input", "decimal"), NONE, "decimal"),
        (sketch("input", "date"), NONE, "date"),
        (sketch("input", "time"), NONE, "time"),
        (sketch("input", "dateTime"), NONE, "dateTime"),
        (sketch("input", "geopoint"), NONE, "geopoint"),
        (sketch("input", "geotrace"), NONE, "geotrace"),
        (sketch("input", "barcode"), NONE, "barcode"),
        (sketch("upload", "binary", mediatype="image/*"), NONE, "image"),
        (sketch("upload", "binary", mediatype="audio/*"), NONE, "audio"),
        (sketch("upload", "binary", mediatype="video/*"), NONE, "video"),
        (sketch("upload", "binary", mediatype="application/*"), NONE, "file"),
        (sketch("upload", "binary"), NONE, "file"),
        (sketch("input"), Extra(place="commune"), "place"),
        (sketch("select1"), Extra(place="commune"), "place"),
        (sketch("input", appearance="numbers"), Extra(tier="contact"), "phone"),
        (sketch("input", appearance="numbers"), NONE, "text"),
        (sketch("input"), Extra(tier="contact"), "text"),
        (sketch("select1"), Extra(tier="contact"), "select_one"),
    ],
)
def test_a_control_is_of_one_kind(shown: Sketch, extra: Extra, kind: str) -> None:
    """By its control, its type, and what our own columns say."""
    assert kind_of(shown, extra) == kind


@pytest.mark.parametrize("kind", sorted({*KINDS, *NEVER}))
def test_what_a_channel_cannot_carry_is_not_asked(kind: str) -> None:
    """SMS carries words alone, Telegram files and places too, and nothing a line on the map."""
    needs_media = kind in {*TAKES, "geopoint"}
    assert askable(kind, TELEGRAM) == (kind not in NEVER)
    assert askable(kind, SMS) == (kind not in NEVER and not needs_media)


def test_a_voice_note_answers_unless_the_form_says_no() -> None:
    """Every open question, and no other."""
    assert takes_of("text", NONE) == {"voice"}
    assert takes_of("text", Extra(voice=False)) == frozenset()
    assert takes_of("select_one", NONE) == frozenset()
    assert takes_of("image", NONE) == {"photo", "document"}
