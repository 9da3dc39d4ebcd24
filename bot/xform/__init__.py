"""Reads an XForm (the XML that pyxform and ODK tools make) into the immutable `Form`.

The specification: https://getodk.github.io/xforms-spec/. What it leaves open is read as JavaRosa does.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace

from bot.core.form.definition import Form, Itemset
from bot.core.form.errors import FormError
from bot.core.form.rules import Rule, in_order, rule
from bot.xform.body import Body, Paths
from bot.xform.markup import JAVAROSA, Element, attribute, child, children, local, needed, parsed
from bot.xform.model import Lists, Model, Rows
from bot.xform.words import Words, languages

__all__ = ["Rows", "read"]


def read(xml: str, files: Mapping[str, Rows] | None = None) -> Form:
    """The form that `xml` describes. Raises FormError with everything that must be mended.

    `files` are the rows of the files it takes choices or data from, by file name ("villages.csv").
    """
    top = parsed(xml)
    head = child(top, "head")
    model = needed(child(top if head is None else head, "model"), "model")
    body = needed(child(top, "body"), "body")
    title = (top.findtext(".//{*}head/{*}title") or "").strip()
    return _form(title, model, body, files or {})


def _form(title: str, model: Element, body: Element, files: Mapping[str, Rows]) -> Form:
    first, *others = children(model, "instance") or [model]
    primary = needed(next(iter(children(first)), None) if first is not model else None, "instance")
    words = Words({prefix: str(uri) for each in (model, primary) for prefix, uri in each.nsmap.items() if prefix})
    paths = Paths(children(model, "bind"), f"/{local(primary)}")
    known = Model(model, primary, frozenset(paths.repeats(body)), words)
    asked, lists, itext = Body(paths, known, words), Lists(others, files), child(model, "itext")
    spoken, default = languages(itext)
    form = Form(
        id=attribute(primary, "id") or local(primary),
        version=attribute(primary, "version") or attribute(primary, f"{JAVAROSA}version"),
        title=title,
        languages=spoken,
        default_language=default,
        shape=known.shape,
        templates=known.templates,
        marked=frozenset(known.marked),
        binds=known.binds,
        body=asked.parts(body),
        texts={attribute(each, "lang"): words.translation(each) for each in children(itext, "translation")},
        instances=lists.documents,
        actions=tuple(asked.actions(model, body)),
        missing=tuple(lists.missing),
    )
    return _with_rules(form, words)


def _with_rules(form: Form, words: Words) -> Form:
    """The form with its rules in order. Raises FormError with all that was found on the way."""
    if words.findings:
        raise FormError(*words.findings)
    return replace(form, rules=in_order(list(_rules(form))))


def _rules(form: Form) -> Iterator[Rule]:
    """What keeps the answers in accord: relevance and calculations, counts of repeats, choices that come and go."""
    known = {path: path in form.templates for path in form.binds}
    for bind in form.binds.values():
        if bind.relevant is not None:
            yield rule("relevant", bind.path, bind.relevant, known)
        if bind.calculate is not None:
            yield rule("calculate", bind.path, bind.calculate, known)
    for path, repeat in form.repeats.items():
        if repeat.count is not None:
            yield rule("count", path, repeat.count, known)
    for path, question in form.questions.items():
        if isinstance(question.choices, Itemset):
            filtered = rule("choices", path, question.choices.nodes, known)
            if filtered.reads:
                yield filtered
