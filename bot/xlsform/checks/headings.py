"""Columns that nothing reads, columns of ours written wrongly, and values that they do not take."""

from collections.abc import Iterator, Mapping
from difflib import get_close_matches

from bot.xlsform.columns import OWN, VALUES
from bot.xlsform.findings import Finding, Place
from bot.xlsform.sheets import TRANSLATED, Book, Heading, Sheet
from bot.xlsform.words import finding

_SURVEY = frozenset({
    "type", "name", "relevant", "constraint", "calculation", "choice_filter", "required", "readonly", "appearance",
    "default", "parameters", "repeat_count", "trigger", "disabled", "save_to", "image", "audio", "video",
    "big-image", "note", "response_note", "intent", "autoplay", "rows", "accuracythreshold", "bodyless", "hxl",
    "query", "minimum_seconds", "compact_tag", "noapperrorstring", "no_app_error_string", "sms_field", "sms_option",
    "sms_separator", "sms_allow_media", "sms_date_format", "sms_datetime_format", "sms_response", "list_name",
    "itemset", "choice_value", "choice_label", "kuid",
})  # fmt: skip
_CHOICES = frozenset({"list_name", "name", "order", "geometry", "media", "kuid"})
_SETTINGS = frozenset({
    "form_title", "form_id", "version", "default_language", "public_key", "submission_url", "style", "name",
    "instance_name", "auto_send", "auto_delete", "client_editable", "allow_choice_duplicates", "clean_text_values",
    "namespaces", "instance_xmlns", "add_none_option", "omit_instanceid", "prefix", "delimiter", "sms_separator",
    "sms_allow_media", "sms_date_format", "sms_datetime_format", "attribute",
})  # fmt: skip
_KNOWN: Mapping[str, frozenset[str]] = {
    "survey": _SURVEY | TRANSLATED | frozenset(OWN["survey"]),
    "choices": _CHOICES | TRANSLATED | frozenset(OWN["choices"]),
    "settings": _SETTINGS | frozenset(OWN["settings"]),
}
_NOTES = ("_", "$", "#", "kobo")  # columns that authors and KoboToolbox keep for themselves
_ALIKE = 0.75  # how much a heading must resemble one of ours to be taken for a slip


def unknown(book: Book) -> Iterator[Finding]:
    """Headings that mean nothing to anybody. A column of choices may be the author's own, for filtering."""
    for name in _KNOWN:
        for heading in filter(_is_plain, book.sheets[name].headings):
            yield from _unknown(book.sheets[name], heading)


def _is_plain(heading: Heading) -> bool:
    return not heading.tongue and ":" not in heading.written and not heading.base.startswith(_NOTES)


def _unknown(sheet: Sheet, heading: Heading) -> Iterator[Finding]:
    known = _KNOWN[sheet.name]
    if heading.base in known:
        return
    place = Place(sheet.name, 1, heading.written)
    near = get_close_matches(heading.base, known, 1, _ALIKE)
    if near and not (sheet.name == "choices" and near[0] not in OWN["choices"]):
        yield finding("column-unknown", place, column=heading.written, near=near[0])
    elif sheet.name != "choices":
        yield finding("column-nobody-reads", place, column=heading.written)


def with_colons(book: Book) -> Iterator[Finding]:
    """Columns of ours take no ::language; pyxform even stumbles over it in the choices."""
    for name, own in OWN.items():
        stems = {column.rpartition("_")[0]: column for column in own if column.endswith(("_km", "_en"))}
        for heading in book.sheets[name].headings:
            if heading.tongue and (heading.base in own or heading.base in stems):
                better = heading.base if heading.base in own else f"{heading.base}_km"
                place = Place(name, 1, heading.written)
                yield finding("column-colons", place, column=heading.written, better=better)


def values(book: Book) -> Iterator[Finding]:
    """Values that a column of ours does not take."""
    for row in book.questions:
        for column, known in VALUES.items():
            value = row.get(column)
            if value and value.lower() not in known:
                yield finding("value-unknown", row.place(column), value=value, known=", ".join(known))
