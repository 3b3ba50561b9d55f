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

from hooks.blocks import Recorder, find_blocks
from hooks.checkers import check_across, check_block, check_includes, check_strays
from hooks.problems import Problem, count

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


def check_page(md: Markdown, recorder: Recorder, path: str, text: str) -> list[Problem]:
    """Every problem of one page, in the order of its lines."""
    blocks, strays = find_blocks(md, recorder, path, text)
    problems = [problem for block in blocks for problem in check_block(block)]
    problems += check_across(blocks) + check_strays(strays) + check_includes(recorder.missing)
    return sorted(problems)


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m hooks", description=__doc__)
    parser.add_argument("pages", nargs="+", type=Path, metavar="FILE")
    pages = parser.parse_args().pages
    md, recorder = page_renderer()
    problems: list[Problem] = []
    for page in pages:
        try:
            text = page.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            print(f"{page}: cannot be read: {error}", file=sys.stderr)
            return 2
        problems += check_page(md, recorder, str(page), text)
    for problem in problems:
        print(problem)
    if problems:
        print(count(problems), file=sys.stderr)
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
