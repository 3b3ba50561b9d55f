"""How fast the checks are, measured in one run: `make bench`.

What is compared is measured in turn (A B A B …), each round gives a ratio, and the median counts.
Builds are timed by the clock, as their checks run beside them on a second core: nothing else should
run meanwhile. All other times are processor time. Exit status 1 if a goal is missed.

A build is *bare* without any hook; *finished* with what the hook does to the built site (index of
the search, one style sheet, printable edition, zips), but without checks; *checked* with all.
"""

import ast
import gc
import multiprocessing
import os
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from statistics import mean, median

from hooks.__main__ import page_renderer, read_page
from hooks.pages import Cache, Page, check_pages

ROOT = Path(__file__).parent.parent
BUILD_ROUNDS = 3
ROUNDS = 5
PAGES = 2000

# Not strict: without the hook the zips that it makes are missing.
BUILD = """
import resource, sys, time
from pathlib import Path
def main():
    began = time.perf_counter()
    from mkdocs.commands.build import build
    from mkdocs.config import load_config
    hooks = {"bare": [], "finished": [sys.argv[2]], "checked": ["hooks/mkdocs_events.py"]}
    config = load_config("mkdocs.yml", strict=False, site_dir=sys.argv[1], hooks=hooks[sys.argv[3]])
    config.plugins.on_startup(command="build", dirty=False)
    build(config)
    usage = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    print(time.perf_counter() - began, sum(u.ru_utime + u.ru_stime for u in usage))
if __name__ == "__main__":
    main()
"""
# The hook without what finds and checks blocks.
FINISHED = """
import sys
sys.path.insert(0, {root!r})
from hooks import mkdocs_events as events
from hooks.pages import Cache, Checks, Project
from hooks.mkdocs_events import on_env, on_files, on_post_build
events.checks = Checks(Cache(), Project())
"""


def build_ratios() -> dict[str, tuple[float, float]]:
    """Builds against each other, by the clock and in processor time.

    Machines slow down under load: each is compared with the mean of those before and after it.
    """
    rounds: dict[str, list[list[float]]] = {}
    for _ in range(BUILD_ROUNDS):
        with tempfile.TemporaryDirectory() as folder:
            kinds = ("bare", "finished", "checked", "finished", "checked", "finished", "bare")
            bare, first, cold, second, warm, third, last = (_build(folder, kind) for kind in kinds)
        for name, one, others in (
            ("finished : bare", first, (bare, last)),
            ("checked : finished, nothing cached", cold, (first, second)),
            ("checked : finished, everything cached", warm, (second, third)),
            ("checked : bare, nothing cached", cold, (bare, last)),
            ("checked : bare, everything cached", warm, (bare, last)),
        ):
            ratios = [a / mean(b) for a, b in zip(one, zip(*others, strict=True), strict=True)]
            rounds.setdefault(name, []).append(ratios)
    return {
        name: (median(r[0] for r in ratios), median(r[1] for r in ratios))
        for name, ratios in rounds.items()
    }


def _build(folder: str, kind: str) -> list[float]:
    finished = Path(folder, "finished.py")
    finished.write_text(FINISHED.format(root=str(ROOT)), encoding="utf-8")
    run = subprocess.run(
        [sys.executable, "-c", BUILD, f"{folder}/site", str(finished), kind],
        cwd=ROOT,
        env={**os.environ, "CHECKS_CACHE": f"{folder}/cache", "NO_MKDOCS_2_WARNING": "1"},
        capture_output=True,
        text=True,
    )
    if run.returncode:
        sys.exit(f"the build failed with status {run.returncode}: {run.stderr}")
    return [float(number) for number in run.stdout.split()[-2:]]


# What pages on Django and Flask show. {A} and {a} are names, {n} a number.
BLOCKS = (
    """from django.db import models


class {A}(models.Model):
    name = models.CharField(max_length={n})
    {a} = models.ForeignKey("auth.User", on_delete=models.CASCADE, related_name="{a}s")
    created = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-created"]

    def __str__(self):
        return f"{{self.name}} of {{self.{a}}}"
""",
    """from django.http import Http404, HttpResponse
from django.shortcuts import render

ITEMS = {{"{a}": {n}, "other": 2}}


def {a}_list(request):
    wanted = request.GET.get("q", "")
    found = {{name: number for name, number in ITEMS.items() if wanted in name}}
    return render(request, "{a}/list.html", {{"found": found}})


def {a}_detail(request, name):
    if name not in ITEMS:
        raise Http404(f"no {{name}} here")
    return HttpResponse(str(ITEMS[name] + {n}))
""",
    """from flask import Flask, abort, jsonify, request

app = Flask(__name__)
{a}s = [{{"id": {n}, "title": "{A}"}}]


@app.get("/{a}/<int:number>")
def show_{a}(number):
    for {a} in {a}s:
        if {a}["id"] == number:
            return jsonify({a})
    abort(404)


@app.post("/{a}")
def add_{a}():
    {a} = request.get_json()
    {a}["id"] = len({a}s) + {n}
    {a}s.append({a})
    return jsonify({a}), 201
""",
    """from django.test import TestCase


class {A}Tests(TestCase):
    def setUp(self):
        self.names = ["{a}", "b", "c"]

    def test_{a}_page(self):
        response = self.client.get("/{a}/{n}/")
        self.assertEqual(response.status_code, 404)

    def test_names_are_sorted(self):
        for number, name in enumerate(self.names, start={n}):
            with self.subTest(name=name):
                self.assertGreaterEqual(number, {n})
        self.assertIn("{a}", self.names)
""",
    """def {a}_total(prices, rate={n}):
    total = 0
    for price in prices:
        if price < 0:
            raise ValueError(f"{a}: {{price}} is negative")
        total += price * (100 + rate) / 100
    return round(total, 2)


print({a}_total([1, 2, {n}]))
""",
    """from dataclasses import dataclass, field


@dataclass
class {A}:
    name: str
    size: int = {n}
    tags: list[str] = field(default_factory=list)

    def tagged(self, *tags: str) -> "{A}":
        return {A}(self.name, self.size, [*self.tags, *tags])


{a} = {A}("{a}").tagged("new", "small")
assert {a}.size == {n}, {a}
""",
    """from django import forms


class {A}Form(forms.Form):
    name = forms.CharField(max_length={n}, label="{A}")
    email = forms.EmailField(required=False)

    def clean_name(self):
        name = self.cleaned_data["name"]
        if name.lower() == "{a}":
            raise forms.ValidationError("choose another name")
        return name
""",
    """import json
from pathlib import Path

path = Path("{a}.json")
{a} = json.loads(path.read_text()) if path.exists() else {{}}
{a}["{n}"] = {a}.get("{n}", 0) + 1
path.write_text(json.dumps({a}, indent=2))
""",
)
SYLLABLES = [
    "ba",
    "ce",
    "di",
    "fo",
    "gu",
    "ka",
    "le",
    "mi",
    "no",
    "pu",
    "ra",
    "se",
    "ti",
    "vo",
    "zu",
]


def generate(pages: int) -> list[str]:
    """Pages of five blocks each, no two blocks alike; the same at every run."""
    chance = random.Random(1)
    texts = []
    for page in range(pages):
        parts = [f"# Page {page}"]
        for block in range(5):
            name = "".join(chance.choices(SYLLABLES, k=3)) + str(page * 5 + block)
            source = chance.choice(BLOCKS).format(a=name, A=name.title(), n=chance.randint(2, 99))
            parts.append(f"## {name}\n\nSome words on `{name}`.\n\n```python\n{source}```")
        texts.append("\n\n".join(parts) + "\n")
    return texts


def find(texts: Sequence[str]) -> list[Page]:
    md, recorder = page_renderer()
    return [read_page(md, recorder, f"docs/{i}.md", text) for i, text in enumerate(texts)]


def check(pages: Sequence[Page]) -> None:
    found = check_pages(pages, Cache())
    if problems := [problem for those in found.values() for problem in those]:
        sys.exit(f"the generated pages are right, but:\n{problems[0]}")


def parse(pages: Sequence[Page]) -> None:
    for page in pages:
        for block in page.blocks:
            ast.parse(block.source)


def seconds(work: Callable[[Sequence[Page]], None], pages: Sequence[Page]) -> float:
    gc.collect()
    start = time.process_time()
    work(pages)
    return time.process_time() - start


def ratio(
    one: tuple[Callable[[Sequence[Page]], None], Sequence[Page]],
    other: tuple[Callable[[Sequence[Page]], None], Sequence[Page]],
) -> float:
    return median(seconds(*one) / seconds(*other) for _ in range(ROUNDS))


def peaks(queue: "multiprocessing.Queue[list[int]]") -> None:
    """The most memory this process has had, after each time that it checks the same site."""
    texts = generate(PAGES // 4)
    found = []
    for _ in range(3):
        check(find(texts))
        found.append(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
    queue.put(found)


def memory_ratio() -> float:
    context = multiprocessing.get_context("spawn")
    queue: multiprocessing.Queue[list[int]] = context.Queue()
    process = context.Process(target=peaks, args=(queue,))
    process.start()
    first, *_, last = queue.get(timeout=1800)
    process.join()
    return last / first


def main() -> int:
    missed = 0

    def tell(what: str, measured: float, goal: float) -> None:
        nonlocal missed
        missed += measured > goal
        said = "missed" if measured > goal else "held"
        print(f"{what:58}{measured:8.2f}{goal:8.2f}  {said}", flush=True)

    print(f"{'':58}{'ratio':>8}{'goal':>8}")
    goals = {
        "checked : finished, nothing cached": 1.10,
        "checked : finished, everything cached": 1.02,
    }
    for name, (clock, processor) in build_ratios().items():
        if name in goals:
            tell(f"build, {name}", clock, goals[name])
        else:
            print(f"{f'build, {name}':58}{clock:8.2f}", flush=True)
        print(f"{'    in processor time, on both cores':58}{processor:8.2f}")
    pages = find(generate(PAGES))
    quarter = pages[: PAGES // 4]
    check(quarter)  # what is looked up once in Django and Flask is known from here on
    tell(f"checkers : ast.parse, {PAGES * 5:,} blocks", ratio((check, pages), (parse, pages)), 2)
    tell(f"checkers, {PAGES:,} : {PAGES // 4} pages", ratio((check, pages), (check, quarter)), 4.4)
    texts = generate(PAGES)
    start = time.process_time()
    find(texts[: PAGES // 4])
    middle = time.process_time()
    find(texts)
    grown = (time.process_time() - middle) / (middle - start)
    tell(f"finding blocks, {PAGES:,} : {PAGES // 4} pages", grown, 4.4)
    tell("memory after the third time : after the first", memory_ratio(), 1.05)
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
