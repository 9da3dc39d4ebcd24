"""The words around an answer, in Khmer, in English and in Khmer written with Latin letters.

A piece of an utterance that one of these covers has one of the sorts below; choices, numbers and places are
the sorts of their own rooms.
"""

from collections.abc import Iterable, Mapping

from bot.core.reading.utterance import Lexicon, Phrases, hear

CHOICE = "choice"
NUMBER = "number"
LOOSE = "loose"  # a number in words with gaps: perhaps several
COURTESY = "courtesy"  # yes, or mere politeness where there is another answer: "បាទ អត់ទេ" is no
YES = "yes"
NO = "no"
POLITE = "polite"  # changes nothing
FRAME = "frame"  # "I choose …": changes nothing, and answers nothing
MARKER = "marker"  # a number must follow
ORDINAL = "ordinal"  # a number must stand before
AND = "and"
OR = "or"
YEARS = "years"
COUNTER = "counter"  # of people: goes with any number of them
UNIT = "unit"  # a measure: goes where the question asks for it

_WORDS: Mapping[str, str] = {
    COURTESY: "បាទ ចាស ចា ចា៎ ចា៎ស ចាះ ចាស៎ បាទៗ ចាសៗ bat baat bart jah jas chas chaas cha chah",
    YES: "yes y yeah yep",
    NO: "no n nope ទេ ទេៗ អត់ អត់ទេ te ot otte|ot te",
    POLITE: "អរគុណ អរគុណច្រើន អរគុណណាស់ សូម សូមអរគុណ បង ប្អូន លោក លោកបង អ្នកនាង ពូ មីង អ៊ំ សួស្តី ជំរាបសួរ ជម្រាបសួរ "
    "ជំរាបលា ជម្រាបលា please pls thanks thx sir madam dear hello hi bong orkun arkun akun okun sousdey|"
    "thank you|thank u|thank you very much|many thanks|អរគុណបង",
    FRAME: "ខ្ញុំ ខ្ញុំជ្រើសរើស ជ្រើសរើស ជ្រើស ជ្រើសយក ខ្ញុំជ្រើស ខ្ញុំយក ខ្ញុំសូមជ្រើសរើស រើស រើសយក ខ្ញុំរើស យក គឺ គឺជា ជា ខ្ញុំជា the is|"
    "i choose|i chose|i pick|i select|i want|my answer is|the answer is|my choice is|it is|i am|im|its|i m",
    MARKER: "លេខ លេខទី ទី ជម្រើស ជម្រើសទី ជំរើស ជំរើសទី ជម្រើសលេខ ចម្លើយ ចម្លើយទី ចម្លើយលេខ ចំលើយ ចំលើយលេខ "
    "number num nr option choice answer lek lekh",
    ORDINAL: "st nd rd th",
    AND: "និង ហើយនិង and",
    OR: "ឬ រឺ ឬក៏ or",
    YEARS: "ឆ្នាំ year years yr yrs|years old|year old|yo",
    COUNTER: "នាក់ កូន ក្មេង កុមារ មនុស្ស សមាជិក child children kid kids person persons people member members",
    UNIT: "ដង ថ្ងៃ សប្តាហ៍ ខែ ម៉ោង បន្ទប់ គ្រួសារ គ្រឿង គ្រាប់ ដើម ក្បាល ទូក គីឡូ គីឡូម៉ែត្រ ម៉ែត្រ ភាគ ភាគរយ រៀល ដុល្លារ ៛ $ % "
    "time times day days week weeks month months hour hours room rooms family families household households "
    "boat boats km kilometre kilometres kilometer kilometers metre metres meter meters share shares percent "
    "riel riels dollar dollars",
}


def phrases(words: str) -> Iterable[str]:
    """The bodies of a list of words; where words of several parts are among them, "|" parts those."""
    singles, *longer = words.split("|")
    for word in (*singles.split(), *longer):
        yield hear(word).body


def _common() -> Phrases:
    return {body: (sort, None) for sort, words in _WORDS.items() for body in phrases(words)}


BODIES: Mapping[str, frozenset[str]] = {sort: frozenset(phrases(words)) for sort, words in _WORDS.items()}
COMMON = Lexicon(_common())
COURTESY_KM = frozenset(body for body in BODIES[COURTESY] if not body.isascii())
YES_BODIES = BODIES[YES] | BODIES[COURTESY] | {"បាទចាស", "ចាសបាទ"}
NO_BODIES = BODIES[NO]
NEGATIONS = ("មិន", "អត់", "គ្មាន", "ពុំ")
PARTICLE = "ទេ"  # at the end of a negation it only rounds it off


def negates(body: str) -> bool:
    """Whether this phrase says that something is not."""
    return body.startswith((*NEGATIONS, "no ", "not ", "never ", "without "))


def rounds_off(phrase: str, word: str) -> bool:
    """Whether `word` is the particle that ends a Khmer negation, and no answer of its own: "មិនចង់ទេ"."""
    return word == PARTICLE and phrase.startswith(NEGATIONS)
