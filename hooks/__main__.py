"""Check the code blocks of pages without building the site: `python -m hooks docs`.

Exit status: 0 nothing found, 1 problems found, 2 a file cannot be read.
"""

import argparse
import difflib
import logging
import sys
from collections.abc import Iterator, Sequence
from io import TextIOWrapper
from pathlib import Path

from markdown import Markdown
from markdown.extensions import Extension
from mkdocs.config import load_config
from mkdocs.utils.meta import get_data

from hooks.blocks import Recorder, find_blocks
from hooks.formats import FORMATS
from hooks.pages import CACHES, Cache, Page, check_pages
from hooks.problems import count

ROOT = Path(__file__).parent.parent


def page_renderer(includes: Sequence[Path] = (), record: bool = True) -> tuple[Markdown, Recorder]:
    """A Markdown instance that renders as the site does, and the recorder that watches it.

    Args:
        includes: further folders in which `--8<--` finds files.
        record: False gives the site's bare renderer, to compare with.
    """
    logging.getLogger("mkdocs").setLevel(logging.ERROR)
    config = load_config(str(ROOT / "mkdocs.yml"), plugins=[], hooks=[])
    settings = config.mdx_configs or {}
    snippets = settings["pymdownx.snippets"]
    # The site names folders relative to the project; a page may be checked from anywhere.
    bases = [ROOT / base for base in snippets["base_path"]] + list(includes)
    snippets["base_path"] = [str(base) for base in bases]
    recorder = Recorder()
    extensions: list[str | Extension] = list(config.markdown_extensions)
    if record:
        extensions.append(recorder)
    return Markdown(extensions=extensions, extension_configs=settings), recorder


def read_page(md: Markdown, recorder: Recorder, path: str, text: str) -> Page:
    """Render a page's source, front matter included. `md` holds the recorder."""
    blocks, strays = find_blocks(md, recorder, path, text)
    continued = str(get_data(text)[1].get("continues", ""))
    # It is named as MkDocs names pages: relative to a folder above this one.
    folders = Path(path).parents if continued else ()
    places = [(folder / continued).as_posix() for folder in folders]
    found = next((place for place in places if Path(place).is_file()), "")
    return Page(path, "\n".join(recorder.text), blocks, strays, recorder.missing, found)


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m hooks", description=__doc__)
    parser.add_argument(
        "paths", nargs="+", type=Path, metavar="FILE", help="a page, or a folder of pages (*.md)"
    )
    parser.add_argument(
        "--format", choices=FORMATS, default="text", help="github: annotations of a workflow"
    )
    arguments = parser.parse_args()
    names = list(dict.fromkeys(page.as_posix() for page in _pages(arguments.paths)))
    md, recorder = page_renderer()
    pages: dict[str, Page] = {}
    todo, unread = list(names), 0
    while todo:
        if (name := todo.pop(0)) in pages:
            continue
        try:
            text = Path(name).read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            unread += 1
            print(f"{name}: cannot be read: {_why(Path(name), error)}", file=sys.stderr)
            continue
        pages[name] = read_page(md, recorder, name, text)
        if pages[name].continues:
            todo.append(pages[name].continues)
    found = check_pages(pages.values(), Cache(CACHES / "checks-by-name.json"))
    problems = [problem for name in names for problem in found.get(name, ())]
    if isinstance(sys.stdout, TextIOWrapper):  # Windows' code page lacks much of what pages show
        sys.stdout.reconfigure(errors="backslashreplace")
    if problems or arguments.format == "json":
        print(FORMATS[arguments.format](problems))
    if problems:
        print(count(problems), file=sys.stderr)
    return 2 if unread else 1 if problems else 0


def _pages(paths: Sequence[Path]) -> Iterator[Path]:
    for path in paths:
        pages = sorted(path.rglob("*.md")) if path.is_dir() else [path]
        yield from pages or [path / "*.md"]  # a folder without pages is said to have none


def _why(page: Path, error: OSError | UnicodeDecodeError) -> str:
    if isinstance(error, UnicodeDecodeError):
        return f"byte {error.start} is not UTF-8; save the file as UTF-8"
    if not page.exists():  # Windows calls a name with * invalid, not missing
        beside = [path.name for path in page.parent.glob("*.md")]
        near = difflib.get_close_matches(page.name, beside, 1)
        return "there is no such file" + (f"; did you mean {near[0]!r}?" if near else "")
    return error.strerror or str(error)


if __name__ == "__main__":
    sys.exit(main())
