"""The questions of `questions.toml`, typed into the search box of the built site."""

import tomllib
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit

from playwright.sync_api import Page

QUESTIONS = Path(__file__).with_suffix(".toml")

GROUPS = ("tuned", "late", "held")


class Answer(NamedTuple):
    asked: str
    wanted: list[str]
    found: list[str]
    group: str
    """`tuned`, `late` or `held`: see `questions.toml`."""

    @property
    def rank(self) -> int | None:
        """The place of the first result that is wanted, from 1; None if there is none."""
        fit = (
            i for i, place in enumerate(self.found, 1) if any(fits(place, w) for w in self.wanted)
        )
        return next(fit, None)


class Success(NamedTuple):
    number: int
    at_1: float
    at_3: float


def ask_all(page: Page, url: str) -> list[Answer]:
    """Type every question into the search box, one after the other, and read the results."""
    questions = tomllib.loads(QUESTIONS.read_text(encoding="utf-8"))
    page.goto(url)
    page.keyboard.press("/")
    box = page.get_by_role("searchbox", name="Search")
    answers = []
    for group in GROUPS:
        for question in questions[group]:
            box.fill(question["ask"])
            links = page.locator("dialog .result").evaluate_all("links => links.map(a => a.href)")
            found = [place(link.removeprefix(url)) for link in links]
            answers.append(Answer(question["ask"], question["find"], found, group))
    return answers


def success(answers: Iterable[Answer]) -> Success:
    """How many there are, and the shares whose first result is wanted, or one of the first three."""
    ranks = [answer.rank or 99 for answer in answers]
    return Success(
        len(ranks),
        sum(rank <= 1 for rank in ranks) / len(ranks),
        sum(rank <= 3 for rank in ranks) / len(ranks),
    )


def place(link: str) -> str:
    """`django/views/?h=get#json` as `questions.toml` writes it: `django/views#json`."""
    parts = urlsplit(link)
    page = parts.path.removesuffix("index.html").removesuffix(".html").strip("/")
    return f"{page}#{parts.fragment}" if parts.fragment else page


def fits(found: str, wanted: str) -> bool:
    """A page alone stands for all of its sections, with a bare `#` for its beginning."""
    return found == wanted.removesuffix("#") or found.partition("#")[0] == wanted
