"""What is said of the changes in a new version. The Khmer is not yet reviewed by a native speaker."""

from collections.abc import Mapping

from bot.core.changes import Change, What
from bot.core.wording import Language, Wording

_MOST = 12  # choices named in one line: of a list of communes nobody reads more

# What changed, and how the answers to both versions are counted.
CHANGES: Mapping[What, tuple[Wording, Wording]] = {
    "question-added": (
        Wording(en="question {name} is new", km="សំណួរ {name} ជាសំណួរថ្មី"),
        Wording(en="only the new version has answers to it", km="មានចម្លើយតែក្នុងកំណែថ្មី"),
    ),
    "question-gone": (
        Wording(en="question {name} is gone", km="សំណួរ {name} ត្រូវបានដកចេញ"),
        Wording(en="the answers given stay and are counted by themselves", km="ចម្លើយចាស់នៅរក្សាទុក ហើយរាប់ដោយឡែក"),
    ),
    "question-moved": (
        Wording(en="question {name} stands elsewhere in the order", km="សំណួរ {name} ប្ដូរលំដាប់"),
        Wording(en="counted together", km="រាប់រួមគ្នា"),
    ),
    "question-reworded": (
        Wording(en="question {name} has other words ({languages})", km="សំណួរ {name} ប្ដូរពាក្យ ({languages})"),
        Wording(
            en="counted together; where it now means something else, give it another name",
            km="រាប់រួមគ្នា បើន័យខុសពីមុន សូមដាក់ឈ្មោះថ្មី",
        ),
    ),
    "type-changed": (
        Wording(en="question {name} was {before} and is {after}", km="សំណួរ {name} ពី {before} ទៅជា {after}"),
        Wording(
            en="the answers to the two versions cannot be counted together; give it another name",
            km="ចម្លើយនៃកំណែទាំងពីររាប់រួមគ្នាមិនបាន សូមដាក់ឈ្មោះថ្មី",
        ),
    ),
    "round-changed": (
        Wording(
            en="question {name} is asked in another repeat than before ('{before}', now '{after}')",
            km="សំណួរ {name} សួរក្នុង repeat ផ្សេងពីមុន ('{before}' ឥឡូវ '{after}')",
        ),
        Wording(
            en="once a person and once a round cannot be counted together; give it another name",
            km="ម្នាក់ម្ដង និងម្ដងក្នុងមួយជុំ រាប់រួមគ្នាមិនបាន សូមដាក់ឈ្មោះថ្មី",
        ),
    ),
    "choices-added": (
        Wording(en="question {name} has new choices: {choices}", km="សំណួរ {name} មានជម្រើសថ្មី៖ {choices}"),
        Wording(en="counted together; nobody could choose these before", km="រាប់រួមគ្នា មុននេះគ្មាននរណាអាចជ្រើសបាន"),
    ),
    "choices-gone": (
        Wording(en="question {name} lost choices: {choices}", km="សំណួរ {name} បាត់ជម្រើស៖ {choices}"),
        Wording(en="counted together; those stay countable under their names", km="រាប់រួមគ្នា ជម្រើសចាស់នៅរាប់តាមឈ្មោះដដែល"),
    ),
    "choices-reworded": (
        Wording(
            en="choices of question {name} have other words ({languages}): {choices}",
            km="ជម្រើសនៃសំណួរ {name} ប្ដូរពាក្យ ({languages})៖ {choices}",
        ),
        Wording(
            en="counted together; where one now means something else, give it another name",
            km="រាប់រួមគ្នា បើន័យខុសពីមុន សូមដាក់ឈ្មោះថ្មី",
        ),
    ),
    "choices-recoded": (
        Wording(
            en="choices of question {name} have other names and the same words: {choices}",
            km="ជម្រើសនៃសំណួរ {name} ប្ដូរឈ្មោះ តែពាក្យដដែល៖ {choices}",
        ),
        Wording(
            en="they are counted as different choices; give them their old names back",
            km="វាត្រូវរាប់ជាជម្រើសផ្សេងគ្នា សូមដាក់ឈ្មោះចាស់វិញ",
        ),
    ),
    "condition-changed": (
        Wording(
            en="{column} of {name} was “{before}” and is “{after}”",
            km="{column} នៃ {name} ពី «{before}» ទៅជា «{after}»",
        ),
        Wording(
            en="counted together, though not the same people were asked or not the same answers taken",
            km="រាប់រួមគ្នា ទោះបីអ្នកដែលត្រូវសួរ ឬចម្លើយដែលទទួល មិនដូចគ្នា",
        ),
    ),
}
_WARNING = Wording(en="warning", km="ប្រយ័ត្ន")
_NONE = Wording(en="none", km="គ្មាន")


def told(change: Change, language: Language) -> str:
    """The change in one line: what is otherwise, and how answers are counted; a warning where not together."""
    what, counting = CHANGES[change.what]
    more = len(change.choices) - _MOST
    facts = {
        "name": change.name,
        "choices": ", ".join(change.choices[:_MOST]) + (f", … +{more}" if more > 0 else ""),
        "languages": ", ".join(change.languages),
        "column": change.column,
        "before": change.before or _NONE.to(language),
        "after": change.after or _NONE.to(language),
    }
    said = f"{what.to(language).format(**facts)}; {counting.to(language)}"
    return f"{_WARNING.to(language)}: {said}" if change.apart else said
