"""The ways to reach people. A new one is a file beside this and a line in CHANNELS."""

from collections.abc import Callable, Mapping
from types import MappingProxyType

from bot.channels.base import Channel
from bot.channels.simulator import SimulatorSms, SimulatorTelegram
from bot.channels.telegram import Telegram
from bot.channels.twilio import Twilio

CHANNELS: Mapping[str, Callable[..., Channel]] = MappingProxyType(
    {each.name: each for each in (Twilio, Telegram, SimulatorSms, SimulatorTelegram)}
)
