"""The copy of the built site that opens without a server, as a zip, and the page that offers it.

`python -m hooks.finish.offline SITE` prints where the zip is.
"""

import re
import sys
import zipfile
from collections.abc import Iterable
from os.path import relpath
from pathlib import Path
from urllib.parse import unquote, urlsplit

from hooks.finish.printed_chapters import BOOK

NAME = "django-flask-notes"
ZIP, PDF = f"{NAME}.zip", f"{NAME}.pdf"
# Where the page stands that offers them, and the comment in it that they follow.
OFFERS = "about/offline/index.html"
PLACE = re.compile(r'<!-- offers -->(?:<ul class="offers">.*?</ul>)?', re.DOTALL)
TEXTS = {
    ZIP: "The whole site as a zip",
    BOOK: "All pages as one, to print",
    PDF: "The same as a PDF, with bookmarks",
}
# Of use to servers and to those who link here; the offers do not hold each other.
LEFT_OUT = {"404.html", "robots.txt", "sitemap.xml", "sitemap.xml.gz", ZIP, PDF}
PREVIEWS = "assets/previews/"
LINK = re.compile(r'(<a\b[^>]*? href=")([^"#?]+)')


def pack_site(site: Path) -> Path:
    """Make the zip of a site, in the site: the same bytes for the same files."""
    names = sorted(path.relative_to(site).as_posix() for path in site.rglob("*") if path.is_file())
    with zipfile.ZipFile(site / ZIP, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in names:
            if name in LEFT_OUT or name.startswith(PREVIEWS):
                continue
            content = (site / name).read_bytes()
            if name.endswith(".html"):
                html = name_files(content.decode(), (site / name).parent)
                content = offers(html, site, [BOOK]).encode() if name == OFFERS else html.encode()
            entry = zipfile.ZipInfo(f"{NAME}/{name}", (2026, 1, 1, 0, 0, 0))
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, content)
    return site / ZIP


def name_files(html: str, folder: Path) -> str:
    """Let links to a folder lead to its `index.html`, as only a server does by itself."""

    def name(match: re.Match[str]) -> str:
        address = urlsplit(match[2])
        if address.scheme or address.netloc or not (folder / unquote(address.path)).is_dir():
            return match[0]
        return f"{match[0].rstrip('/')}/index.html"

    return LINK.sub(name, html)


def offer(site: Path) -> None:
    """Link what there is to take along from the page about it; once more when more is there."""
    page = site / OFFERS
    if page.is_file():
        there = [name for name in TEXTS if (site / name).is_file()]
        page.write_text(offers(page.read_text("utf-8"), site, there), encoding="utf-8")


def offers(html: str, site: Path, names: Iterable[str]) -> str:
    items = []
    for name in names:
        address = relpath(name, Path(OFFERS).parent).replace("\\", "/")
        size = (site / name).stat().st_size / 1_000_000
        items.append(f'<li><a href="{address}">{TEXTS[name]}</a> ({size:.1f} MB)</li>')
    found = f'<ul class="offers">{"".join(items)}</ul>' if items else ""
    return PLACE.sub(f"<!-- offers -->{found}", html)


if __name__ == "__main__":
    print(pack_site(Path(sys.argv[1])))
