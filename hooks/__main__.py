"""Check the code blocks of pages without building the site: `python -m hooks docs/…/*.md`.

Exit status: 0 nothing found, 1 problems found, 2 a file cannot be read.
"""

import argparse
import logging
import sys
from collections.abc import Sequence
from pathlib import Path

from markdown import Markdown
from markdown.extensions import Extension
from mkdocs.config import load_config
from mkdocs.utils.meta import get_data

from hooks.blocks import Recorder, find_blocks
from hooks.pages import Cache, Page, check_pages
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
    places = [str(folder / continued) for folder in Path(path).parents] if continued else []
    found = next((place for place in places if Path(place).is_file()), "")
    return Page(path, "\n".join(recorder.text), blocks, strays, recorder.missing, found)


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m hooks", description=__doc__)
    parser.add_argument("pages", nargs="+", type=Path, metavar="FILE")
    names = [str(page) for page in parser.parse_args().pages]
    md, recorder = page_renderer()
    pages: dict[str, Page] = {}
    todo = list(names)
    while todo:
        if (name := todo.pop()) in pages:
            continue
        try:
            text = Path(name).read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            print(f"{name}: cannot be read: {error}", file=sys.stderr)
            return 2
        pages[name] = read_page(md, recorder, name, text)
        if pages[name].continues:
            todo.append(pages[name].continues)
    cache = Cache(ROOT / ".cache" / "checks-by-name.json")
    found = check_pages(pages.values(), cache)
    cache.save()
    problems = [problem for name in names for problem in found[name]]
    for problem in problems:
        print(problem)
    if problems:
        print(count(problems), file=sys.stderr)
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
