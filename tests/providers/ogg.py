"""A voice note as Telegram keeps them: Opus in Ogg (RFC 3533, RFC 7845), of silence."""

import struct

_POLYNOMIAL = 0x04C11DB7
_SILENCE = b"\xf8\xff\xfe"  # a frame of 20 ms: CELT, full band, mono, nothing to hear
_FRAME = 960  # samples at 48 kHz


def voice_note(seconds: int = 1) -> bytes:
    """A whole file of `seconds`, one page a second."""
    head = b"OpusHead" + struct.pack("<BBHIhB", 1, 1, 0, 48000, 0, 0)
    tags = b"OpusTags" + struct.pack("<I", 0) * 2
    sound = (
        _page(second + 1, second * 50 * _FRAME, [_SILENCE] * 50, last=second == seconds)
        for second in range(1, seconds + 1)
    )
    return b"".join([_page(0, 0, [head], first=True), _page(1, 0, [tags]), *sound])


def _page(number: int, position: int, packets: list[bytes], *, first: bool = False, last: bool = False) -> bytes:
    """One page; every packet is shorter than 255 bytes, so a length is one byte."""
    flags = 2 * first + 4 * last
    lengths = bytes(map(len, packets))
    head = struct.pack("<4sBBqIII", b"OggS", 0, flags, position, 1, number, 0) + bytes([len(packets)]) + lengths
    page = head + b"".join(packets)
    return page[:22] + struct.pack("<I", _checksum(page)) + page[26:]


def _checksum(page: bytes) -> int:
    value = 0
    for byte in page:
        value ^= byte << 24
        for _ in range(8):
            value = (value << 1) ^ (_POLYNOMIAL if value & 0x80000000 else 0)
        value &= 0xFFFFFFFF
    return value
