"""What can be wrong with a form that pyxform lets pass: one small function for each, all of them in `CHECKS`.

A check takes the sheets and gives findings. It may take for granted that the file was read, and nothing else:
rows without names, lists without choices and expressions without sense are what it is for.
"""

from collections.abc import Callable, Iterator

from bot.xlsform.checks import (
    asks,
    choices,
    engines,
    expressions,
    headings,
    kinds,
    languages,
    lengths,
    names,
    supported,
    texts,
)
from bot.xlsform.findings import Finding
from bot.xlsform.sheets import Book

Check = Callable[[Book], Iterator[Finding]]

CHECKS: tuple[Check, ...] = (
    headings.unknown,
    headings.with_colons,
    headings.values,
    languages.tags,
    languages.without_tag,
    languages.default,
    languages.ours_missing,
    languages.translations,
    languages.labels,
    texts.invisible,
    texts.khmer_order,
    kinds.unknown,
    kinds.nowhere,
    kinds.not_by_sms,
    kinds.ages,
    supported.types,
    supported.appearances,
    supported.columns,
    asks.apart,
    asks.mixed,
    choices.options,
    choices.options_taken,
    choices.options_some,
    choices.labels_twice,
    choices.aliases_twice,
    choices.commands,
    expressions.curly,
    expressions.digits,
    expressions.invisible,
    expressions.broken,
    engines.patterns,
    engines.numbered,
    engines.bare_dates,
    engines.counts,
    names.unknown,
    names.bare,
    names.filters,
    names.cycles,
    lengths.messages,
)

__all__ = ["CHECKS", "Check"]
