"""Today: what is asked, how far people are, and whether anything waits for somebody."""

from collections.abc import Mapping
from datetime import datetime
from typing import Protocol

from babel.dates import format_datetime
from babel.numbers import format_decimal
from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from bot.core.hours import PHNOM_PENH
from bot.today import FEWEST, Sum, Today
from webhooks.console.access import ROLES, allowed
from webhooks.console.wording import gettext as _
from webhooks.console.wording import language

_PROPER: Mapping[str, str] = {"twilio": "SMS (Twilio)", "telegram": "Telegram"}


class Observatory(Protocol):
    """What the room shows."""

    def today(self) -> Today:
        """How the consultation stands. Raises DatabaseDown."""
        ...


def open_room(console: Blueprint, observatory: Observatory) -> None:
    """Declare the room."""

    @console.get("/today")
    @allowed(*ROLES)
    def today() -> ResponseReturnValue:
        return render_template(
            "console/today.html",
            today=observatory.today(),
            fewest=_number(FEWEST),
            count=count,
            total=total,
            when=when,
            channel=channel,
        )


def count(n: int | None) -> str:
    """A count in words: None is one too small to be told."""
    return _("fewer than {n}").format(n=_number(FEWEST)) if n is None else _number(n)


def total(sum_: Sum) -> str:
    """A sum in words: where counts are hidden in it, only what it is at least."""
    if sum_.exact:
        return _number(sum_.known)
    if not sum_.known:
        return _("fewer than {n} in each group").format(n=_number(FEWEST))
    return _("{n} or more").format(n=_number(sum_.known))


def _number(n: int) -> str:
    return format_decimal(n, locale=language())


def when(moment: datetime) -> str:
    """Day and minute in Cambodia, as the reader writes them."""
    return format_datetime(moment, "d MMMM y, HH:mm", tzinfo=PHNOM_PENH, locale=language())


def channel(name: str) -> str:
    """What people call a channel; one without a name for people keeps its own."""
    ours = {"simulator-sms": _("SMS phone"), "simulator-telegram": _("Telegram phone")}
    return ours.get(name) or _PROPER.get(name, name)
