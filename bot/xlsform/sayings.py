"""The words of every finding, in both languages, in one place. The Khmer is not yet reviewed by a native speaker."""

from dataclasses import dataclass

from bot.core.wording import Wording
from bot.xlsform.findings import Severity


@dataclass(frozen=True, slots=True)
class Saying:
    """What one kind of finding says; the names in braces are filled with the facts of the case."""

    severity: Severity
    message: Wording
    cure: Wording


def _error(en: str, cure_en: str, km: str, cure_km: str) -> Saying:
    return Saying("error", Wording(km, en), Wording(cure_km, cure_en))


def _warning(en: str, cure_en: str, km: str, cure_km: str) -> Saying:
    return Saying("warning", Wording(km, en), Wording(cure_km, cure_en))


_THE_FILE = {
    "file-empty": _error(
        "the file is empty",
        "choose the file with the form",
        "ឯកសារនេះទទេ",
        "សូមជ្រើសរើសឯកសារដែលមានកម្រងសំណួរ",
    ),
    "file-too-large": _error(
        "the file has {size} MB, more than {most} MB",
        "take pictures and other sheets out of it",
        "ឯកសារនេះមាន {size} MB លើសពី {most} MB",
        "សូមយករូបភាព និងសន្លឹកផ្សេងចេញ",
    ),
    "file-unknown": _error(
        "this is no spreadsheet",
        "save the form as .xlsx and choose that file",
        "ឯកសារនេះមិនមែនជាតារាងទេ",
        "សូមរក្សាទុកកម្រងសំណួរជា .xlsx រួចជ្រើសរើសឯកសារនោះ",
    ),
    "file-locked": _error(
        "the file is locked with a password",
        "save it without a password",
        "ឯកសារនេះមានពាក្យសម្ងាត់",
        "សូមរក្សាទុកដោយគ្មានពាក្យសម្ងាត់",
    ),
    "file-swells": _error(
        "unpacked, the file would have {size} MB, more than {most} MB",
        "copy the form's sheets into a new spreadsheet",
        "ពេលពន្លា ឯកសារនេះមាន {size} MB លើសពី {most} MB",
        "សូមចម្លងសន្លឹកទៅឯកសារថ្មី",
    ),
    "file-declares": _error(
        "a part of the file declares entities of its own (DOCTYPE), as no spreadsheet program writes",
        "open the form in a spreadsheet program and save it as .xlsx again",
        "ឯកសារនេះមានផ្នែក DOCTYPE ដែលមិនអនុញ្ញាត",
        "សូមបើកឯកសារ រួចរក្សាទុកជា .xlsx ម្ដងទៀត",
    ),
    "file-broken": _error(
        "the file cannot be read ({detail})",
        "open it in a spreadsheet program and save it as .xlsx again",
        "អានឯកសារនេះមិនបាន ({detail})",
        "សូមបើកឯកសារ រួចរក្សាទុកជា .xlsx ម្ដងទៀត",
    ),
    "file-not-utf8": _error(
        "the text is not in UTF-8, so Khmer letters are lost",
        "save it as “CSV UTF-8”, or as .xlsx",
        "អត្ថបទមិនមែនជា UTF-8 ទេ អក្សរខ្មែរអាចបាត់",
        "សូមរក្សាទុកជា «CSV UTF-8» ឬ .xlsx",
    ),
    "file-xform": _error(
        "this is a converted form (XML), not its spreadsheet",
        "choose the spreadsheet it was made from",
        "ឯកសារនេះជា XML មិនមែនជាតារាងទេ",
        "សូមជ្រើសរើសតារាងដើម",
    ),
    "sheet-missing": _error(
        "there is no sheet called survey",
        "name the sheet with the questions survey, with the headings type, name and label",
        "គ្មានសន្លឹកឈ្មោះ survey ទេ",
        "សូមដាក់ឈ្មោះសន្លឹកសំណួរថា survey មានជួរឈរ type, name និង label",
    ),
    "sheet-too-long": _error(
        "the sheet has {rows} rows, more than {most}",
        "split the form",
        "សន្លឹកនេះមាន {rows} ជួរដេក លើសពី {most}",
        "សូមចែកកម្រងសំណួរ",
    ),
    "converter": _error(
        "{detail}",
        "mend it and try again; the guide for authors shows how each column is written",
        "កម្មវិធីបំប្លែងមិនទទួល៖ {detail}",
        "សូមកែ រួចសាកម្ដងទៀត",
    ),
    "converter-warns": _warning(
        "{detail}",
        "have a look; the form can be asked as it is",
        "កម្មវិធីបំប្លែងប្រាប់ថា៖ {detail}",
        "សូមពិនិត្យមើល",
    ),
    "table-missing": _warning(
        "the form takes choices or values from the file {name}, which is not here: they are blank",
        "write them into the sheet choices",
        "កម្រងសំណួរយកទិន្នន័យពីឯកសារ {name} ដែលគ្មាននៅទីនេះ",
        "សូមសរសេរក្នុងសន្លឹក choices",
    ),
    "heading-twice": _error(
        "two columns are called {column}",
        "rename or delete one of them",
        "មានជួរឈរពីរឈ្មោះ {column}",
        "សូមប្ដូរឈ្មោះ ឬលុបមួយចេញ",
    ),
    "heading-missing": _error(
        "the column {column} is missing",
        "write the heading in the first row",
        "ខ្វះជួរឈរ {column}",
        "សូមសរសេរក្នុងជួរដេកទីមួយ",
    ),
    "list-missing": _error(
        "there is no list of choices called '{list}'",
        "write its choices in the sheet choices, with '{list}' as list_name",
        "គ្មានបញ្ជីជម្រើសឈ្មោះ '{list}' ទេ",
        "សូមសរសេរជម្រើសក្នុងសន្លឹក choices ដោយដាក់ '{list}' ក្នុង list_name",
    ),
    "choice-name-twice": _error(
        "two choices of one list have the same name",
        "give this one another name",
        "ជម្រើសពីរក្នុងបញ្ជីមួយមានឈ្មោះដូចគ្នា",
        "សូមប្ដូរឈ្មោះជម្រើសនេះ",
    ),
    "choice-name-missing": _error(
        "the choice has no name",
        "write what is to be stored when it is chosen",
        "ជម្រើសនេះគ្មានឈ្មោះ",
        "សូមសរសេរអ្វីដែលត្រូវរក្សាទុក",
    ),
    "choice-name-spaced": _error(
        "the name '{name}' holds a space, and several may be chosen of this list",
        "write _ instead of the space",
        "ឈ្មោះ '{name}' មានចន្លោះ",
        "សូមសរសេរ _ ជំនួសចន្លោះ",
    ),
    "name-twice": _error(
        "the name '{name}' stands there twice",
        "give this row another name",
        "ឈ្មោះ '{name}' មានពីរដង",
        "សូមប្ដូរឈ្មោះជួរដេកនេះ",
    ),
    "name-shape": _error(
        "this cannot be a name",
        "begin with a letter, and use letters, digits, _ and - without spaces or invisible letters",
        "ឈ្មោះនេះប្រើមិនបាន",
        "សូមចាប់ផ្ដើមដោយអក្សរ ហើយប្រើតែអក្សរ លេខ _ និង - គ្មានចន្លោះ",
    ),
    "group-open": _error(
        "'{end}' has no partner",
        "write each begin_group and begin_repeat with its end_group or end_repeat",
        "'{end}' គ្មានគូ",
        "សូមសរសេរ begin_group ជាមួយ end_group និង begin_repeat ជាមួយ end_repeat",
    ),
    "engine": _error(
        "the form cannot be asked: {detail}",
        "mend the expression or the row that is named",
        "កម្រងសំណួរនេះសួរមិនបាន៖ {detail}",
        "សូមកែកន្សោម ឬជួរដេកនោះ",
    ),
}
_THE_TYPES = {
    "type-missing": _error(
        "the row has no type",
        "write what kind of question it is, such as text or select_one",
        "ជួរដេកនេះគ្មានប្រភេទ",
        "សូមសរសេរប្រភេទសំណួរ ដូចជា text ឬ select_one",
    ),
    "type-unknown": _error(
        "type '{type}' is unknown",
        "did you mean {near}?",
        "មិនស្គាល់ប្រភេទ '{type}'",
        "តើអ្នកចង់សរសេរ {near} មែនទេ?",
    ),
    "type-kobo": _error(
        "type '{type}' is KoboToolbox's own and cannot be asked in a conversation",
        "ask each part as a question of its own",
        "ប្រភេទ '{type}' មានតែក្នុង KoboToolbox សួរក្នុងសារមិនបាន",
        "សូមបំបែកជាសំណួរនីមួយៗ",
    ),
    "type-nowhere": _warning(
        "no channel can ask a question of type {type}: it is passed over",
        "take it out, or ask for something that can be typed",
        "គ្មានបណ្ដាញណាអាចសួរប្រភេទ {type} បានទេ សំណួរនេះនឹងត្រូវរំលង",
        "សូមលុបចេញ ឬសួរអ្វីដែលវាយជាអក្សរបាន",
    ),
    "type-ignored": _warning(
        "{type} is about the device in an enumerator's hand: it is left out",
        "take it out; Yobal notes time and channel by itself",
        "{type} ទាក់ទងនឹងឧបករណ៍របស់អ្នកសម្ភាសន៍ វានឹងត្រូវទុកចោល",
        "សូមលុបចេញ Yobal កត់ត្រាពេលវេលា និងបណ្ដាញដោយខ្លួនឯង",
    ),
    "required-not-by-sms": _warning(
        "{type} is required, but cannot be answered by SMS: there it is passed over",
        "leave required empty, or ask it only where it can be answered",
        "{type} ត្រូវតែឆ្លើយ តែ SMS ឆ្លើយមិនបាន សំណួរនេះនឹងត្រូវរំលង",
        "សូមទុក required ឱ្យទទេ",
    ),
    "ask-apart": _error(
        "the rows with ask {ask} do not stand together",
        "move them one below the other, or give them different numbers",
        "ជួរដេកដែលមាន ask {ask} មិននៅជាប់គ្នា",
        "សូមដាក់ឱ្យនៅជាប់គ្នា ឬប្ដូរលេខ",
    ),
    "ask-mixed": _error(
        "ask {ask} joins {type} with {first}: one reply cannot answer both",
        "join only rows of the same type and list, or give this row a number of its own",
        "ask {ask} បូក {type} ជាមួយ {first} ចម្លើយតែមួយឆ្លើយមិនបានទាំងពីរទេ",
        "សូមដាក់តែប្រភេទ និងបញ្ជីដូចគ្នា ឬប្ដូរលេខ",
    ),
    "ask-kind": _error(
        "rows of type {type} cannot share one reply",
        "give each row its own ask, or leave ask empty",
        "ប្រភេទ {type} មិនអាចឆ្លើយរួមគ្នាក្នុងសារតែមួយ",
        "សូមឱ្យ ask ខុសគ្នា ឬទុកទទេ",
    ),
}
_THE_LANGUAGES = {
    "tag-wrong": _error(
        "'{tag}' is not the code of a language here",
        "write {better}",
        "'{tag}' មិនមែនជាកូដភាសាទេ",
        "សូមសរសេរ {better}",
    ),
    "tag-missing": _warning(
        "the language has no code",
        "write {better}",
        "ភាសានេះគ្មានកូដ",
        "សូមសរសេរ {better}",
    ),
    "language-missing": _warning(
        "the form has no {language} texts: people who choose it are asked in '{tongue}'",
        "add the column label::{tag}",
        "កម្រងសំណួរនេះគ្មានភាសា {language} អ្នកដែលជ្រើសភាសានេះនឹងត្រូវសួរជា '{tongue}'",
        "សូមបន្ថែមជួរឈរ label::{tag}",
    ),
    "language-none": _warning(
        "the texts have no language: everybody is asked in the same words",
        "write the Khmer in label::{km} and the English in label::{en}",
        "អត្ថបទគ្មានភាសា គ្រប់គ្នានឹងត្រូវសួរដោយពាក្យតែមួយ",
        "សូមសរសេរភាសាខ្មែរក្នុង label::{km} និងភាសាអង់គ្លេសក្នុង label::{en}",
    ),
    "default-unknown": _error(
        "default_language '{tongue}' is the language of no column",
        "write {near}",
        "default_language '{tongue}' មិនត្រូវនឹងជួរឈរណាទេ",
        "សូមសរសេរ {near}",
    ),
    "translation-missing": _error(
        "the text is missing in this language ('{other}')",
        "write it; otherwise people read “-”",
        "ខ្វះអត្ថបទជាភាសានេះ ('{other}')",
        "សូមសរសេរ បើមិនដូច្នេះ គេឃើញតែ «-»",
    ),
    "translation-lacking": _warning(
        "the text is missing in this language ('{other}')",
        "write it; otherwise people read “-”",
        "ខ្វះអត្ថបទជាភាសានេះ ('{other}')",
        "សូមសរសេរ បើមិនដូច្នេះ គេឃើញតែ «-»",
    ),
    "label-missing": _warning(
        "'{name}' has no label",
        "write what people are to read",
        "'{name}' គ្មានស្លាក",
        "សូមសរសេរអត្ថបទដែលគេត្រូវអាន",
    ),
    "label-untagged": _warning(
        "one column has a language and this one has none",
        "write {column}::{tag}",
        "ជួរឈរមួយមានភាសា តែជួរឈរនេះគ្មាន",
        "សូមសរសេរ {column}::{tag}",
    ),
    "invisible": _warning(
        "the text holds {count} invisible space (U+200B), which costs as much as a letter",
        "delete it; Yobal adds it where a printed page needs it",
        "អត្ថបទមានចន្លោះមើលមិនឃើញ {count} (U+200B) ដែលត្រូវបង់ថ្លៃដូចអក្សរ",
        "សូមលុបចេញ",
    ),
    "khmer-order": _warning(
        "'{word}' is spelled with its signs in another order than usual: searching and comparing suffer",
        "type {better} again",
        "'{word}' វាយលំដាប់អក្សរមិនធម្មតា",
        "សូមវាយ {better} ម្ដងទៀត",
    ),
    "too-long": _warning(
        "as SMS in {language} the question has {units} units: {segments} segments, more than {most}",
        "write a shorter text in sms_text_{language}",
        "ជា SMS ({language}) សំណួរនេះមាន {units} ឯកតា៖ {segments} ផ្នែក លើសពី {most}",
        "សូមសរសេរអត្ថបទខ្លីក្នុង sms_text_{language}",
    ),
    "options-too-long": _warning(
        "as SMS in {language} the question with its choices has {units} units: {segments} segments, more than {most}",
        "write short labels in sms_label_{language} of list {list}, or a shorter text in sms_text_{language}",
        "ជា SMS ({language}) សំណួរ និងជម្រើសមាន {units} ឯកតា៖ {segments} ផ្នែក លើសពី {most}",
        "សូមសរសេរស្លាកខ្លីក្នុង sms_label_{language} នៃបញ្ជី {list}",
    ),
}
_THE_COLUMNS = {
    "column-unknown": _warning(
        "column '{column}' is unknown: nothing reads it",
        "did you mean {near}?",
        "មិនស្គាល់ជួរឈរ '{column}' គ្មានអ្វីអានវាទេ",
        "តើអ្នកចង់សរសេរ {near} មែនទេ?",
    ),
    "column-nobody-reads": _warning(
        "column '{column}' is unknown: nothing reads it",
        "delete it, or begin its heading with _ to keep a note",
        "មិនស្គាល់ជួរឈរ '{column}' គ្មានអ្វីអានវាទេ",
        "សូមលុបចេញ ឬដាក់ _ នៅមុខឈ្មោះ ដើម្បីទុកជាកំណត់ចំណាំ",
    ),
    "column-colons": _error(
        "'{column}' is a column of Yobal's and takes no ::",
        "write {better}",
        "'{column}' ជាជួរឈររបស់ Yobal មិនប្រើ :: ទេ",
        "សូមសរសេរ {better}",
    ),
    "value-unknown": _error(
        "'{value}' is not understood here",
        "write one of: {known}",
        "មិនយល់ '{value}' នៅទីនេះ",
        "សូមសរសេរមួយក្នុងចំណោម៖ {known}",
    ),
}
_THE_EXPRESSIONS = {
    "quotes-curly": _warning(
        "{quote} is a curly quotation mark; it is read as a straight one here, but not by every program",
        "write ' or \" instead, and switch off “smart quotes”",
        "{quote} ជាសញ្ញាសម្រង់កោង កម្មវិធីខ្លះមិនស្គាល់ទេ",
        "សូមសរសេរ ' ឬ \" ជំនួស",
    ),
    "quotes-strange": _error(
        "{quote} is a quotation mark that expressions do not know",
        "write ' or \" instead",
        "{quote} ជាសញ្ញាសម្រង់ដែលកន្សោមមិនស្គាល់",
        "សូមសរសេរ ' ឬ \" ជំនួស",
    ),
    "digits-khmer": _error(
        "{digits} are Khmer digits, with which expressions cannot count",
        "write {better}",
        "{digits} ជាលេខខ្មែរ ដែលកន្សោមគណនាមិនបាន",
        "សូមសរសេរ {better}",
    ),
    "expression-invisible": _error(
        "the expression holds an invisible letter ({letter})",
        "delete it: type the expression again",
        "កន្សោមមានអក្សរមើលមិនឃើញ ({letter})",
        "សូមវាយកន្សោមម្ដងទៀត",
    ),
    "expression-broken": _error(
        "in '{expression}' {problem}",
        "mend the expression",
        "ក្នុង '{expression}'៖ {problem}",
        "សូមកែកន្សោម",
    ),
    "name-unknown": _error(
        "there is no question called '{name}'",
        "did you mean {near}?",
        "គ្មានសំណួរឈ្មោះ '{name}' ទេ",
        "តើអ្នកចង់សរសេរ {near} មែនទេ?",
    ),
    "name-bare": _error(
        "'{name}' stands without ${{}} and is always blank",
        "write ${{{name}}}, or '{name}' in quotation marks where the word itself is meant",
        "'{name}' គ្មាន ${{}} ដូច្នេះវាទទេជានិច្ច",
        "សូមសរសេរ ${{{name}}} ឬដាក់ក្នុងសញ្ញា '…'",
    ),
    "filter-unknown": _error(
        "the choices have no column '{name}'",
        "did you mean {near}?",
        "សន្លឹក choices គ្មានជួរឈរ '{name}' ទេ",
        "តើអ្នកចង់សរសេរ {near} មែនទេ?",
    ),
    "cycle": _error(
        "{names} wait for each other in a circle",
        "take one of them out of the expression",
        "{names} រង់ចាំគ្នាជារង្វង់",
        "សូមដកមួយចេញពីកន្សោម",
    ),
}
_THE_CHOICES = {
    "option-twice": _error(
        "sms_option {option} stands in row {row} of the same list too",
        "give each choice of a list its own code",
        "sms_option {option} មានក្នុងជួរដេក {row} រួចហើយ",
        "សូមឱ្យកូដខុសគ្នាក្នុងបញ្ជីមួយ",
    ),
    "option-taken": _error(
        "sms_option '{option}' cannot be typed as an answer: it is a command, or holds a space",
        "write a number such as {better}",
        "sms_option '{option}' ប្រើជាចម្លើយមិនបាន ព្រោះជាពាក្យបញ្ជា ឬមានចន្លោះ",
        "សូមសរសេរលេខ ដូចជា {better}",
    ),
    "option-some": _warning(
        "this choice has no sms_option, others of the list have one",
        "write a code for each choice, or for none",
        "ជម្រើសនេះគ្មាន sms_option តែជម្រើសផ្សេងមាន",
        "សូមសរសេរកូដឱ្យគ្រប់ជម្រើស ឬមិនសរសេរទាំងអស់",
    ),
    "label-twice": _warning(
        "'{label}' is also the label of row {row}: who answers with the word cannot be understood",
        "write two different labels",
        "'{label}' ក៏ជាស្លាកនៃជួរដេក {row} ដែរ អ្នកឆ្លើយជាពាក្យមិនអាចយល់បានទេ",
        "សូមសរសេរស្លាកខុសគ្នា",
    ),
    "alias-twice": _error(
        "'{label}' also stands for row {row} of the same list",
        "keep it for one of the two",
        "'{label}' ក៏សម្គាល់ជួរដេក {row} នៃបញ្ជីដដែល",
        "សូមទុកសម្រាប់តែមួយ",
    ),
    "label-command": _error(
        "'{label}' is the command {command}: who answers with it is not heard",
        "choose another word, such as one with a word more",
        "'{label}' ជាពាក្យបញ្ជា {command} អ្នកឆ្លើយដោយពាក្យនេះមិនត្រូវបានស្ដាប់ទេ",
        "សូមប្រើពាក្យផ្សេង",
    ),
}
SAYINGS: dict[str, Saying] = _THE_FILE | _THE_TYPES | _THE_LANGUAGES | _THE_COLUMNS | _THE_EXPRESSIONS | _THE_CHOICES
