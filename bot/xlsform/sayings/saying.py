"""What one kind of finding says."""

from dataclasses import dataclass

from bot.core.wording import Wording
from bot.xlsform.findings import Severity


@dataclass(frozen=True, slots=True)
class Saying:
    """What one kind of finding says; the names in braces are filled with the facts of the case."""

    severity: Severity
    message: Wording
    cure: Wording


def error(en: str, cure_en: str, km: str, cure_km: str) -> Saying:
    """A saying that keeps a form from being asked."""
    return Saying("error", Wording(km, en), Wording(cure_km, cure_en))


def warning(en: str, cure_en: str, km: str, cure_km: str) -> Saying:
    """A saying about something that could be better."""
    return Saying("warning", Wording(km, en), Wording(cure_km, cure_en))
