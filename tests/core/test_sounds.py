"""What a recording's bytes say of it, and that they are believed in nothing else."""

import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.sounds import content_type, seconds
from tests.providers.ogg import _page, voice_note

HEAD = b"OpusHead" + struct.pack("<BBHIhB", 1, 1, 312, 48000, 0, 0)


def ending_at(position: int, head: bytes = HEAD) -> bytes:
    """A file whose last page says that it ends there."""
    return _page(0, 0, [head], first=True) + _page(1, position, [b"\xf8\xff\xfe"], last=True)


@pytest.mark.parametrize(
    ("sound", "length"),
    [
        (voice_note(1), 1),
        (voice_note(75), 75),
        (ending_at(48_000 + 312), 1),  # what the decoder skips at the beginning is not heard
        (ending_at(48_000 + 313), 2),
        (ending_at(400), 1),
        (ending_at(312), None),
        (ending_at(-1), None),
        (ending_at(2**62), None),  # a length that somebody made up
        (ending_at(48_000, b"\x01vorbis" + bytes(22)), None),
        (voice_note(1)[1:], None),
        (b"OggS", None),
        (b"ID3\x04 a tune", None),
        (b"", None),
    ],
)
def test_a_recording_tells_how_long_it_is(sound: bytes, length: int | None) -> None:
    """From where its last page ends; None where that cannot be believed."""
    assert seconds(sound) == length


@pytest.mark.parametrize(
    ("sound", "kind"),
    [
        (voice_note(1), "audio/ogg"),
        (b"ID3\x04", "audio/mpeg"),
        (b"\xff\xfb\x90\x00", "audio/mpeg"),
        (b"\x00\x00\x00\x20ftypM4A ", "audio/mp4"),
        (b"<!doctype html><script>", "application/octet-stream"),
        (b"", "application/octet-stream"),
    ],
)
def test_a_sound_is_only_what_it_begins_like(sound: bytes, kind: str) -> None:
    """A browser is never told that a person's file is a page."""
    assert content_type(sound) == kind


@given(st.binary(max_size=400), st.booleans())
def test_any_bytes_have_a_length_that_can_be_kept(noise: bytes, begun: bool) -> None:  # noqa: FBT001 - Hypothesis gives it
    """Nothing breaks the reading, and no length is longer than a day."""
    found = seconds(ending_at(0)[:47] * begun + noise)
    assert found is None or 1 <= found <= 86_400
