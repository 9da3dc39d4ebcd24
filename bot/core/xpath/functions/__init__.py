"""The functions of ODK's expressions, one module per family; `FUNCTIONS` holds them all by name."""

from .base import Function
from .dates import DATES
from .digests import DIGESTS
from .forms import FORMS
from .geo import GEO
from .lists import LISTS
from .numbers import NUMBERS
from .strings import STRINGS
from .trees import TREES

FUNCTIONS: dict[str, Function] = STRINGS | NUMBERS | LISTS | DATES | TREES | FORMS | GEO | DIGESTS

__all__ = ["FUNCTIONS", "Function"]
