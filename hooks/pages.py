"""Check whole pages, those first that others continue, and remember what was found.

A page is checked again when its text, what it continues, a checker or an installed package has
changed; else the problems found before are taken from the cache.
"""

import hashlib
import json
import os
import sys
from collections.abc import Iterable, Sequence
from concurrent.futures import Future
from dataclasses import astuple, dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import yaml

from hooks.blocks import Block, MissingInclude, Stray
from hooks.files import follow
from hooks.problems import Problem

if TYPE_CHECKING:
    from hooks.worker import Worker

# Where caches are kept; a measurement without one names an empty folder.
CACHES = Path(os.environ.get("CHECKS_CACHE") or Path(__file__).parent.parent / ".cache")


@dataclass(frozen=True)
class Page:
    """What one page shows."""

    path: str
    text: str
    """The page's Markdown with its includes in place."""
    blocks: Sequence[Block]
    strays: Sequence[Stray] = ()
    missing: Sequence[MissingInclude] = ()
    continues: str = ""
    """The path of the page whose project this one goes on with."""


class Cache:
    """Problems found before, by what they depend on. Without a path it lasts as long as we run."""

    def __init__(self, path: Path | None = None) -> None:
        self.path = path
        self.version = _version()
        self.found: dict[str, list[Problem]] = {}
        if path and path.is_file():
            try:
                saved = json.loads(path.read_text(encoding="utf-8"))
                self.found = {k: [Problem(*p) for p in problems] for k, problems in saved.items()}
            except (ValueError, TypeError):  # half written, or of another version
                self.found = {}

    def key(self, page: Page, above: str) -> str:
        """What the problems of a page depend on; `above` is the key of the page it continues."""
        place = [(block.line, block.column) for block in page.blocks]
        parts = (self.version, above, page.path, page.text, repr(place))
        return hashlib.sha256("\0".join(parts).encode(errors="surrogatepass")).hexdigest()

    def save(self, used: Iterable[str]) -> None:
        """Keep what the last build used."""
        if self.path is None:
            return
        kept = {key: [astuple(p) for p in self.found[key]] for key in sorted(used)}
        self.path.parent.mkdir(parents=True, exist_ok=True)
        self.path.write_text(json.dumps(kept), encoding="utf-8")


def _version() -> str:
    """Changes with the code here, with Python and with every package installed beside MkDocs."""
    code = [path.read_bytes() for path in sorted(Path(__file__).parent.rglob("*.py"))]
    beside = Path(yaml.__file__).parent.parent.glob("*.dist-info")
    installed = sorted(folder.name for folder in beside)
    return hashlib.sha256(b"".join(code) + repr((sys.version, installed)).encode()).hexdigest()


class Project:
    """Pages, each checked with the files that those before it have shown."""

    def __init__(self) -> None:
        self.pages: dict[str, Page] = {}
        self.ends: dict[str, dict[str, str]] = {}

    def add(self, page: Page) -> None:
        self.pages[page.path] = page

    def check(self, path: str) -> list[Problem]:
        page = self.pages[path]
        return check_page(page, dict(self._end_of(page.continues, (path,))))

    def _end_of(self, path: str, above: tuple[str, ...]) -> dict[str, str]:
        """The files as they are at the end of a page; none if it is not known."""
        if path not in self.pages or path in above:
            return {}
        if path not in self.ends:
            files = dict(self._end_of(self.pages[path].continues, (*above, path)))
            for _ in follow(self.pages[path].blocks, files):
                pass
            self.ends[path] = files
        return self.ends[path]


class Checks:
    """The checks of the pages of one build, which may come one by one.

    What the cache does not know is asked of a project: this process's, or a worker's, whose
    answers come later.
    """

    def __init__(self, cache: Cache, project: "Project | Worker") -> None:
        self.cache, self.project = cache, project
        self.pages: dict[str, Page] = {}
        self.waiting: dict[str, Page] = {}
        self.keys: dict[str, str] = {}
        self.asked: dict[str, list[Problem] | Future[list[Problem]]] = {}

    def add(self, page: Page) -> None:
        """Take a page, and check what does not wait for one that it continues."""
        self.pages[page.path] = page
        self.project.add(page)
        self.waiting[page.path] = page
        for path in [path for path, page in self.waiting.items() if self._is_complete(page)]:
            self._check(self.waiting.pop(path))

    def _is_complete(self, page: Page) -> bool:
        """Whether all pages are here that it continues."""
        above, path = {""}, page.path
        while path in self.pages and path not in above:
            above.add(path)
            path = self.pages[path].continues
        return path in above

    def finish(self) -> dict[str, list[Problem]]:
        """Every problem of each page, in the order of its lines. Raises what has failed."""
        for page in self.waiting.values():  # for what is not there
            self._check(page)
        self.waiting.clear()
        for key, asked in self.asked.items():
            self.cache.found[key] = asked.result() if isinstance(asked, Future) else asked
        self.cache.save(self.keys.values())
        return {path: self.cache.found[self.keys[path]] for path in self.pages}

    def _check(self, page: Page) -> None:
        self.keys[page.path] = key = self._key(page, (page.path,))
        if key not in self.cache.found and key not in self.asked:
            self.asked[key] = self.project.check(page.path)

    def _key(self, page: Page, below: tuple[str, ...]) -> str:
        path = page.continues
        if path not in self.pages or path in below:
            return self.cache.key(page, "")
        above = self.keys.get(path) or self._key(self.pages[path], (*below, path))
        return self.cache.key(page, above)


def check_pages(pages: Iterable[Page], cache: Cache) -> dict[str, list[Problem]]:
    """Every problem of each page, in the order of its lines."""
    checks = Checks(cache, Project())
    for page in pages:
        checks.add(page)
    return checks.finish()


def check_page(page: Page, files: dict[str, str] | None = None) -> list[Problem]:
    """Every problem of one page; `files` is what the pages that it continues have shown."""
    # Django, Flask and the parsers take a second to import: not where the cache knows every page.
    from hooks.checkers import check_across, check_block, check_includes, check_strays
    from hooks.checkers.reading import read

    # What is included is an excerpt: tests hold the program that it comes from as a whole.
    pairs = list(follow((b for b in page.blocks if not b.included), files or {}))
    shown = {id(block): state.files for block, state in pairs}
    problems = [p for b in page.blocks for p in check_block(b, shown.get(id(b), {}))]
    problems += check_across(pairs)
    problems += check_strays(page.strays) + check_includes(page.missing)
    read.cache_clear()  # the next page shows other code: kept, this would only fill the memory
    return sorted(problems)
