"""What a recording's own bytes say of it: which kind of file it is, and how long it lasts.

Ogg pages: RFC 3533, section 6. Opus in Ogg: RFC 7845, sections 4 and 5.1; its positions count at 48 kHz always.
"""

from collections.abc import Mapping

_RATE = 48_000
_LONGEST = 24 * 60 * 60  # seconds; a longer one is a position that somebody made up
_KINDS: Mapping[tuple[int, bytes], str] = {
    (0, b"OggS"): "audio/ogg",
    (0, b"ID3"): "audio/mpeg",
    (0, b"\xff\xfb"): "audio/mpeg",
    (4, b"ftyp"): "audio/mp4",
}


def content_type(sound: bytes) -> str:
    """The kind of file, among those that Telegram carries as a voice message; else bytes of no kind."""
    found = (kind for (start, sign), kind in _KINDS.items() if sound[start : start + len(sign)] == sign)
    return next(found, "application/octet-stream")


def seconds(sound: bytes) -> int | None:
    """How long it lasts, in whole seconds and at least one; None where its bytes do not tell."""
    head, last = sound.find(b"OpusHead", 0, 300), sound.rfind(b"OggS")
    if not sound.startswith(b"OggS") or head < 0:
        return None
    skipped = int.from_bytes(sound[head + 10 : head + 12], "little")
    position = int.from_bytes(sound[last + 6 : last + 14], "little", signed=True)
    length = -(-(position - skipped) // _RATE)
    return length if 0 < length <= _LONGEST else None
