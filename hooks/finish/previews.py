"""The pictures that chats and networks show beside a link, and the file for search engines.

A page names its picture in `og:image` (docs/overrides/main.html); it is drawn where it says.
"""

import re
from hashlib import sha256
from html import unescape
from pathlib import Path
from shutil import copyfile

import PIL
from PIL import Image, ImageDraw, ImageFont

from hooks.performed import ROOT

CACHE = ROOT / ".cache" / "previews"
SIZE = WIDTH, HEIGHT = 1200, 630
MARGIN = 80
# Where a chat shows the picture 300 pixels wide, letters have a quarter of these heights.
TITLE, SMALL = (132, 116, 100, 88), 56
META = re.compile(r'<meta property="og:([\w:]+)" content="([^"]*)">')
PART = re.compile(r"md-tabs__item--active\">.*?>([^<]*)</a>")
COLOUR = re.compile(r"--(accent|second|paper):\s*(#[0-9a-f]{6})")


def draw_previews(site: Path) -> None:
    """Draw the picture of each page that names one; one drawn before is taken as it is."""
    code = Path(__file__).read_text(encoding="utf-8") + PIL.__version__
    # The first values in the style sheet are those of the light scheme.
    colours = dict(reversed(COLOUR.findall((site / "assets/site.css").read_text("utf-8"))))
    CACHE.mkdir(parents=True, exist_ok=True)
    for page in sorted(site.rglob("*.html")):
        html = page.read_text(encoding="utf-8")
        meta = {name: unescape(value) for name, value in META.findall(html)}
        if "image" not in meta:
            continue
        part = unescape(found[1]) if (found := PART.search(html)) else ""
        colour = colours["second" if part == "Flask" else "accent"]
        words = meta["title"], part, meta["site_name"], colour, colours["paper"]
        drawn = CACHE / f"{sha256(repr((words, code)).encode()).hexdigest()}.png"
        if not drawn.is_file():
            draw(*words).save(drawn, optimize=True)
        target = site / "assets" / "previews" / meta["image"].rpartition("/")[2]
        target.parent.mkdir(exist_ok=True)
        copyfile(drawn, target)


def draw(title: str, part: str, name: str, colour: str, paper: str) -> Image.Image:
    """The part above, the title, the site's name below, in one colour that says the framework."""
    image = Image.new("RGB", SIZE, colour)
    pen = ImageDraw.Draw(image)
    font = ImageFont.load_default(SMALL)
    if part not in (title, "Home"):
        pen.text((MARGIN, MARGIN), part, paper, font, anchor="lt")
    if name != title:
        pen.text((MARGIN, HEIGHT - MARGIN), name, paper, font, anchor="ls")
    text, size = fit(title)
    pen.text(
        (MARGIN, HEIGHT / 2),
        text,
        paper,
        ImageFont.load_default(size),
        anchor="lm",
        stroke_width=2,  # the font comes in one weight
        spacing=size // 4,
    )
    return image.quantize(8)


def fit(title: str) -> tuple[str, int]:
    """The title in lines that are not too wide, and the largest size at which they are few.

    Raises:
        ValueError: the title is too long for its picture.
    """
    for size in TITLE:
        font, lines = ImageFont.load_default(size), [""]
        for word in title.split():
            longer = f"{lines[-1]} {word}".strip()
            if font.getlength(longer) > WIDTH - 2 * MARGIN:
                lines.append(word)
            else:
                lines[-1] = longer
        width, height = max(map(font.getlength, lines)), len(lines) * size * 1.25
        if width <= WIDTH - 2 * MARGIN and height <= HEIGHT - 2 * MARGIN - 3 * SMALL:
            return "\n".join(lines), size
    raise ValueError(f"{title!r} is too long for the picture of a link: shorten the page's title")


def write_robots(site: Path) -> None:
    """Say that everything may be read, and where the list of the pages is."""
    found = re.search(r'rel="canonical" href="([^"]*)"', (site / "index.html").read_text("utf-8"))
    sitemap = f"\nSitemap: {unescape(found[1])}sitemap.xml\n" if found else ""
    (site / "robots.txt").write_text(f"User-agent: *\nAllow: /\n{sitemap}", encoding="utf-8")
