"""The thin layer between MkDocs and the checks: its events in, warnings out."""

import sys
from pathlib import Path
from typing import Any

# MkDocs loads a hook by its path and restores sys.path afterwards: imports belong up here.
sys.path.insert(0, str(Path(__file__).parent.parent))

import logging

from mkdocs.structure.files import File

from hooks.blocks import Block, Recorder
from hooks.checkers import check_across, check_block, check_includes, check_strays
from hooks.downloads import APPS, pack
from hooks.numbers import fill
from hooks.problems import Problem, count

# Under this name MkDocs counts the warnings, so that a strict build fails.
log = logging.getLogger("mkdocs.hooks.code_blocks")

recorder = Recorder()
problems: list[Problem] = []
found: list[Block] = []
checked: dict[str, list[Problem]] = {}


def on_config(config: Any) -> Any:
    """Watch the render of every page. The module lives on under `serve`: start afresh."""
    problems.clear()
    found.clear()
    if recorder not in config.markdown_extensions:
        config.markdown_extensions.append(recorder)
    return config


def on_files(files: Any, config: Any) -> Any:
    """Add the downloads, so that pages can link to them like to any file."""
    for name in APPS:
        folder = Path(config.docs_dir, "compare", "apps", name)
        files.append(File.generated(config, f"compare/board-{name}.zip", content=pack(folder)))
    return files


def on_page_markdown(markdown: str, page: Any, config: Any, files: Any) -> None:
    source = page.file.content_string
    height = source.count("\n") - markdown.count("\n")
    recorder.start(_shown_path(page, config), height)


def on_page_content(html: str, page: Any, config: Any, files: Any) -> None:
    blocks, strays = recorder.result()
    found.extend(blocks)
    for block in blocks:
        problems.extend(check_cached(block))
    problems.extend(check_across(blocks))
    problems.extend(check_strays(strays))
    problems.extend(check_includes(recorder.missing))


def on_env(env: Any, config: Any, files: Any) -> None:
    """All pages are rendered: report everything in one go, in the order of pages and lines."""
    for problem in sorted(problems):
        log.warning("%s", problem)
    if problems:
        log.warning("%s", count(problems))
    pages = [file.page for file in files.documentation_pages()]
    for page in pages:
        page.content = fill(page.content, found, len(pages))


def _shown_path(page: Any, config: Any) -> str:
    return str(Path(config.docs_dir).name + "/" + page.file.src_uri)


def check_cached(block: Block) -> list[Problem]:
    """Under `serve` most blocks are the same as in the build before."""
    key = repr(block)
    if key not in checked:
        checked[key] = check_block(block)
    return checked[key]
