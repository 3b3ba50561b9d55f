"""The thin layer between MkDocs and the checks: its events in, warnings out."""

import sys
from pathlib import Path
from typing import Any

# MkDocs loads a hook by its path and restores sys.path afterwards: imports belong up here.
ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))

import logging
import os

from mkdocs.structure.files import File

from hooks.blocks import Recorder
from hooks.downloads import APPS, pack
from hooks.finish import add_copies, finish
from hooks.finish.offline import ZIP, offer
from hooks.finish.printed_chapters import BOOK
from hooks.numbers import fill
from hooks.pages import CACHES, Cache, Checks, Page
from hooks.performed import add_checkpoints
from hooks.problems import Problem, count, to_html
from hooks.worker import Worker

# Under this name MkDocs counts the warnings, so that a strict build fails.
log = logging.getLogger("mkdocs.hooks.code_blocks")

recorder = Recorder()
worker = Worker()
checks: Checks
serving = False
# What a page has where numbers go.
NUMBERS = "<!-- numbers: "
# Under `serve` those of the first build, so that the next ones are quick.
copies: dict[str, bytes] = {}


def on_startup(command: str, dirty: bool) -> None:
    global serving
    serving = command == "serve"


def on_config(config: Any) -> Any:
    """Watch the render of every page. The module lives on under `serve`: start afresh."""
    global checks
    worker.start_over()
    checks = Checks(Cache(CACHES / "checks.json"), worker)
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
    recorder.start(_path(config, page.file.src_uri), height)


def on_page_content(html: str, page: Any, config: Any, files: Any) -> None:
    blocks, strays = recorder.result()
    continues = page.meta.get("continues")
    checks.add(
        Page(
            recorder.path,
            "\n".join(recorder.text),
            blocks,
            strays,
            recorder.missing,
            _path(config, continues) if continues else "",
        )
    )


def on_env(env: Any, config: Any, files: Any) -> None:
    """All pages are rendered: put the numbers in, and under `serve` the problems."""
    found = report() if serving else {}
    blocks = [block for page in checks.pages.values() for block in page.blocks]
    for file in files.documentation_pages():
        page = file.page
        if NUMBERS in page.content:
            page.content = fill(page.content, blocks, len(checks.pages))
        if those := found.get(_path(config, file.src_uri)):
            page.content = to_html(those) + page.content


def report() -> dict[str, list[Problem]]:
    """Report everything in one go, in the order of pages and lines."""
    found = checks.finish()
    problems = sorted(problem for those in found.values() for problem in those)
    for problem in problems:
        log.warning("%s", problem)
    if problems:
        log.warning("%s", count(problems))
    return found


def copy(site: Path) -> None:
    """Make the copies that readers take along, or put those of the first build in place."""
    if not copies:
        add_copies(site)
    for name, content in copies.items():
        (site / name).parent.mkdir(exist_ok=True)
        (site / name).write_bytes(content)
    offer(site)
    if serving:
        copies.update((name, (site / name).read_bytes()) for name in (BOOK, ZIP))


def _path(config: Any, uri: str) -> str:
    return f"{Path(config.docs_dir).name}/{uri}"


def on_post_build(config: Any) -> None:
    """Finish the site, while the last checks run; then report, which still fails a strict build.

    Where the site is published, pages have zips.
    """
    site = Path(config.site_dir)
    missing = add_checkpoints(site)
    if (site / "assets" / "site.css").is_file():  # not a site of other pages
        finish(site)
        copy(site)
    if not serving:
        report()
        worker.stop()
    if os.environ.get("CHECKPOINTS") == "required":
        for page in missing:
            log.warning(
                "docs/%s: not performed as it stands, so it has no zip: make chapters", page
            )
