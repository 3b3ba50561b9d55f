"""What only shows when the blocks of a page are read together, with the files they build up."""

import difflib
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import lru_cache
from pathlib import PurePosixPath
from typing import Any

from hooks.blocks import Block
from hooks.checkers.diff import check_diff
from hooks.checkers.models import check_fields
from hooks.checkers.names import LEFT_OUT, Definition, Scope, check_names
from hooks.checkers.python import DEFINITIONS
from hooks.checkers.reading import parse, read
from hooks.checkers.views import check_views
from hooks.files import Shown, is_experiment, is_file, is_part
from hooks.packages import find_slip
from hooks.problems import Finding
from hooks.sessions import read_session

LANGUAGES = {
    ".py": {"python"},
    ".html": {"html", "html+django", "html+jinja"},
    ".json": {"json"},
    ".toml": {"toml"},
    ".yaml": {"yaml"},
    ".yml": {"yaml"},
    ".css": {"css"},
    ".js": {"js"},
    ".ini": {"ini"},
    ".cfg": {"ini"},
    ".sql": {"sql"},
    ".sh": {"bash"},
    ".ps1": {"powershell"},
    ".diff": {"diff"},
    ".patch": {"diff"},
    ".txt": {"text", "html+django", "html+jinja"},
    "Dockerfile": {"docker"},
    ".env": {"ini", "bash", "text"},
}
# Programs that read the files which they are given, and make none.
READERS = re.compile(
    r"(python[\d.]*|py|pip[\d.]*|cat|less|type|source|\.|bash|sh|pytest|flask|gunicorn)(\s|$)"
)

Pairs = Sequence[tuple[Block, Shown]]
Found = Iterator[tuple[Block, Finding]]
Known = dict[str, Scope | None]


def check_parts(pairs: Pairs, breaks: Any) -> Found:
    """Parts that have no place in their file, or make a file wrong that was right."""
    for block, shown in pairs:
        if shown.error and not shown.error.startswith("data-at"):  # the fence's check tells that
            remedy = "name one whole line of the file as the page has shown it"
            yield block, Finding(0, block.column + 1, shown.error, remedy)
        if shown.whole is None or not is_part(block) or _is_wrong(block):
            continue
        if breaks(block, shown.before, shown.whole):
            message = f"{block.title} does not parse with this part in it"
            yield (
                block,
                Finding(0, block.column + 1, message, "look at the place and at the indentation"),
            )


def check_languages(pairs: Pairs) -> Found:
    """Code in another language than its file's name says."""
    for block, _ in pairs:
        if not block.title:
            continue
        path = PurePosixPath(block.title)
        expected = LANGUAGES.get(path.suffix or path.name)
        if expected and is_file(block) and block.language and block.language not in expected:
            names = " or ".join(f"`{name}`" for name in sorted(expected))
            message = f"a file named *{path.suffix or path.name} in a block of {block.language}"
            yield block, Finding(0, block.column + 1, message, f"the language should be {names}")


def check_diffs(pairs: Pairs) -> Found:
    """Diffs that do not apply to the file as the page has shown it."""
    for block, shown in pairs:
        # What is wrong with its form is told with the block itself.
        if block.language == "diff" and not _is_wrong(block) and not list(check_diff(block)):
            yield from ((block, finding) for finding in check_diff(block, shown.files))


def check_contradictions(pairs: Pairs) -> Found:
    """A file that is shown whole again must highlight what is new in it."""
    lines_of: dict[str, tuple[Block, list[str]]] = {}
    for block, shown in pairs:
        if not is_file(block) or shown.whole is None or _is_wrong(block):
            continue
        lines = shown.whole.split("\n")
        first, old = lines_of.get(block.title, (block, lines))
        lines_of[block.title] = (block, lines)
        if is_part(block) or (first.tabs, first.language) != (block.tabs, block.language):
            continue
        new = _highlighted(block)
        for number, line in enumerate(lines, 1):
            if line.strip() and line not in old and number not in new:
                message = f"{block.title} has another line here than at {first.path}:{first.line}"
                remedy = "show the same, or highlight what is new with hl_lines"
                yield block, Finding(number, 1, message, remedy)
                break


def _highlighted(block: Block) -> set[int]:
    numbers: set[int] = set()
    for part in block.options.get("hl_lines", "").split():
        first, _, last = part.partition("-")
        if first.isdigit() and (last or first).isdigit():
            numbers.update(range(int(first), int(last or first) + 1))
    return numbers


def check_order(pairs: Pairs) -> Found:
    """Commands that read a file which the page shows only further down."""
    first: dict[str, Block] = {}
    for block, _ in pairs:
        if is_file(block) and "data-made" not in block.options and not is_experiment(block):
            first.setdefault(block.title, block)
    for block, shown in pairs:
        if block.language not in ("console", "ps1con") or "data-not-run" in block.options:
            continue
        for command in read_session(block.language, block.source)[1]:
            if not READERS.match(command.text) or re.search(r"[<>|]", command.text):
                continue
            for word in re.finditer(r"[^\s'\"]+", command.text):
                path = word[0].removeprefix("./")
                later = first.get(path)
                column = command.column + word.start() + 1
                if slip := _file_slip(path, {*first, *shown.files}, pairs):
                    message = f"no file is shown as {path!r}"
                    remedy = f"did you mean {slip!r}?"
                    yield block, Finding(command.line, column, message, remedy)
                if later and later.line > block.line and path not in shown.files:
                    message = f"{path} is used before it is shown, at {later.path}:{later.line}"
                    yield block, Finding(command.line, column, message, "show the file first")


def _file_slip(path: str, shown: set[str], pairs: Pairs) -> str:
    """The file of which this is surely the misspelt name: nothing else on the page says it."""
    stem, _, suffix = path.rpartition(".")
    stems = {other.removesuffix(f".{suffix}") for other in shown if other.endswith(f".{suffix}")}
    slip = find_slip(stem, stems) if stem not in stems else ""
    alone = slip and sum(block.source.count(path) for block, _ in pairs) == 1
    return f"{slip}.{suffix}" if alone else ""


class Modules:
    """The modules that a page and those that it continues show, each in all its versions."""

    def __init__(self, pairs: Pairs) -> None:
        self.versions: dict[str, list[str]] = {}
        for block, shown in pairs:
            for path, text in shown.files.items():
                if path.endswith(".py") and text not in self.versions.setdefault(path, []):
                    self.versions[path].append(text)
            if shown.whole is not None and block.title.endswith(".py"):
                self.versions.setdefault(block.title, []).append(shown.whole)

    def names(self, module: str) -> frozenset[str] | None:
        """What a module defines; None if that is not known."""
        end = "/" + module.replace(".", "/")
        paths = [path for path in self.versions if f"/{path}".endswith(f"{end}.py")]
        # A package of the same name may have taken the module's place.
        if len(paths) != 1 or any(f"{end}/" in f"/{path}" for path in self.versions):
            return None
        return _defined(paths[0], tuple(self.versions[paths[0]]))

    def definitions(self, name: str) -> list[Definition]:
        """The functions and classes of this dotted path, in each version of their module."""
        module, _, last = name.rpartition(".")
        if last not in (self.names(module) or ()):
            return []
        end = f"/{module.replace('.', '/')}.py"
        path = next(path for path in self.versions if f"/{path}".endswith(end))
        found = (_read_definitions(path, text) for text in self.versions[path])
        return [(scope, node) for scope, nodes in found for node in nodes if node.name == last]

    def meant(self, module: str, names: set[str]) -> str:
        """The module, nearly named like one that is not there, which defines all these names."""
        end = "/" + module.replace(".", "/")
        if any(
            f"/{path}".endswith(f"{end}.py") or f"{end}/" in f"/{path}" for path in self.versions
        ):
            return ""
        shown = {path.removesuffix(".py").replace("/", "."): path for path in self.versions}
        for near in difflib.get_close_matches(module, shown, 3, 0.8):
            defined = _defined(shown[near], tuple(self.versions[shown[near]]))
            if defined and names <= defined:
                return near
        return ""


def check_page_names(pairs: Pairs) -> Found:
    """Names in the Python of a page, each block with what was shown before it."""
    modules = Modules(pairs)
    seen: Known = {}
    names: dict[str, Known] = {}
    for block, shown in pairs:
        if block.language not in ("python", "pycon") or _is_left_out(block):
            continue
        title = block.title if is_file(block) and block.title.endswith(".py") else ""
        source, first, strict, known = block.source, 1, False, seen
        hidden: set[int] = set()
        if block.language == "pycon":
            source, hidden = _typed(block)
            strict = " " in block.title or block.title == "python"
            given = ["_", "app", "g"] if block.title.startswith("flask") else ["_"]
            known = seen | dict.fromkeys(given)
        elif title and shown.whole is not None and is_part(block):
            source, first, strict = shown.whole, shown.first, not LEFT_OUT.search(shown.whole)
            known = dict.fromkeys(_bound(modules.versions[title]))
        elif title and shown.whole is not None:
            strict = not LEFT_OUT.search(source)
            complete = re.search(r"^(import|from) ", source, re.MULTILINE)
            known = {} if complete else names.get(title, {})
        elif title:
            known = seen | names.get(title, {})
        reading = read(source)
        if not reading.units:  # another checker's business
            continue
        scope = Scope(reading, known, title)
        if not is_experiment(block):
            shift = 4 if block.language == "pycon" else 0
            height = block.source.count("\n") + 1
            models = "manage.py shell" in block.title
            found = [*check_names(source, scope, modules, strict, models)]
            if block.language == "python":  # a session may hand any view to a route, to look at it
                found += check_views(source, scope, modules)
            found += check_fields(source, scope, modules)
            for finding in found:
                line, column = finding.line - first + 1, finding.column + shift
                if 1 <= line <= height and line not in hidden:
                    yield block, replace(finding, line=line, column=column)
        # Only now: `known` may be `seen` itself.
        seen |= scope.defined
        if title:
            names[title] = names.get(title, {}) | scope.defined


@lru_cache(maxsize=32)  # for trees are large
def _read_definitions(path: str, text: str) -> tuple[Scope, list[Any]]:
    tree = parse(text)[0]
    nodes = [node for node in tree.body if isinstance(node, DEFINITIONS)] if tree else []
    return Scope(read(text), {}, path), nodes


@lru_cache(maxsize=512)
def _defined(path: str, texts: tuple[str, ...]) -> frozenset[str] | None:
    """The names of a module in any of the versions shown; None if not all are known."""
    names: set[str] = set()
    for text in texts:
        reading = read(text)
        if not reading.units or LEFT_OUT.search(text):
            return None
        scope = Scope(reading, {}, path)
        if scope.open or "__getattr__" in scope.defined:
            return None
        names.update(scope.defined)
    return frozenset(names)


def _bound(texts: list[str]) -> set[str]:
    return {name for text in texts for module in read(text).units[:1] for name in module.bound}


def _typed(block: Block) -> tuple[str, set[int]]:
    """What is typed in a session, each line at its place, and the lines whose output is an error."""
    lines = [""] * (block.source.count("\n") + 1)
    hidden: set[int] = set()
    for command in read_session("pycon", block.source)[1]:
        typed = command.text.split("\n")
        if read(command.text).units:
            lines[command.line - 1 : command.line - 1 + len(typed)] = typed
        error = r"^(Traceback|\w*(\.\w+)*(Error|Exception|Warning)\b)"
        if re.search(error, "\n".join(command.output), re.MULTILINE):
            hidden.update(range(command.line, command.line + len(typed)))
    return "\n".join(lines), hidden


def _is_left_out(block: Block) -> bool:
    return "data-wrong" in block.options or "data-not-run" in block.options


def is_mistaken(block: Block) -> bool:
    """Whether a block is wrong on purpose; an experiment is right, but for the page's project."""
    return not {"data-wrong", "data-mistake"}.isdisjoint(block.options)


def _is_wrong(block: Block) -> bool:
    return is_experiment(block) or "data-wrong" in block.options
