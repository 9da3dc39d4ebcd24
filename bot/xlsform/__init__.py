"""Surveys as XLSForms: a spreadsheet that people author in Kobo or ODK, with a few columns of ours.

`read` takes the bytes of a file apart into a Document (what the store keeps) and a Survey (what is asked), and
says everything that is wrong with it; `load` makes the Survey of a Document again, without pyxform.
"""

from bot.xlsform.document import Document, load
from bot.xlsform.findings import Finding, Severity
from bot.xlsform.folder import Folder
from bot.xlsform.reader import Read, read

__all__ = ["Document", "Finding", "Folder", "Read", "Severity", "load", "read"]
