"""What holds for every channel there is."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any, get_args

import pytest

from bot.channels import CHANNELS
from bot.channels.base import Channel, Hook, NotGenuine, Outbound, Status
from bot.channels.twilio import _STATUS
from bot.core.content import Content

NOW = datetime(2027, 3, 1, tzinfo=UTC)
SETTINGS: dict[str, dict[str, Any]] = {
    "twilio": {
        "account": "AC1",
        "tokens": ("t",),
        "sender": "+12025550143",
        "public_url": "https://yobal.example",
        "known": lambda _sid: False,
    },
    "telegram": {"token": "1:a", "secret": "s"},
    "simulator-sms": {"allowed": False, "deliver": lambda _outbound: None},
    "simulator-telegram": {"allowed": False, "deliver": lambda _outbound: None},
}
EACH = pytest.mark.parametrize("name", CHANNELS)


def channel(name: str) -> Channel:
    return CHANNELS[name](**SETTINGS[name])


@EACH
def test_every_channel_is_tested(name: str) -> None:
    """A file of tests for each file of a channel."""
    module = CHANNELS[name].__module__.rpartition(".")[2]
    assert (Path(__file__).parent / f"test_{module}.py").exists()


@EACH
def test_a_channel_bears_the_name_of_its_hook(name: str) -> None:
    """What stands in /hooks/<name>, in lower case, with nothing to escape."""
    assert channel(name).name == name
    assert name.replace("-", "").isalpha()
    assert name == name.lower()


@EACH
def test_what_a_stranger_sends_is_not_genuine(name: str) -> None:
    """No channel listens to a request without its proof."""
    for body in (b"", b"{}", b"Body=1", b"\xff" * 100):
        with pytest.raises(NotGenuine):
            channel(name).hear(Hook(f"https://yobal.example/hooks/{name}", {}, "", (), body, "", NOW))


@EACH
def test_the_same_replies_are_the_same_bytes(name: str) -> None:
    """So a repeated hook repeats nothing else; and with nothing to say there is still an answer."""
    reply = Outbound("1", "somebody", Content("សួស្តី"))
    assert channel(name).respond(None, (reply,)) == channel(name).respond(None, (reply,))
    assert channel(name).respond(None, ()).status == 200


@EACH
def test_a_channel_says_how_fast_it_may_send(name: str) -> None:
    """Its pace is above nought and its texts have a bound."""
    traits = channel(name).traits
    assert traits.per_second > 0
    assert traits.longest in {1600, 4096}
    assert not (traits.counts_segments and traits.buttons)


def test_every_status_of_twilio_is_one_of_ours() -> None:
    """And each of ours is reached."""
    assert set(_STATUS.values()) == set(get_args(Status))
