"""What is said of an HSDS file, in the reader's language: its rooms say it in English.

Whoever adds a sentence there adds its template here, which a test asks for.
"""

from __future__ import annotations

from harborline.web.directory.sentences import Sentences


def _(text: str) -> str:
    """Marks a text for translation, and leaves it as it is."""
    return text


TEMPLATES: tuple[str, ...] = (
    # archives.py
    _("The file is no zip file, or it is damaged."),
    _("The zip file holds more than %(most)s files."),
    _("The zip file holds a name twice."),
    _("The zip file holds a folder, or a name that is not plain."),
    _("The zip file is encrypted."),
    _("The zip file is packed in a way that is not read here."),
    _("The zip file grows too much when it is unpacked."),
    # documents.py, package.py, unnesting.py
    _("It is larger than %(most)s MB."),
    _("It is not written in UTF-8."),
    _("It is no JSON: line %(line)s, column %(column)s."),
    _("It is nested too deeply or holds a number that is too long."),
    _("This file is not used."),
    _("It is not written in UTF-8; read as Windows-1252."),
    _("These columns are not kept: %(names)s."),
    _("It is no readable CSV."),
    _("It holds no object of HSDS."),
    _("Here should be an object."),
    _("It is nested too deeply; what is below is not read."),
    _("Here should be an object; not used."),
    _("These fields are not kept: %(names)s and %(more)s more."),
    _("These fields are not kept: %(names)s."),
    # reading.py, center_reading.py, shelves.py
    _("The id %(id)s is used twice."),
    _("It holds no organization or service."),
    _("Its organization is not here; its own name is used."),
    _("It has no name."),
    _("It has no id."),
    _("Its id was written as %(id)s."),
    _("The organization above it is not in this file."),
    _("Its %(count)s services are read as one entry."),
    _("It names no state or territory of the United States."),
    _("It names no time zone; an offset from UTC is none."),
    _("The language “%(language)s” is not known here; not used."),
    _("It names no language."),
    _("It is no telephone number; not used."),
    _("A number of the kind “%(kind)s” has no place here; not used."),
    _("This area names no county or ZIP by its code; not used."),
    _("Its email is no address; not used."),
    _("This is no whole address in the United States; not used."),
    _("This training cannot be read; not used."),
    _("Its %(field)s is no web address; not used."),
    # schedules.py
    _("It names neither weekdays nor one date; not used."),
    _("It does not come every week; not used."),
    _("Its times are not in the form 09:00:00; not used."),
    _("Read as every week; from when to when is not kept."),
    _("“%(word)s” is no weekday; not used."),
)

_SENTENCES = Sentences(TEMPLATES)


def in_words(sentence: str) -> str:
    """Gives a sentence about a file in the language of the page."""
    return _SENTENCES.in_words(sentence)
