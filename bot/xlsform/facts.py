"""What of XLSForm works here, and how far: the one table that the reader warns by and the page is made of."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Literal

from bot.core.conversation.letters import LISTED
from bot.core.xpath.functions import FUNCTIONS as COMPILED
from bot.core.xpath.special import SPECIAL

Level = Literal["yes", "partly", "no"]


@dataclass(frozen=True, slots=True)
class Fact:
    """How far one thing works by SMS and by Telegram; `how` or why, where that is not plain. `also`: other names."""

    name: str
    sms: Level = "yes"
    telegram: Level = "yes"
    how: str = ""
    also: tuple[str, ...] = ()

    @property
    def level(self) -> Level:
        """What it comes to on the channel that can do more."""
        return self.telegram


def _yes(name: str, how: str = "", *also: str) -> Fact:
    return Fact(name, how=how, also=also)


def _sent(name: str, how: str, *also: str) -> Fact:
    """What Telegram can carry and SMS cannot."""
    return Fact(name, "no", "yes", how, also)


def _partly(name: str, how: str, *also: str) -> Fact:
    return Fact(name, "partly", "partly", how, also)


def _no(name: str, why: str, *also: str) -> Fact:
    return Fact(name, "no", "no", why, also)


_LONG = f"with more than {LISTED} choices the person sends the first letters, then picks from what they leave"
_BESIDE = "the file lies beside the form (CSV, GeoJSON or XML) and is taken in with it"
_DEVICE = "it is about an enumerator's device, which there is none of"
_BLANK = "always blank: nobody agreed that it be noted"
_KOBO = "KoboToolbox's own; ask each part as a question of its own"
_PASSED = "passed over: no message carries it; ask for one place instead"
_PHOTO = "an ordinary photo"
_LOOKS = "changes only how a screen looks"

TYPES: tuple[Fact, ...] = (
    _yes("text", "", "string", "q string", "add text prompt"),
    _yes("integer", "digits of any script, number words", "int", "q int", "add integer prompt", "percentage",
         "number of days in last month", "number of days in last six months", "number of days in last year"),
    _yes("decimal", "", "q decimal", "add decimal prompt"),
    _yes("range", "a number on the scale; up to eleven steps are buttons in Telegram"),
    _yes("select_one", _LONG, "select one", "select one from", "select one using", "select1", "q select1",
         "add select one prompt using"),
    _yes("select_multiple", _LONG, "select all that apply", "select all that apply from", "select multiple from",
         "select multiple using", "q select", "add select multiple prompt using"),
    _yes("rank", "all the numbers in the person's order, or one tap after another"),
    _yes("select_one_from_file", _BESIDE, "select one from file"),
    _yes("select_multiple_from_file", _BESIDE, "select multiple from file"),
    _yes("select_one_external", "the sheet external_choices is read like the sheet choices", "select one external"),
    _yes("date", "day first, or 2026-11-25; a year of the Buddhist era is turned and said back", "q date",
         "add date prompt"),
    _yes("time"),
    _yes("dateTime", "", "datetime", "date time", "q date time", "q dateTime", "add date time prompt",
         "add dateTime prompt"),
    _yes("note", "said before the next question, which saves a message", "q note", "add note prompt"),
    _yes("acknowledge", "1, OK or a tap", "trigger", "q acknowledge", "add acknowledge prompt"),
    _partly("barcode", "typed as it is written; nothing is scanned", "q barcode", "add barcode prompt"),
    _sent("geopoint", "the button that shares a place; by SMS passed over", "gps", "location", "q geopoint",
          "q location", "add location prompt"),
    _sent("image", "a photo; by SMS passed over", "photo", "q image", "q picture", "add image prompt"),
    _sent("audio", "a voice message; by SMS passed over", "q audio", "add audio prompt"),
    _sent("video", "a video; by SMS passed over", "q video", "add video prompt"),
    _sent("file", "a file; by SMS passed over", "add file prompt"),
    _no("geotrace", _PASSED, "q geotrace"),
    _no("geoshape", _PASSED, "q geoshape"),
    Fact("osm", "no", "partly", "asked for as a file: OpenStreetMap is an app of a device"),
    _yes("calculate", "worked out, never shown", "q calculate", "add calculate prompt"),
    _yes("hidden", "kept, never shown"),
    _yes("start", "when the conversation began", "start time", "get start time"),
    _yes("end", "when it was finished", "end time", "get end time"),
    _yes("today", "the day in Phnom Penh", "get today"),
    _partly("deviceid", "the channel, such as yobal:sms: there is no device", "device id", "get device id", "imei",
            "uri:deviceid"),
    _no("phonenumber", _BLANK, "phone number", "get phone number", "uri:phonenumber"),
    _no("username", _BLANK, "uri:username"),
    _no("email", _BLANK, "uri:email"),
    _no("simserial", _BLANK, "sim id", "get sim id", "uri:simserial"),
    _no("subscriberid", _BLANK, "subscriber id", "get subscriber id", "uri:subscriberid"),
    _no("audit", f"left out: {_DEVICE}"),
    _no("background-audio", f"left out: {_DEVICE}"),
    _no("start-geopoint", f"left out: {_DEVICE}"),
    _no("background-geopoint", f"left out: {_DEVICE}"),
    _yes("csv-external", _BESIDE),
    _yes("xml-external", _BESIDE),
    _yes("begin_group", "its label is said before its first question", "group", "begin group"),
    _yes("begin_repeat", "asked each time whether there is one more; with repeat_count so often without asking",
         "repeat", "lgroup", "looped group", "begin repeat"),
    _yes("begin_loop", "a group for each choice, as pyxform writes it out", "loop", "begin loop"),
    _no("cascading_select", "given up by pyxform: use choice_filter", "cascading select"),
    _no("include", "given up by pyxform: copy the rows"),
    _no("begin_kobomatrix", _KOBO),
    _no("begin_score", _KOBO),
    _no("begin_rank", f"{_KOBO}, or use rank"),
)  # fmt: skip

APPEARANCES: tuple[Fact, ...] = (
    _yes("field-list", "the questions of the group come one after another"),
    _yes("table-list", "one question for each row, with its label", "list-nolabel", "label"),
    _yes("month-year", "only the month is asked; the first of it is kept"),
    _yes("year", "only the year is asked; the first day of it is kept"),
    _yes("numbers", "a text of digits; with privacy_tier contact a telephone number"),
    _yes("rating", "buttons in Telegram"),
    _yes("minimal", _LOOKS, "autocomplete", "quick", "quickcompact", "compact", "horizontal", "horizontal-compact"),
    _yes("columns", _LOOKS, "columns-pack", "columns-n", "no-buttons", "likert", "list", "compact-n", "w1"),
    _yes("multiline", _LOOKS, "thousands-sep", "spinner", "picker", "vertical", "no-ticks", "no-calendar", "calendar"),
    _yes("pages", _LOOKS, "theme-grid", "no-collapse", "summary", "counter", "dnd", "distress"),
    _partly("image-map", "an ordinary list of its choices"),
    _partly("map", "an ordinary list of its choices"),
    _partly("maps", "a place is shared; the pin can be moved in Telegram's own map", "placement-map", "hide-input"),
    _partly("annotate", _PHOTO, "draw", "signature", "new", "new-front", "new-rear", "selfie"),
    _partly("masked", "what is typed stands in the person's own phone", "hidden-answer"),
    _partly("url", "shown as text"),
    _partly("ethiopian", "asked in the common calendar; years of the Buddhist era are understood", "coptic",
            "islamic", "bikram-sambat", "myanmar", "persian", "buddhist"),
    _no("bearing", f"asked as a number: {_DEVICE}"),
    _no("printer", f"asked as it stands: {_DEVICE}"),
    _no("ex:", f"asked without the other app: {_DEVICE}", "intent:", "comgooglecode"),
    _no("search()", "the list is what stands in the sheet choices; use select_one_from_file"),
)  # fmt: skip

_NOTES: Mapping[str, Fact] = {
    fact.name: fact
    for fact in (
        _partly("property", "only deviceid: the channel"),
        _yes("pulldata", _BESIDE),
        _yes("instance", _BESIDE),
        _yes("regex", "the whole answer must match, as in Collect"),
        _yes("if", "only the branch that counts is looked at"),
        _yes("today", "the day in Phnom Penh"),
        _yes("now", "the time in Phnom Penh"),
        _yes("randomize", "the same order each time a person sees the list"),
    )
}
_NOT_COMPILED = (
    _no("search", "see the appearance of that name"),
    _no("comment-status", "OpenClinica's own"),
)
FUNCTIONS: tuple[Fact, ...] = (
    *(_NOTES.get(name, Fact(name)) for name in sorted({*COMPILED, *SPECIAL})),
    *_NOT_COMPILED,
)

LOGIC: tuple[Fact, ...] = (
    _yes("relevant", "answers that a correction makes irrelevant are removed"),
    _yes("required", "also as an expression; the third SKIP leaves the question all the same"),
    _yes("required_message"),
    _yes("constraint", "a wrong answer is asked again twice, then the question is left"),
    _yes("constraint_message"),
    _yes("calculation"),
    _yes("readonly", "said like a note"),
    _yes("default", "also as an expression; kept where the question is not answered"),
    _yes("trigger", "and setvalue on the events that ODK has"),
    _yes("choice_filter", "a list that is left empty is passed over"),
    _yes("repeat_count"),
    _yes("repeats in repeats"),
    _yes("or_other", "asked as a question of its own"),
    _yes("label in several languages", "Khmer and English; a form in other languages is asked in its own"),
    _yes("${…} in a label"),
    _partly("label in Markdown or HTML", "the signs are shown as they are written"),
    Fact("hint", "no", "yes", "below the question; an SMS leaves it out, because every letter costs"),
    _no("guidance_hint", "for trainers: never shown"),
    Fact("audio", "no", "yes", "the question is read aloud where there is a recording beside the form"),
    _no("image", "pictures in questions and choices are not sent", "video", "big-image"),
    _yes("select from a file", _BESIDE),
    _no("${last-saved#…}", f"always blank: {_DEVICE}"),
    _yes("parameters: start, end, step"),
    _yes("parameters: randomize, seed"),
    _yes("parameters: value, label"),
    _no("parameters: max-pixels, quality, app, rows", _LOOKS, "max-pixels", "quality", "app", "rows"),
    _no("parameters: capture-accuracy, warning-accuracy", _DEVICE, "allow-mock-accuracy", "capture-accuracy",
        "incremental", "reference-geometry", "warning-accuracy"),
    _no("parameters: tick_interval, tick_labelset, placeholder", _LOOKS, "tick_interval", "tick_labelset",
        "placeholder"),
    _no("parameters of audit", _DEVICE, "identify-user", "location-max-age", "location-min-interval",
        "location-priority", "track-changes", "track-changes-reasons"),
    _yes("form_id, version, form_title, default_language"),
    _yes("instance_name"),
    _yes("allow_choice_duplicates"),
    _no("public_key", "answers are encrypted with keys of the house"),
    _no("submission_url", "answers stay here until they are exported", "auto_send", "auto_delete"),
    _no("style", _LOOKS),
    _no("entities", "answers create no entities; lists of entities can be taken from a file", "save_to"),
    _yes("disabled"),
)  # fmt: skip

TITLES: Mapping[str, tuple[Fact, ...]] = {
    "Types of questions": TYPES,
    "Appearances": APPEARANCES,
    "Functions": FUNCTIONS,
    "Logic, texts and settings": LOGIC,
}


@cache
def _by_name(title: str) -> Mapping[str, Fact]:
    facts = TITLES[title]
    return {name: fact for fact in reversed(facts) for name in (*fact.also, fact.name)}


def of_type(kind: str) -> Fact | None:
    """What is known of a type, by any of its names."""
    known = _by_name("Types of questions")
    return known.get(kind) or known.get(kind.replace("_", " "))


def of_appearance(look: str) -> Fact | None:
    """What is known of one word of an appearance."""
    plain = look.strip().lower()
    if plain.startswith(("ex:", "intent:")):
        return _by_name("Appearances")["ex:"]
    if plain.startswith("search("):
        return _by_name("Appearances")["search()"]
    return _by_name("Appearances").get(plain)


def of_feature(name: str) -> Fact | None:
    """What is known of a column, a parameter or a setting."""
    return _by_name("Logic, texts and settings").get(name)
