"""The small questions Yobal asks in its own words: go on, erase. Their words can be typed too.

The Khmer words are part of the sample's and not yet reviewed by a native speaker.
"""

from collections.abc import Mapping

from bot.core.questions.base import Choice, Open
from bot.core.wording import Wording

Menu = Mapping[str, tuple[str, Wording]]  # name -> the code to type, its words

PART_END: Menu = {
    "now": ("1", Wording(km="ឥឡូវ", en="Now")),
    "later": ("2", Wording(km="ពេលក្រោយ", en="Later")),
    "finish": ("3", Wording(km="ចប់", en="Finish")),
}
RESUME: Menu = {
    "continue": ("1", Wording(km="បន្ត", en="Continue")),
    "stop": ("2", Wording(km="ឈប់", en="Stop")),
}
REMINDER: Menu = {"continue": ("1", Wording(km="បន្ត", en="Go on"))}
ERASE: Menu = {
    "erase": ("1", Wording(km="លុប", en="Yes, erase")),
    "keep": ("2", Wording(km="ទេ", en="No")),
}
LANGUAGE: Menu = {
    "km": ("1", Wording(km="ខ្មែរ", en="ខ្មែរ")),
    "en": ("2", Wording(km="English", en="English")),
}
CONSENT: Menu = {
    "agree": ("1", Wording(km="យល់ព្រម (១៨ឆ្នាំឡើង)", en="I agree (age 18+)")),
    "no": ("2", Wording(km="ទេ", en="No")),
    "under18": ("3", Wording(km="ក្រោម១៨ឆ្នាំ", en="I am under 18")),
    "info": ("4", Wording(km="ព័ត៌មានបន្ថែម", en="More info")),
}
REPEAT: Menu = {
    "yes": ("1", Wording(km="បាទ/ចាស", en="Yes")),
    "no": ("2", Wording(km="ទេ", en="No")),
}
ACKNOWLEDGE: Menu = {"OK": ("1", Wording(km="យល់ហើយ", en="OK"))}


def choices(menu: Menu) -> tuple[Choice, ...]:
    """The menu as choices a reply can be read against."""
    return tuple(Choice(name, code, (words.km, words.en)) for name, (code, words) in menu.items())


def opened(menu: Menu, *, numbers_only: bool = False) -> Open:
    """The menu as a question that stands open."""
    return Open("", "select_one", choices=choices(menu), required=True, numbers_only=numbers_only)
