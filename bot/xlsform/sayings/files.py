"""What is said of files and sheets, and of what pyxform refuses."""

from bot.xlsform.sayings.saying import Saying, error, warning

THE_FILE: dict[str, Saying] = {
    "file-empty": error(
        "the file is empty",
        "choose the file with the form",
        "ឯកសារនេះទទេ",
        "សូមជ្រើសរើសឯកសារដែលមានកម្រងសំណួរ",
    ),
    "file-too-large": error(
        "the file has {size} MB, more than {most} MB",
        "take pictures and other sheets out of it",
        "ឯកសារនេះមាន {size} MB លើសពី {most} MB",
        "សូមយករូបភាព និងសន្លឹកផ្សេងចេញ",
    ),
    "file-unknown": error(
        "this is no spreadsheet",
        "save the form as .xlsx and choose that file",
        "ឯកសារនេះមិនមែនជាតារាងទេ",
        "សូមរក្សាទុកកម្រងសំណួរជា .xlsx រួចជ្រើសរើសឯកសារនោះ",
    ),
    "file-locked": error(
        "the file is locked with a password",
        "save it without a password",
        "ឯកសារនេះមានពាក្យសម្ងាត់",
        "សូមរក្សាទុកដោយគ្មានពាក្យសម្ងាត់",
    ),
    "file-swells": error(
        "unpacked, the file would have {size} MB, more than {most} MB",
        "copy the form's sheets into a new spreadsheet",
        "ពេលពន្លា ឯកសារនេះមាន {size} MB លើសពី {most} MB",
        "សូមចម្លងសន្លឹកទៅឯកសារថ្មី",
    ),
    "file-declares": error(
        "a part of the file declares entities of its own (DOCTYPE), as no spreadsheet program writes",
        "open the form in a spreadsheet program and save it as .xlsx again",
        "ឯកសារនេះមានផ្នែក DOCTYPE ដែលមិនអនុញ្ញាត",
        "សូមបើកឯកសារ រួចរក្សាទុកជា .xlsx ម្ដងទៀត",
    ),
    "file-broken": error(
        "the file cannot be read ({detail})",
        "open it in a spreadsheet program and save it as .xlsx again",
        "អានឯកសារនេះមិនបាន ({detail})",
        "សូមបើកឯកសារ រួចរក្សាទុកជា .xlsx ម្ដងទៀត",
    ),
    "file-not-utf8": error(
        "the text is not in UTF-8, so Khmer letters are lost",
        "save it as “CSV UTF-8”, or as .xlsx",
        "អត្ថបទមិនមែនជា UTF-8 ទេ អក្សរខ្មែរអាចបាត់",
        "សូមរក្សាទុកជា «CSV UTF-8» ឬ .xlsx",
    ),
    "file-xform": error(
        "this is a converted form (XML), not its spreadsheet",
        "choose the spreadsheet it was made from",
        "ឯកសារនេះជា XML មិនមែនជាតារាងទេ",
        "សូមជ្រើសរើសតារាងដើម",
    ),
    "sheet-missing": error(
        "there is no sheet called survey",
        "name the sheet with the questions survey, with the headings type, name and label",
        "គ្មានសន្លឹកឈ្មោះ survey ទេ",
        "សូមដាក់ឈ្មោះសន្លឹកសំណួរថា survey មានជួរឈរ type, name និង label",
    ),
    "sheet-too-long": error(
        "the sheet has {rows} rows, more than {most}",
        "split the form",
        "សន្លឹកនេះមាន {rows} ជួរដេក លើសពី {most}",
        "សូមចែកកម្រងសំណួរ",
    ),
    "converter": error(
        "{detail}",
        "mend it and try again; the guide for authors shows how each column is written",
        "កម្មវិធីបំប្លែងមិនទទួល៖ {detail}",
        "សូមកែ រួចសាកម្ដងទៀត",
    ),
    "converter-warns": warning(
        "{detail}",
        "have a look; the form can be asked as it is",
        "កម្មវិធីបំប្លែងប្រាប់ថា៖ {detail}",
        "សូមពិនិត្យមើល",
    ),
    "table-missing": warning(
        "the form takes choices or values from the file {name}, which is not here: they are blank",
        "put {name} beside the form, or write the choices into the sheet choices",
        "កម្រងសំណួរយកទិន្នន័យពីឯកសារ {name} ដែលគ្មាននៅទីនេះ",
        "សូមដាក់ {name} ក្នុងថតជាមួយកម្រងសំណួរ ឬសរសេរក្នុងសន្លឹក choices",
    ),
    "table-broken": error(
        "the file {name} cannot be read ({detail})",
        "save it as “CSV UTF-8” with a heading in the first line",
        "អានឯកសារ {name} មិនបាន ({detail})",
        "សូមរក្សាទុកជា «CSV UTF-8» មានចំណងជើងក្នុងជួរដេកទីមួយ",
    ),
    "table-column": error(
        "the file {name} has no column {column}",
        "name its columns name and label, or say which they are under parameters: value=… label=…",
        "ឯកសារ {name} គ្មានជួរឈរ {column} ទេ",
        "សូមដាក់ឈ្មោះជួរឈរ name និង label ឬសរសេរ value=… label=… ក្នុង parameters",
    ),
    "last-saved": warning(
        "${{last-saved#…}} is about the answers kept on an enumerator's device: here it is always blank",
        "take it out, or give a default of your own",
        "${{last-saved#…}} ទាក់ទងនឹងឧបករណ៍របស់អ្នកសម្ភាសន៍ នៅទីនេះវាទទេជានិច្ច",
        "សូមលុបចេញ",
    ),
    "heading-twice": error(
        "two columns are called {column}",
        "rename or delete one of them",
        "មានជួរឈរពីរឈ្មោះ {column}",
        "សូមប្ដូរឈ្មោះ ឬលុបមួយចេញ",
    ),
    "heading-missing": error(
        "the column {column} is missing",
        "write the heading in the first row",
        "ខ្វះជួរឈរ {column}",
        "សូមសរសេរក្នុងជួរដេកទីមួយ",
    ),
    "list-missing": error(
        "there is no list of choices called '{list}'",
        "write its choices in the sheet choices, with '{list}' as list_name",
        "គ្មានបញ្ជីជម្រើសឈ្មោះ '{list}' ទេ",
        "សូមសរសេរជម្រើសក្នុងសន្លឹក choices ដោយដាក់ '{list}' ក្នុង list_name",
    ),
    "choice-name-twice": error(
        "two choices of one list have the same name",
        "give this one another name",
        "ជម្រើសពីរក្នុងបញ្ជីមួយមានឈ្មោះដូចគ្នា",
        "សូមប្ដូរឈ្មោះជម្រើសនេះ",
    ),
    "choice-name-missing": error(
        "the choice has no name",
        "write what is to be stored when it is chosen",
        "ជម្រើសនេះគ្មានឈ្មោះ",
        "សូមសរសេរអ្វីដែលត្រូវរក្សាទុក",
    ),
    "choice-name-spaced": error(
        "the name '{name}' holds a space, and several may be chosen of this list",
        "write _ instead of the space",
        "ឈ្មោះ '{name}' មានចន្លោះ",
        "សូមសរសេរ _ ជំនួសចន្លោះ",
    ),
    "name-twice": error(
        "the name '{name}' stands there twice",
        "give this row another name",
        "ឈ្មោះ '{name}' មានពីរដង",
        "សូមប្ដូរឈ្មោះជួរដេកនេះ",
    ),
    "name-shape": error(
        "this cannot be a name",
        "begin with a letter, and use letters, digits, _ and - without spaces or invisible letters",
        "ឈ្មោះនេះប្រើមិនបាន",
        "សូមចាប់ផ្ដើមដោយអក្សរ ហើយប្រើតែអក្សរ លេខ _ និង - គ្មានចន្លោះ",
    ),
    "group-open": error(
        "'{end}' has no partner",
        "write each begin_group and begin_repeat with its end_group or end_repeat",
        "'{end}' គ្មានគូ",
        "សូមសរសេរ begin_group ជាមួយ end_group និង begin_repeat ជាមួយ end_repeat",
    ),
    "engine": error(
        "the form cannot be asked: {detail}",
        "mend the expression or the row that is named",
        "កម្រងសំណួរនេះសួរមិនបាន៖ {detail}",
        "សូមកែកន្សោម ឬជួរដេកនោះ",
    ),
}
