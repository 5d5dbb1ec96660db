"""The pages there are: ours, and those of a coalition, which join them or stand in their place.

Ours lie in `content/<language>/`, a coalition's in the folder `learn` of the data folder. Its files are looked
at again when one changes. One that cannot be used is left out, and everything else is shown.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from functools import cache, lru_cache
from pathlib import Path
from typing import NamedTuple

from django.conf import settings
from django.urls import NoReverseMatch, reverse
from django.utils.translation import override, pgettext

from harborline.web.public.learn.checking import Draft, Read, faults_between, read_page
from harborline.web.public.learn.front_matter import Fault
from harborline.web.public.learn.rendering import Rendered, Words, render

OURS = Path(__file__).parent / "content"
_ENDING = ".md"
Key = tuple[str, str]


class Library(NamedTuple):
    """Pages that may be shown, by language and name, and what is wrong with the files that may not."""

    drafts: dict[Key, Draft]
    faults: tuple[tuple[str, Fault], ...]

    def pages(self, language: str) -> list[tuple[str, Draft]]:
        """Gives the pages of a language in their order."""
        found = [
            (slug, draft) for (spoken, slug), draft in self.drafts.items() if spoken == language
        ]
        return sorted(found, key=lambda page: (page[1].head.order, page[0]))


def library() -> Library:
    """Gives the pages as the files are now."""
    own = Path(settings.LEARN_FOLDER)
    return _library(own, tuple(_signature(own)))


@cache
def _ours() -> Library:
    return collect(OURS)


def _signature(folder: Path) -> Iterator[tuple[str, int, int]]:
    for language, _name in settings.LANGUAGES:
        for path in _files(folder / language):
            try:
                known = path.stat()
            except OSError:  # gone since it was listed
                continue
            yield str(path), known.st_mtime_ns, known.st_size


_latest: dict[Path, tuple[tuple[tuple[str, int, int], ...], Library]] = {}


def _library(own: Path, signature: tuple[tuple[str, int, int], ...]) -> Library:
    if not signature:
        return _ours()
    known = _latest.get(own)
    if known is None or known[0] != signature:
        known = _latest[own] = signature, collect(OURS, own)
    return known[1]


def collect(*folders: Path) -> Library:
    """Reads folders, each one's pages in the place of those before, and leaves out what is faulty.

    What leads to a page that was left out is left out too, so that no link is ever dead.
    """
    shelves = [dict(_read_folder(folder)) for folder in folders]
    faults = [
        (f"{language}/{slug}{_ENDING}", fault)
        for shelf in shelves
        for (language, slug), read in shelf.items()
        for fault in read.faults
    ]
    while True:
        drafts = {key: read.draft for shelf in shelves for key, read in shelf.items() if read.draft}
        found = list(faults_between(drafts, _languages(), address_of))
        if not found:
            return Library(drafts, tuple(sorted(faults)))
        faults += [(f"{language}/{slug}{_ENDING}", fault) for (language, slug), fault in found]
        for key in {key for key, _fault in found}:
            _take_away(shelves, key)


def check(own: Path | None) -> Library:
    """Reads ours and a folder, or that of the data folder, and also says what lies there in vain."""
    folder = own or Path(settings.LEARN_FOLDER)
    found = collect(OURS, folder)
    return found._replace(faults=(*found.faults, *_in_vain(folder)))


def _in_vain(folder: Path) -> Iterator[tuple[str, Fault]]:
    spoken = ", ".join(_languages())
    for path in _files(folder):
        yield path.name, Fault(1, f"A page lies in the folder of its language, one of {spoken}.")
    other = [path for path in _entries(folder) if path.is_dir() and path.name not in _languages()]
    for path in other:
        for page in _files(path):
            says = f"The site has no language “{path.name}”; it has {spoken}."
            yield f"{path.name}/{page.name}", Fault(1, says)


def _take_away(shelves: list[dict[Key, Read]], key: Key) -> None:
    """Takes a page out of the last folder that has it, so that the one it stood in place of is back."""
    for shelf in reversed(shelves):
        if key in shelf and shelf[key].draft:
            del shelf[key]
            return


def _languages() -> tuple[str, ...]:
    return tuple(code for code, _name in settings.LANGUAGES)


def _files(folder: Path) -> list[Path]:
    return [path for path in _entries(folder) if path.suffix == _ENDING]


def _entries(folder: Path) -> list[Path]:
    try:
        return sorted(folder.iterdir())
    except OSError:  # no such folder, or none that may be read: nothing was added there
        return []


def _read_folder(folder: Path) -> Iterator[tuple[Key, Read]]:
    today = datetime.now(UTC).date()
    for language in _languages():
        for path in _files(folder / language):
            try:
                read = read_page(path.stem, path.read_bytes(), today)
            except OSError as fault:
                read = Read(None, (Fault(1, f"The file cannot be read ({fault.strerror})."),))
            yield (language, path.stem), read


def address_of(name: str) -> str | None:
    """Gives the address of a page of the site in the language of now; None where there is none by this name."""
    try:
        return reverse(name)
    except NoReverseMatch:
        return None


@lru_cache(maxsize=256)
def _rendered(language: str, draft: Draft, slugs: frozenset[str]) -> Rendered:
    with override(language):
        words = Words(
            pgettext("public", "Source"),
            pgettext("public", "How many"),
            pgettext("public", "Who and what"),
        )
        return render(draft.body, draft.head.sources, address_of, words, slugs)


def rendered(pages: Library, language: str, slug: str) -> Rendered:
    """Renders a page once; asked again, it is there."""
    slugs = frozenset(name for spoken, name in pages.drafts if spoken == language)
    return _rendered(language, pages.drafts[language, slug], slugs)
