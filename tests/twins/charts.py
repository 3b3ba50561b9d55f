"""The figures of docs/compare/measurements.json as tables and pictures, for pages to include.

A picture is drawn for a width of 360 and coloured by the classes of docs/assets/site.css, so it
follows the colour scheme. Its text alternative says every number that it draws.
"""

import json
from collections.abc import Sequence
from html import escape
from typing import Any

from tests.twins.boards import APPS
from tests.twins.sizes import read_tasks

MEASURED = APPS.parent / "measured"
APPS_NAMED = {"django": "Django", "flask": "Flask"}
PAGES = {
    "/": "the list",
    "/notes/1/": "a note",
    "/login/": "the form for logging in",
    "/api/notes/": "the list as JSON",
}
Range = tuple[float, float]


def write(data: dict[str, Any]) -> None:
    """Make all files again."""
    MEASURED.mkdir(exist_ok=True)
    for name, text in make(data).items():
        (MEASURED / name).write_text(text, encoding="utf-8")


def make(data: dict[str, Any]) -> dict[str, str]:
    """Every table and picture, by the name of its file."""
    lines = {
        kind: pair(data["stable"], "lines", kind) for kind in data["stable"]["django"]["lines"]
    }
    tasks = {task["title"]: (task["django"], task["flask"]) for task in data["tasks"].values()}
    memory = {
        f"memory {when}": ranges(data, f"memory {when}") for when in ("after start", "under load")
    }
    load = {PAGES[path]: ranges(data, "requests per second", path) for path in PAGES}
    return {
        "made.md": made(data),
        "packages.md": packages(data),
        "size.md": size(data),
        "tasks.md": task_table(data),
        "queries.md": queries(data),
        "times.md": times(data),
        "load.md": load_table(data),
        "rows.md": rows(data),
        "lines.svg": draw("lines", "Lines of each app by kind", "lines", lines),
        "tasks.svg": draw("tasks", "Lines shown for each task", "lines", tasks),
        "memory.svg": draw("memory", "Memory of the server", "MiB", memory),
        "load.svg": draw("load", "Requests per second", "requests per second", load),
    }


def pair(figures: dict[str, Any], *keys: str) -> tuple[Any, Any]:
    """One figure of Django and of Flask."""
    found = []
    for app in APPS_NAMED:
        value = figures[app]
        for key in keys:
            value = value[key]
        found.append(value)
    return found[0], found[1]


def ranges(data: dict[str, Any], *keys: str) -> tuple[Range, Range]:
    """The smallest and the largest of what was measured."""
    django, flask = pair(data["noisy"], *keys)
    return (min(django), max(django)), (min(flask), max(flask))


def say(value: Range | float) -> str:
    """`12` or, of a range, `1.2 to 1.5`; three digits are enough."""
    if isinstance(value, tuple):
        low, high = (say(end) for end in value)
        return low if low == high else f"{low} to {high}"
    if value >= 100 or value == int(value):
        return f"{value:,.0f}".replace(",", "\N{NO-BREAK SPACE}")
    return f"{value:.1f}" if value >= 10 else f"{value:.2g}"


def table(names: Sequence[str], body: Sequence[Sequence[object]]) -> str:
    lines = [names, ["---"] * len(names), *body]
    return "".join(f"| {' | '.join(map(str, line))} |\n" for line in lines)


def row(name: str, anchor: str, values: Sequence[Range | float], unit: str = "") -> list[str]:
    """A row whose first cell is its own link."""
    cells = [f"{say(value)}\N{NO-BREAK SPACE}{unit}" if unit else say(value) for value in values]
    return [f"[{name}](#row-{anchor}){{ #row-{anchor} }}", *cells]


HEAD = ("", "Django", "Flask")


def made(data: dict[str, Any]) -> str:
    machine, tools = data["machine"], data["tools"]
    named = {
        "Date": data["date"],
        "Processor": f"{machine['processor']}, {machine['cores']} cores",
        "Memory": machine["memory"],
        "System": f"{machine['system']}, Python {machine['python']}",
        "Tools": ", ".join(f"{name} {number}" for name, number in tools.items()),
        "Django's packages": ", ".join(f"{n} {v}" for n, v in data["packages"]["django"].items()),
        "Flask's packages": ", ".join(f"{n} {v}" for n, v in data["packages"]["flask"].items()),
    }
    return table(("What", "Which"), list(named.items()))


def packages(data: dict[str, Any]) -> str:
    stable = data["stable"]
    megabytes = [number / 1e6 for number in pair(stable, "bytes")]
    body = [
        row("Packages installed", "packages", pair(stable, "packages")),
        row("Installed size", "bytes", megabytes, "MB"),
    ]
    return table(HEAD, body)


def size(data: dict[str, Any]) -> str:
    names = ("Kind", "Django: files", "lines", "Flask: files", "lines")
    body = []
    sums = [0, 0, 0, 0]
    for kind in data["stable"]["django"]["lines"]:
        cells = [
            data["stable"][app][what][kind] for app in APPS_NAMED for what in ("files", "lines")
        ]
        sums = [a + b for a, b in zip(sums, cells, strict=True)]
        body.append(row(kind, kind, cells))
    return table(names, [*body, row("all", "all", sums)])


def task_table(data: dict[str, Any]) -> str:
    body = []
    shown = read_tasks()
    for anchor, task in data["tasks"].items():
        page = shown[anchor][0]
        body.append([f"[{task['title']}]({page}#{anchor})", task["django"], task["flask"]])
    body.append(["all", *(sum(task[app] for task in data["tasks"].values()) for app in APPS_NAMED)])
    return table(("Task", "Django", "Flask"), body)


def queries(data: dict[str, Any]) -> str:
    body = [
        [f"{name}, `{path}`", *pair(data["stable"], "queries", path)]
        for path, name in PAGES.items()
    ]
    return table(("Page", "Django", "Flask"), body)


def times(data: dict[str, Any]) -> str:
    body = [
        row("From nothing to the first page", "first-page", ranges(data, "first page"), "s"),
        row("From the command to the first answer", "startup", ranges(data, "start"), "s"),
        row("Memory after start", "memory-start", ranges(data, "memory after start"), "MiB"),
        row("Memory under load", "memory-load", ranges(data, "memory under load"), "MiB"),
    ]
    return table(HEAD, body)


def load_table(data: dict[str, Any]) -> str:
    body = []
    for path, name in PAGES.items():
        for what, unit in (("requests per second", ""), ("median", "ms"), ("95 percent", "ms")):
            unit_of = f"\N{NO-BREAK SPACE}{unit}" if unit else ""
            cells = [say(value) + unit_of for value in ranges(data, what, path)]
            body.append([name if what.startswith("req") else "", what, *cells])
    return table(("Page", "Figure", "Django", "Flask"), body)


def rows(data: dict[str, Any]) -> str:
    """The rows of the comparison whose proof is a measurement."""
    stable = data["stable"]

    def lines(app: str) -> int:
        return sum(n for kind, n in stable[app]["lines"].items() if kind != "generated")

    def megabytes(app: str) -> str:
        return f"{say(stable[app]['bytes'] / 1e6)} MB"

    cells = {
        ("Packages of the same board", "board-packages", "packages"): [
            f"{stable[app]['packages']}, {megabytes(app)}" for app in APPS_NAMED
        ],
        ("Lines of the same board", "board-lines", "size"): [
            f"{lines(app)} written by hand" for app in APPS_NAMED
        ],
        ("From nothing to its first page", "board-first-page", "time"): [
            f"{say(value)} s" for value in ranges(data, "first page")
        ],
        ("Its memory under load", "board-memory", "memory"): [
            f"{say(value)} MiB, two workers" for value in ranges(data, "memory under load")
        ],
        ("Its list, requests per second", "board-requests", "load"): [
            f"{say(value)}" for value in ranges(data, "requests per second", "/")
        ],
        ("Queries for its list", "board-queries", "queries"): [
            f"{stable[app]['queries']['/']}" for app in APPS_NAMED
        ],
    }
    return "".join(
        f"| [{name}](#row-{anchor}){{ #row-{anchor} }} | "
        + " | ".join(f"{cell} ([measured](measurements.md#{proof}))" for cell in pair_of_cells)
        + " |\n"
        for (name, anchor, proof), pair_of_cells in cells.items()
    )


# Pictures

LEFT, RIGHT, BAR, GAP = 52, 262, 13, 5


def draw(
    name: str, title: str, unit: str, bars: dict[str, tuple[Range | float, Range | float]]
) -> str:
    """Two bars for each label. Of a range, the part between its ends is paler."""
    most = max(ends(value)[1] for both in bars.values() for value in both) or 1
    scale = (RIGHT - LEFT) / most
    said = "; ".join(
        f"{label}: Django {say(django)}, Flask {say(flask)}"
        for label, (django, flask) in bars.items()
    )
    shapes = []
    y = 6
    for label, both in bars.items():
        shapes.append(f'<text class="strong" x="0" y="{y + 12}">{escape(label)}</text>')
        y += 19
        for app, value in zip(APPS_NAMED, both, strict=True):
            low, high = (end * scale for end in ends(value))
            text = f"{y + BAR - 2}"
            shapes += [
                f'<text class="small soft" x="0" y="{text}">{APPS_NAMED[app]}</text>',
                bar(f"bar {app}", LEFT, y, low),
                bar(f"bar span {app}", LEFT + low, y, high - low),
                f'<text class="small" x="{LEFT + high + 5:.1f}" y="{text}">{say(value)}</text>',
            ]
            y += BAR + GAP
        y += 8
    key = f"chart-{name}"
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 360 {y}" role="img" '
        f'aria-labelledby="{key}-title {key}-desc">\n'
        f'<title id="{key}-title">{escape(title)}</title>\n'
        f'<desc id="{key}-desc">In {unit}. {escape(said)}.</desc>\n'
        + "\n".join(shapes)
        + "\n</svg>\n"
    )


def bar(classes: str, x: float, y: int, width: float) -> str:
    return f'<rect class="{classes}" x="{x:.1f}" y="{y}" width="{width:.1f}" height="{BAR}"/>'


def ends(value: Range | float) -> Range:
    return value if isinstance(value, tuple) else (value, value)


if __name__ == "__main__":
    write(json.loads((APPS.parent / "measurements.json").read_text(encoding="utf-8")))
