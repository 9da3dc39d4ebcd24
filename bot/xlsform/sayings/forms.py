"""What is said of questions, choices, texts and expressions."""

from bot.xlsform.sayings.saying import Saying, error, warning

THE_TYPES: dict[str, Saying] = {
    "type-missing": error(
        "the row has no type",
        "write what kind of question it is, such as text or select_one",
        "ជួរដេកនេះគ្មានប្រភេទ",
        "សូមសរសេរប្រភេទសំណួរ ដូចជា text ឬ select_one",
    ),
    "type-unknown": error(
        "type '{type}' is unknown",
        "did you mean {near}?",
        "មិនស្គាល់ប្រភេទ '{type}'",
        "តើអ្នកចង់សរសេរ {near} មែនទេ?",
    ),
    "type-kobo": error(
        "type '{type}' is KoboToolbox's own and cannot be asked in a conversation",
        "ask each part as a question of its own",
        "ប្រភេទ '{type}' មានតែក្នុង KoboToolbox សួរក្នុងសារមិនបាន",
        "សូមបំបែកជាសំណួរនីមួយៗ",
    ),
    "type-nowhere": warning(
        "no channel can ask a question of type {type}: it is passed over",
        "take it out, or ask for something that can be typed",
        "គ្មានបណ្ដាញណាអាចសួរប្រភេទ {type} បានទេ សំណួរនេះនឹងត្រូវរំលង",
        "សូមលុបចេញ ឬសួរអ្វីដែលវាយជាអក្សរបាន",
    ),
    "type-ignored": warning(
        "{type} is about the device in an enumerator's hand: it is left out",
        "take it out; Yobal notes time and channel by itself",
        "{type} ទាក់ទងនឹងឧបករណ៍របស់អ្នកសម្ភាសន៍ វានឹងត្រូវទុកចោល",
        "សូមលុបចេញ Yobal កត់ត្រាពេលវេលា និងបណ្ដាញដោយខ្លួនឯង",
    ),
    "required-not-by-sms": warning(
        "{type} is required, but cannot be answered by SMS: there it is passed over",
        "leave required empty, give it a relevant, or run the survey on Telegram alone",
        "{type} ត្រូវតែឆ្លើយ តែ SMS ឆ្លើយមិនបាន សំណួរនេះនឹងត្រូវរំលង",
        "សូមទុក required ឱ្យទទេ ឬសួរតែតាម Telegram",
    ),
    "not-by-sms": warning(
        "{type} cannot be answered by SMS: there it is passed over",
        "ask for something that can be typed where people without Telegram matter",
        "SMS ឆ្លើយ {type} មិនបាន សំណួរនេះនឹងត្រូវរំលងតាម SMS",
        "សូមសួរអ្វីដែលវាយជាអក្សរបាន",
    ),
    "age-ends": warning(
        "'{name}' asks for the person's age: who is under 18 is thanked, and everything they said is erased",
        "give the question another name, such as years, where it asks for something else",
        "'{name}' សួរអាយុ អ្នកដែលអាយុក្រោម ១៨ ឆ្នាំ ចម្លើយទាំងអស់នឹងត្រូវលុប",
        "សូមប្ដូរឈ្មោះ ដូចជា years បើវាមិនសួរអាយុអ្នកឆ្លើយ",
    ),
    "support-partly": warning(
        "'{name}' works only in part: {how}",
        "see docs/xlsform-support.md",
        "'{name}' ដំណើរការតែមួយផ្នែក",
        "សូមមើល docs/xlsform-support.md",
    ),
    "support-no": warning(
        "'{name}' changes nothing here: {how}",
        "see docs/xlsform-support.md",
        "'{name}' មិនដំណើរការនៅទីនេះទេ",
        "សូមមើល docs/xlsform-support.md",
    ),
    "ask-apart": error(
        "the rows with ask {ask} do not stand together",
        "move them one below the other, or give them different numbers",
        "ជួរដេកដែលមាន ask {ask} មិននៅជាប់គ្នា",
        "សូមដាក់ឱ្យនៅជាប់គ្នា ឬប្ដូរលេខ",
    ),
    "ask-mixed": error(
        "ask {ask} joins {type} with {first}: one reply cannot answer both",
        "join only rows of the same type and list, or give this row a number of its own",
        "ask {ask} បូក {type} ជាមួយ {first} ចម្លើយតែមួយឆ្លើយមិនបានទាំងពីរទេ",
        "សូមដាក់តែប្រភេទ និងបញ្ជីដូចគ្នា ឬប្ដូរលេខ",
    ),
    "ask-kind": error(
        "rows of type {type} cannot share one reply",
        "give each row its own ask, or leave ask empty",
        "ប្រភេទ {type} មិនអាចឆ្លើយរួមគ្នាក្នុងសារតែមួយ",
        "សូមឱ្យ ask ខុសគ្នា ឬទុកទទេ",
    ),
}
THE_LANGUAGES: dict[str, Saying] = {
    "tag-wrong": error(
        "'{tag}' is not the code of a language here",
        "write {better}",
        "'{tag}' មិនមែនជាកូដភាសាទេ",
        "សូមសរសេរ {better}",
    ),
    "tag-missing": warning(
        "the language has no code",
        "write {better}",
        "ភាសានេះគ្មានកូដ",
        "សូមសរសេរ {better}",
    ),
    "language-missing": warning(
        "the form has no {language} texts: people who choose it are asked in '{tongue}'",
        "add the column label::{tag}",
        "កម្រងសំណួរនេះគ្មានភាសា {language} អ្នកដែលជ្រើសភាសានេះនឹងត្រូវសួរជា '{tongue}'",
        "សូមបន្ថែមជួរឈរ label::{tag}",
    ),
    "language-none": warning(
        "the texts have no language: everybody is asked in the same words",
        "write the Khmer in label::{km} and the English in label::{en}",
        "អត្ថបទគ្មានភាសា គ្រប់គ្នានឹងត្រូវសួរដោយពាក្យតែមួយ",
        "សូមសរសេរភាសាខ្មែរក្នុង label::{km} និងភាសាអង់គ្លេសក្នុង label::{en}",
    ),
    "default-unknown": error(
        "default_language '{tongue}' is the language of no column",
        "write {near}",
        "default_language '{tongue}' មិនត្រូវនឹងជួរឈរណាទេ",
        "សូមសរសេរ {near}",
    ),
    "translation-missing": error(
        "the text is missing in this language ('{other}')",
        "write it; otherwise people read “-”",
        "ខ្វះអត្ថបទជាភាសានេះ ('{other}')",
        "សូមសរសេរ បើមិនដូច្នេះ គេឃើញតែ «-»",
    ),
    "translation-lacking": warning(
        "the text is missing in this language ('{other}')",
        "write it; otherwise people read “-”",
        "ខ្វះអត្ថបទជាភាសានេះ ('{other}')",
        "សូមសរសេរ បើមិនដូច្នេះ គេឃើញតែ «-»",
    ),
    "label-missing": warning(
        "'{name}' has no label",
        "write what people are to read",
        "'{name}' គ្មានស្លាក",
        "សូមសរសេរអត្ថបទដែលគេត្រូវអាន",
    ),
    "label-untagged": warning(
        "one column has a language and this one has none",
        "write {column}::{tag}",
        "ជួរឈរមួយមានភាសា តែជួរឈរនេះគ្មាន",
        "សូមសរសេរ {column}::{tag}",
    ),
    "invisible": warning(
        "the text holds {count} invisible space (U+200B), which costs as much as a letter",
        "delete it; Yobal adds it where a printed page needs it",
        "អត្ថបទមានចន្លោះមើលមិនឃើញ {count} (U+200B) ដែលត្រូវបង់ថ្លៃដូចអក្សរ",
        "សូមលុបចេញ",
    ),
    "khmer-order": warning(
        "'{word}' is spelled with its signs in another order than usual: searching and comparing suffer",
        "type {better} again",
        "'{word}' វាយលំដាប់អក្សរមិនធម្មតា",
        "សូមវាយ {better} ម្ដងទៀត",
    ),
    "too-long": warning(
        "as SMS in {language} the question has {units} units: {segments} segments, more than {most}",
        "write a shorter text in sms_text_{language}",
        "ជា SMS ({language}) សំណួរនេះមាន {units} ឯកតា៖ {segments} ផ្នែក លើសពី {most}",
        "សូមសរសេរអត្ថបទខ្លីក្នុង sms_text_{language}",
    ),
    "options-too-long": warning(
        "as SMS in {language} the question with its choices has {units} units: {segments} segments, more than {most}",
        "write short labels in sms_label_{language} of list {list}, or a shorter text in sms_text_{language}",
        "ជា SMS ({language}) សំណួរ និងជម្រើសមាន {units} ឯកតា៖ {segments} ផ្នែក លើសពី {most}",
        "សូមសរសេរស្លាកខ្លីក្នុង sms_label_{language} នៃបញ្ជី {list}",
    ),
}
THE_COLUMNS: dict[str, Saying] = {
    "column-unknown": warning(
        "column '{column}' is unknown: nothing reads it",
        "did you mean {near}?",
        "មិនស្គាល់ជួរឈរ '{column}' គ្មានអ្វីអានវាទេ",
        "តើអ្នកចង់សរសេរ {near} មែនទេ?",
    ),
    "column-nobody-reads": warning(
        "column '{column}' is unknown: nothing reads it",
        "delete it, or begin its heading with _ to keep a note",
        "មិនស្គាល់ជួរឈរ '{column}' គ្មានអ្វីអានវាទេ",
        "សូមលុបចេញ ឬដាក់ _ នៅមុខឈ្មោះ ដើម្បីទុកជាកំណត់ចំណាំ",
    ),
    "column-colons": error(
        "'{column}' is a column of Yobal's and takes no ::",
        "write {better}",
        "'{column}' ជាជួរឈររបស់ Yobal មិនប្រើ :: ទេ",
        "សូមសរសេរ {better}",
    ),
    "value-unknown": error(
        "'{value}' is not understood here",
        "write one of: {known}",
        "មិនយល់ '{value}' នៅទីនេះ",
        "សូមសរសេរមួយក្នុងចំណោម៖ {known}",
    ),
}
THE_EXPRESSIONS: dict[str, Saying] = {
    "quotes-curly": warning(
        "{quote} is a curly quotation mark; it is read as a straight one here, but not by every program",
        "write ' or \" instead, and switch off “smart quotes”",
        "{quote} ជាសញ្ញាសម្រង់កោង កម្មវិធីខ្លះមិនស្គាល់ទេ",
        "សូមសរសេរ ' ឬ \" ជំនួស",
    ),
    "quotes-strange": error(
        "{quote} is a quotation mark that expressions do not know",
        "write ' or \" instead",
        "{quote} ជាសញ្ញាសម្រង់ដែលកន្សោមមិនស្គាល់",
        "សូមសរសេរ ' ឬ \" ជំនួស",
    ),
    "digits-khmer": error(
        "{digits} are Khmer digits, with which expressions cannot count",
        "write {better}",
        "{digits} ជាលេខខ្មែរ ដែលកន្សោមគណនាមិនបាន",
        "សូមសរសេរ {better}",
    ),
    "expression-invisible": error(
        "the expression holds an invisible letter ({letter})",
        "delete it: type the expression again",
        "កន្សោមមានអក្សរមើលមិនឃើញ ({letter})",
        "សូមវាយកន្សោមម្ដងទៀត",
    ),
    "expression-broken": error(
        "in '{expression}' {problem}",
        "mend the expression",
        "ក្នុង '{expression}'៖ {problem}",
        "សូមកែកន្សោម",
    ),
    "regex-unanchored": warning(
        "the pattern '{pattern}' must match the whole answer here and in Collect, but only a part of it in a browser",
        "begin it with ^ and end it with $",
        "លំនាំ '{pattern}' ត្រូវតែត្រូវនឹងចម្លើយទាំងមូល តែកម្មវិធីខ្លះយកតែមួយផ្នែក",
        "សូមចាប់ផ្ដើមដោយ ^ និងបញ្ចប់ដោយ $",
    ),
    "path-numbered": warning(
        "a number in brackets works here, but Collect finds nothing: '{expression}'",
        "write [position() = 2] instead of [2], or use indexed-repeat()",
        "លេខក្នុង [ ] ដំណើរការនៅទីនេះ តែ Collect រកមិនឃើញ៖ '{expression}'",
        "សូមសរសេរ [position() = 2] ជំនួស [2]",
    ),
    "date-bare": warning(
        "'{day}' in quotes is a day here, but only a text in Collect",
        "write date('{day}')",
        "'{day}' ជាថ្ងៃនៅទីនេះ តែ Collect យកជាអក្សរ",
        "សូមសរសេរ date('{day}')",
    ),
    "count-zero": warning(
        "repeat_count {count} may be 0: then there is no round, and no question says so",
        "write ${{…}} > 0 in relevant of the same row",
        "repeat_count {count} អាចជា 0",
        "សូមសរសេរ ${{…}} > 0 ក្នុង relevant",
    ),
    "name-unknown": error(
        "there is no question called '{name}'",
        "did you mean {near}?",
        "គ្មានសំណួរឈ្មោះ '{name}' ទេ",
        "តើអ្នកចង់សរសេរ {near} មែនទេ?",
    ),
    "name-bare": error(
        "'{name}' stands without ${{}} and is always blank",
        "write ${{{name}}}, or '{name}' in quotation marks where the word itself is meant",
        "'{name}' គ្មាន ${{}} ដូច្នេះវាទទេជានិច្ច",
        "សូមសរសេរ ${{{name}}} ឬដាក់ក្នុងសញ្ញា '…'",
    ),
    "filter-unknown": error(
        "the choices have no column '{name}'",
        "did you mean {near}?",
        "សន្លឹក choices គ្មានជួរឈរ '{name}' ទេ",
        "តើអ្នកចង់សរសេរ {near} មែនទេ?",
    ),
    "cycle": error(
        "{names} wait for each other in a circle",
        "take one of them out of the expression",
        "{names} រង់ចាំគ្នាជារង្វង់",
        "សូមដកមួយចេញពីកន្សោម",
    ),
}
THE_CHOICES: dict[str, Saying] = {
    "option-twice": error(
        "sms_option {option} stands in row {row} of the same list too",
        "give each choice of a list its own code",
        "sms_option {option} មានក្នុងជួរដេក {row} រួចហើយ",
        "សូមឱ្យកូដខុសគ្នាក្នុងបញ្ជីមួយ",
    ),
    "option-taken": error(
        "sms_option '{option}' cannot be typed as an answer: it is a command, or holds a space",
        "write a number such as {better}",
        "sms_option '{option}' ប្រើជាចម្លើយមិនបាន ព្រោះជាពាក្យបញ្ជា ឬមានចន្លោះ",
        "សូមសរសេរលេខ ដូចជា {better}",
    ),
    "option-some": warning(
        "this choice has no sms_option, others of the list have one",
        "write a code for each choice, or for none",
        "ជម្រើសនេះគ្មាន sms_option តែជម្រើសផ្សេងមាន",
        "សូមសរសេរកូដឱ្យគ្រប់ជម្រើស ឬមិនសរសេរទាំងអស់",
    ),
    "label-twice": warning(
        "'{label}' is also the label of row {row}: who answers with the word cannot be understood",
        "write two different labels",
        "'{label}' ក៏ជាស្លាកនៃជួរដេក {row} ដែរ អ្នកឆ្លើយជាពាក្យមិនអាចយល់បានទេ",
        "សូមសរសេរស្លាកខុសគ្នា",
    ),
    "alias-twice": error(
        "'{label}' also stands for row {row} of the same list",
        "keep it for one of the two",
        "'{label}' ក៏សម្គាល់ជួរដេក {row} នៃបញ្ជីដដែល",
        "សូមទុកសម្រាប់តែមួយ",
    ),
    "label-command": error(
        "'{label}' is the command {command}: who answers with it is not heard",
        "choose another word, such as one with a word more",
        "'{label}' ជាពាក្យបញ្ជា {command} អ្នកឆ្លើយដោយពាក្យនេះមិនត្រូវបានស្ដាប់ទេ",
        "សូមប្រើពាក្យផ្សេង",
    ),
}
