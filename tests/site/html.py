"""What the tests of the built site need to know of an HTML page."""

from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

LOADS = {
    ("script", "src"),
    ("img", "src"),
    ("iframe", "src"),
    ("source", "src"),
    ("video", "src"),
    ("audio", "src"),
    ("object", "data"),
    ("embed", "src"),
    ("use", "href"),
    ("image", "href"),
}
LOADING_RELS = {
    "stylesheet",
    "icon",
    "preload",
    "prefetch",
    "preconnect",
    "dns-prefetch",
    "manifest",
}


@dataclass
class Page:
    """One built page."""

    path: Path
    ids: set[str] = field(default_factory=set)
    links: list[tuple[int, str]] = field(default_factory=list)
    """Line and address of every link, picture, script and style sheet."""
    loads: list[tuple[int, str]] = field(default_factory=list)
    """Those that a browser requests without being asked."""
    meta: dict[str, str] = field(default_factory=dict)
    title: str = ""


class _Reader(HTMLParser):
    def __init__(self, page: Page) -> None:
        super().__init__()
        self.page = page
        self.in_title = False
        self.in_svg = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        line = self.getpos()[0]
        if "id" in values:
            self.page.ids.add(values["id"])
        if tag == "a" and "name" in values:
            self.page.ids.add(values["name"])
        for name in ("href", "src", "data", "action"):
            if name in values and tag != "meta" and not (name == "data" and tag != "object"):
                self.page.links.append((line, values[name]))
        for name in ("href", "src", "data"):
            if (tag, name) in LOADS and name in values:
                self.page.loads.append((line, values[name]))
        if tag == "link" and LOADING_RELS & set(values.get("rel", "").split()):
            self.page.loads.append((line, values.get("href", "")))
        if tag == "meta":
            self.page.meta[values.get("name") or values.get("property", "")] = values.get(
                "content", ""
            )
        self.in_svg += tag == "svg"
        self.in_title = tag == "title" and not self.in_svg

    def handle_endtag(self, tag: str) -> None:
        self.in_svg -= tag == "svg"
        self.in_title = False

    def handle_data(self, data: str) -> None:
        if self.in_title:
            self.page.title += data


def read_page(path: Path) -> Page:
    page = Page(path)
    _Reader(page).feed(path.read_text(encoding="utf-8"))
    return page


def broken_links(site: Path, pages: dict[Path, Page]) -> list[str]:
    """Every link inside the site that leads to no file or to no id, as `page:line: address`."""
    broken = []
    for page in pages.values():
        for line, address in page.links:
            parts = urlsplit(address)
            if parts.scheme or parts.netloc:
                continue
            base = site if parts.path.startswith("/") else page.path.parent
            target = (base / unquote(parts.path).lstrip("/")).resolve() if parts.path else page.path
            if target.is_dir():
                target = target / "index.html"
            place = f"{page.path.relative_to(site)}:{line}: {address}"
            if not target.is_file():
                broken.append(f"{place}: no such file")
            elif parts.fragment and target.suffix == ".html":
                known = (pages.get(target) or read_page(target)).ids
                if unquote(parts.fragment) not in known and parts.fragment != "__comments":
                    broken.append(f"{place}: no such id")
    return broken
