"""The directory's doors to other people's programs: HSDS in and out, its read API, tables of spreadsheets.

Lives here: the API under `api/hsds/` (keys, paging, filters, answers that may be kept), import and export
as verbs (`services`), one transaction each and all or nothing. A ZIP is in no URL: searches are POST.
Never here: the format itself (harborline.hsds, app.spreadsheets); a destination; a confidential place.
Called by: integrators; people of the nation; cli (through bootstrap).
"""
