"""The words of every finding, in both languages, in one place. The Khmer is not yet reviewed by a native speaker."""

from bot.xlsform.sayings import files, forms
from bot.xlsform.sayings.saying import Saying

SAYINGS: dict[str, Saying] = (
    files.THE_FILE
    | forms.THE_TYPES
    | forms.THE_LANGUAGES
    | forms.THE_COLUMNS
    | forms.THE_EXPRESSIONS
    | forms.THE_CHOICES
)

__all__ = ["SAYINGS", "Saying"]
