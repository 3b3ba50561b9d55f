"""Names in the Python of a page: scopes by pyflakes, all else by looking into the real packages.

Data flows: page → files as they grow → `_Reader` (one walk of one source) → findings. A value is
the real object that a name stands for, or one of `_Instance`, `_Source`, `_Project`; `None` means
unknown, and of what is unknown nothing is said.
"""

import ast
import builtins
import difflib
import functools
import importlib
import importlib.util
import inspect
import pkgutil
import re
import sys
import textwrap
import warnings
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import EnumMeta
from pathlib import Path, PurePosixPath
from types import FunctionType, ModuleType
from typing import Any

from pyflakes import checker as pyflakes  # type: ignore[import-untyped]
from pyflakes.messages import UndefinedName  # type: ignore[import-untyped]

from hooks.blocks import Block
from hooks.checkers.project import EXPERIMENT
from hooks.checkers.python import FLAGS
from hooks.checkers.templates import check_django
from hooks.files import PlaceError, is_file, is_part, place
from hooks.problems import Finding
from hooks.sessions import read_session

PACKAGES = {"django", "flask", "flask_login", "flask_migrate", "flask_sqlalchemy", "flask_wtf"}
PACKAGES |= {"jinja2", "rest_framework", "sqlalchemy", "werkzeug", "wtforms"}
DO_SOMETHING = {"antigravity", "this", "__main__"}  # when imported
# What an `if` or `try` around a name asks, where the name may be missing.
ASKS = re.compile(r"version_info|VERSION|platform|hasattr|TYPE_CHECKING|os\.name")
GUARDS = {"ImportError", "ModuleNotFoundError", "AttributeError", "Exception", "NAME_ERROR"}
LEFT_OUT = re.compile(r"^\s*(#\s*)?(\.\.\.|…)", re.MULTILINE)


@dataclass(frozen=True)
class _Instance:
    """What calling a class gave."""

    of: type


@dataclass(frozen=True)
class _Source:
    """A module that cannot be imported without a project's settings; its source was read."""

    path: str
    names: frozenset[str]


@dataclass(frozen=True)
class _Project:
    """A module, or a name in a module, of the reader's own project."""

    name: str


@dataclass
class _Claim:
    """`name` is asked of a module of the project, which the page may show later."""

    block: Block
    finding: Finding
    module: str
    name: str


def check_names(blocks: Sequence[Block]) -> Iterator[tuple[Block, Finding]]:
    """What the python and pycon blocks of one page name and nothing has."""
    page = _Page()
    for block in blocks:
        unread = {"data-wrong", "data-not-run"} & block.options.keys()
        if block.language in {"python", "pycon"} and not unread:
            page.read(block)
    yield from page.findings()


class _Page:
    """What the blocks have shown so far."""

    def __init__(self) -> None:
        self.files: dict[str, str] = {}  # those that are known whole
        self.before: dict[str, str] = {}
        self.experiment = 0
        self.shown: dict[str, Any] = {}
        self.names: dict[str, dict[str, Any]] = {}  # by title
        self.open: set[str] = set()  # titles whose names are not all known
        self.found: list[tuple[Block, Finding]] = []
        self.undefined: list[tuple[Block, Finding, str]] = []
        self.claims: list[_Claim] = []

    def read(self, block: Block) -> None:
        this = block.section or block.line if EXPERIMENT & block.options.keys() else 0
        if this != self.experiment:  # an experiment is forgotten at its end
            self.files = self.before if self.experiment else self.files
            self.before = dict(self.files)
            self.experiment = this
        title = block.title if is_file(block) and block.title.endswith(".py") else ""
        known, source, first, strict = self.shown, block.source, 1, False
        shift = 0
        hidden: set[int] = set()
        if block.language == "pycon":
            source, hidden = _session(block)
            known, strict, shift = {**known, **_shell(block)}, " " in block.title, 4
            strict |= block.title == "python"
        elif title and is_part(block) and title in self.files:
            source, first = _placed(block, self.files.pop(title))
            known, strict = self.names[title], bool(first)
        elif title and is_part(block):
            known = self.names.get(title, {})
            self.open.add(title)
        elif title:
            strict = not LEFT_OUT.search(source)
            known = self.names.get(title, {})
            if strict and re.search(r"^(import|from) ", source, re.MULTILINE):
                known = {}  # with its imports it is all there
        tree, indent = _parse(source)
        if tree is None:
            self.open.add(title)
            return
        if title and strict:
            self.files[title] = source.rstrip("\n") + "\n"
        elif title:
            self.files.pop(title, None)
            self.open.add(title)
        reader = _Reader(tree, known)
        self.shown |= reader.defined
        if title:
            self.names[title] = {**self.names.get(title, {}), **reader.defined}
            if reader.star or "__getattr__" in reader.defined:
                self.open.add(title)
            # A name may be used in one part and imported in the next.
            self.undefined = [
                u for u in self.undefined if u[0].title != title or u[2] not in reader.defined
            ]
        if "data-mistake" in block.options:
            return
        lines, height = source.split("\n"), len(block.source.split("\n"))

        def find(node: Any, message: str, remedy: str, after: int = 0) -> Finding | None:
            number = node.lineno - (first or 1) + 1
            if not 1 <= number <= height or number in hidden:
                return None
            text = lines[node.lineno - 1].encode()
            begin = len(text[: node.col_offset + indent].decode(errors="ignore"))
            return Finding(number, begin + after + shift + 1, message, remedy)

        for node, message, remedy in reader.found:
            if finding := find(node, message, remedy):
                self.found.append((block, finding))
        for node, module, name in reader.asked:
            if finding := find(node, f"{module.lstrip('.')} has no {name!r}", ""):
                self.claims.append(_Claim(block, finding, _absolute(module, title), name))
        local = {*known, *reader.local, *dir(builtins)}
        models = "manage.py shell" in block.title
        for node, name in reader.undefined:
            near = _typo(name, local)
            module_wanted = "import " in source and _stdlib_use(node, name) and not title
            certain = strict and not (models and name[:1].isupper())
            if near or certain or (module_wanted and not LEFT_OUT.search(source)):
                remedy = f"did you mean {near!r}?" if near else "import or define it"
                if finding := find(node, f"nothing defines {name!r}", remedy):
                    self.undefined.append((block, finding, name))

    def findings(self) -> Iterator[tuple[Block, Finding]]:
        yield from self.found
        yield from ((block, finding) for block, finding, _ in self.undefined)
        for claim in self.claims:
            path = claim.module.replace(".", "/")
            for end in (f"{path}.py", f"{path}/__init__.py"):
                for title in self.names:
                    if (f"/{title}").endswith(f"/{end}") and title not in self.open:
                        near = _near(claim.name, self.names[title])
                        missing = claim.name not in self.names[title]
                        # A package may have a submodule that the page does not show.
                        if missing and (near or title == f"{path}.py"):
                            yield claim.block, replace(claim.finding, remedy=near)


def _absolute(module: str, title: str) -> str:
    """The dotted path of a module that is named from within the file `title`."""
    level = len(module) - len(module.lstrip("."))
    folder = list(PurePosixPath(title).parts[:-level]) if level else []
    return ".".join([*folder, module.lstrip(".")])


def _session(block: Block) -> tuple[str, set[int]]:
    """What is typed, each line at its place, and the lines whose output is an error."""
    lines = [""] * len(block.source.split("\n"))
    hidden: set[int] = set()
    for command in read_session("pycon", block.source)[1]:
        typed = command.text.split("\n")
        if _parse(command.text)[0]:
            lines[command.line - 1 : command.line - 1 + len(typed)] = typed
        if re.search(
            r"^(Traceback|\w*(\.\w+)*(Error|Exception|Warning)\b)",
            "\n".join(command.output),
            re.MULTILINE,
        ):
            hidden.update(range(command.line, command.line + len(typed)))
    return "\n".join(lines), hidden


def _shell(block: Block) -> dict[str, None]:
    return dict.fromkeys(["_", "app", "g"] if block.title.startswith("flask") else ["_"])


def _placed(block: Block, old: str) -> tuple[str, int]:
    """The file with the part in it, and the part's first line there; 0 if it has no place."""
    try:
        new = place(block, old, block.source + "\n")
    except PlaceError:
        return block.source, 0
    before, after = old.split("\n"), new.split("\n")
    part = block.source.rstrip("\n").split("\n")
    start = 0
    for i in range(len(after)):
        if before[:i] == after[:i] and after[i : i + len(part)] == part:
            start = i
    return new, start + 1


def _parse(source: str) -> tuple[ast.Module | None, int]:
    indents = [len(line) - len(line.lstrip(" ")) for line in source.split("\n") if line.strip()]
    indent = min(indents, default=0)
    source = "\n".join(line[indent:] for line in source.split("\n")) if indent else source
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            return compile(source, "<block>", "exec", FLAGS), indent
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            return None, 0


class _Reader(pyflakes.Checker):  # type: ignore[misc]
    """Walks one source: what it defines, what it uses that is not there."""

    def __init__(self, tree: ast.Module, known: dict[str, Any]) -> None:
        self.known = known
        self.found: list[tuple[Any, str, str]] = []
        self.asked: list[tuple[Any, str, str]] = []
        self.undefined: list[tuple[Any, str]] = []
        self.rebound: set[tuple[int, str]] = set()
        self.set_here = {
            n.attr
            for n in ast.walk(tree)
            if isinstance(n, ast.Attribute) and not isinstance(n.ctx, ast.Load)
        }
        self.guarded = 0
        super().__init__(tree, builtins=known.keys(), withDoctest=False)
        module = self.deadScopes[-1]
        self.scopeStack = [module]
        self.star = module.importStarred
        self.defined = {
            name: self.value_of(name)
            for name, binding in module.items()
            if not isinstance(binding, pyflakes.Builtin)
        }
        self.local = {name for scope in self.deadScopes for name in scope}

    def report(self, kind: Any, node: Any, *args: Any, **kwargs: Any) -> None:
        strings = self._in_annotation == pyflakes.AnnotationState.STRING
        if kind is UndefinedName and not strings and not self.guarded:
            self.undefined.append((node, args[0]))

    def addBinding(self, node: Any, value: Any) -> None:
        old = self.scope.get(value.name)
        same = getattr(old, "fullName", 0) == getattr(value, "fullName", 1)
        if old is not None and not isinstance(old, pyflakes.Builtin) and not same:
            self.rebound.add((id(self.scope), value.name))
        super().addBinding(node, value)

    def TRY(self, node: Any) -> None:
        names = {n for h in node.handlers for n in re.findall(r"\w+", ast.unparse(h.type or _ANY))}
        guards = bool(names & GUARDS)
        self.guarded += guards
        super().TRY(node)
        self.guarded -= guards

    def IF(self, node: Any) -> None:
        asks = bool(ASKS.search(ast.unparse(node.test)))
        self.guarded += asks
        super().IF(node)
        self.guarded -= asks

    def runGuarded(self, function: Any, guarded: int) -> None:
        before, self.guarded = self.guarded, guarded
        function()
        self.guarded = before

    def deferFunction(self, callable: Any) -> None:
        super().deferFunction(functools.partial(self.runGuarded, callable, self.guarded))

    def IMPORT(self, node: Any) -> None:
        super().IMPORT(node)
        for alias in node.names:
            self.ask_import(alias, alias.name)

    def IMPORTFROM(self, node: Any) -> None:
        super().IMPORTFROM(node)
        module = "." * node.level + (node.module or "")
        value = _load(module) if not node.level else _Project(module)
        if isinstance(value, _Project) and node.module:
            self.asked += [(a, module, a.name) for a in node.names if a.name != "*"]
        elif not self.ask_import(node, module) or node.level:
            return
        for alias in node.names if not isinstance(value, _Project) else []:
            if alias.name != "*":
                self.ask(alias, value, alias.name)

    def ask_import(self, node: Any, name: str) -> bool:
        """Whether there is such a module, and how long."""
        if self.guarded or isinstance(_load(name), _Project):
            return True
        goes = _stdlib_until(name)
        if goes:
            self.found.append((_at_module(node), f"the module {name!r} goes in Python {goes}", ""))
        elif _module(name) is MISSING:
            parent = name.rpartition(".")[0]
            near = _near(name, [f"{parent}.{n}" for n in _submodules(parent)] if parent else [])
            self.found.append((_at_module(node), f"there is no module {name!r}", near))
            return False
        return True

    def ATTRIBUTE(self, node: Any) -> None:
        self.handleChildren(node)
        if isinstance(node.ctx, ast.Load) and node.attr not in self.set_here:
            value = self.value(node.value)
            at = ast.Name(node.attr, lineno=node.end_lineno)
            at.col_offset = node.end_col_offset - len(node.attr.encode())
            if isinstance(value, _Project):
                self.asked.append((at, value.name, node.attr))
            else:
                self.ask(at, value, node.attr)

    def ask(self, node: Any, value: Any, name: str) -> None:
        if value is None or self.guarded or name.startswith("_") and name != "__version__":
            return
        got, warned = _get(value, name)
        owner = _title(value)
        if got is MISSING:
            near = _near(name, _names(value), 0.8 if isinstance(value, _Instance) else 0.6)
            # Extensions put attributes on instances; only what is nearly right is surely wrong.
            if near or not isinstance(value, _Instance):
                self.found.append((node, f"{owner} has no {name!r}", near))
        elif warned:
            self.found.append((node, f"{owner}.{name}: {warned}", ""))

    def CALL(self, node: Any) -> None:
        super().CALL(node)
        function = self.value(node.func)
        if function is None or self.guarded or isinstance(function, _Project | _Source):
            return
        name = ast.unparse(node.func)
        given = {k.arg: k for k in node.keywords if k.arg}
        accepted = _keywords(function)
        if accepted is None:
            return
        for keyword, at in given.items():
            if keyword not in accepted and not _in_stub(function, keyword):
                message = f"{name} takes no argument {keyword!r}"
                self.found.append((at, message, _near(keyword, accepted)))
                return
        for keyword, at in given.items():
            if goes := _goes(function, keyword):
                message = f"the argument {keyword!r} of {name} is deprecated: it goes in {goes}"
                self.found.append((at, message, ""))
        if goes := _goes(function):
            self.found.append((node.func, f"{name} is deprecated: it goes in {goes}", ""))
        unsure = any(isinstance(n, ast.Starred) or _is_ellipsis(n) for n in node.args)
        if unsure or len(given) < len(node.keywords):
            return
        try:
            inspect.signature(function).bind(*node.args, **given)
        except TypeError as error:
            if not str(error).startswith("got an unexpected"):
                self.found.append((node.func, f"{name}: {error}", ""))
        except ValueError:
            pass

    def value(self, node: ast.AST) -> Any:
        """The real object that an expression stands for, where that is certain."""
        if isinstance(node, ast.Name):
            return self.value_of(node.id)
        if isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Load):
            value = self.value(node.value)
            if value is None or isinstance(value, _Project) or node.attr in self.set_here:
                return None
            got, _ = _get(value, node.attr)
            return None if got is MISSING else got
        if isinstance(node, ast.Call):
            called = self.value(node.func)
            return _Instance(called) if isinstance(called, type) and _plain(called) else None
        return None

    def value_of(self, name: str) -> Any:
        for scope in reversed(self.scopeStack):
            if (
                name not in scope
                or isinstance(scope, pyflakes.ClassScope)
                and scope is not self.scope
            ):
                continue
            binding = scope[name]
            if isinstance(binding, pyflakes.Builtin):
                return self.known.get(name)
            if (id(scope), name) in self.rebound:
                return None
            if isinstance(binding, pyflakes.SubmoduleImportation):
                return _load(name)
            if isinstance(binding, pyflakes.Importation):
                return _load(binding.fullName)
            parent: Any = getattr(binding.source, "_pyflakes_parent", None)
            once = isinstance(parent, ast.Assign) and len(parent.targets) == 1
            if isinstance(binding, pyflakes.Assignment) and once:
                # `x = x.y()` must not ask for itself without end.
                own = {n.id for n in ast.walk(parent.value) if isinstance(n, ast.Name)}
                call = isinstance(parent.value, ast.Call) and name not in own
                return self.value(parent.value) if call else None
            return None
        return None


MISSING: Any = object()
_ANY = ast.Name("Exception")


def _is_ellipsis(node: ast.AST) -> bool:
    return isinstance(node, ast.Constant) and node.value is ...


def _at_module(node: Any) -> Any:
    """Where an import statement names its module."""
    if isinstance(node, ast.ImportFrom):
        return ast.Name("", lineno=node.lineno, col_offset=node.col_offset + len("from "))
    return node


def _near(name: str, names: Iterable[str], cutoff: float = 0.6) -> str:
    near = difflib.get_close_matches(name, [n for n in names if n[:1] != "_"], 1, cutoff)
    return f"did you mean {near[0]!r}?" if near else ""


def _typo(name: str, names: Iterable[str]) -> str:
    """The name that this is surely meant to be: letters swapped, doubled or left out inside."""
    for other in difflib.get_close_matches(name, names, 3, 0.8):
        # `book` beside `books` or `Book` is another name, not a slip.
        part = name.startswith(other) or other.startswith(name) or name.lower() == other.lower()
        if len(name) > 3 and not part and (sorted(name) == sorted(other) or _one_off(name, other)):
            return other
    return ""


def _one_off(a: str, b: str) -> bool:
    short, long = sorted((a, b), key=len)
    return any(long[:i] + long[i + 1 :] == short for i in range(len(long)))


# The real packages ------------------------------------------------------------------------------


@functools.cache
def _set_up() -> None:
    list(check_django(Block("", 1, "html+django", "")))  # configures Django's settings


@functools.cache
def _module(name: str) -> Any:
    """The module of that name, what its source defines, MISSING, or None if it can't be known."""
    if set(name.split(".")) & DO_SOMETHING:
        return None
    _set_up()
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return importlib.import_module(name)
    except ModuleNotFoundError as error:
        missing = error.name or ""
        return MISSING if name == missing or name.startswith(f"{missing}.") else None
    except Exception:  # noqa: BLE001 - a module may ask for anything when imported
        return _read(name)


def _read(name: str) -> _Source | None:
    try:
        spec = importlib.util.find_spec(name)
        source = Path(str(spec and spec.origin)).read_text(encoding="utf-8")
    except Exception:  # noqa: BLE001
        return None
    tree, _ = _parse(source)
    reader = _Reader(tree, {}) if tree else None
    if reader is None or reader.star or "__getattr__" in reader.defined:
        return None
    return _Source(name, frozenset([*reader.defined, *_submodules(name)]))


@functools.cache
def _load(name: str) -> Any:
    """What a dotted name stands for."""
    root, _, _ = name.partition(".")
    if root in PACKAGES and importlib.util.find_spec(root) is None:
        return None
    if root not in PACKAGES and root not in sys.stdlib_module_names and not _stdlib_until(root):
        return _Project(name)
    parent, _, last = name.rpartition(".")
    if not parent:
        module = _module(name)
        return None if module is MISSING else module
    owner = _load(parent)
    got, _ = _get(owner, last) if owner is not None else (None, "")
    return None if got is MISSING else got


def _title(value: Any) -> str:
    if isinstance(value, _Source):
        return value.path
    value = value.of if isinstance(value, _Instance) else value
    return str(getattr(value, "__name__", type(value).__name__))


def _submodules(name: str) -> list[str]:
    try:
        spec = importlib.util.find_spec(name)
    except Exception:  # noqa: BLE001
        return []
    return [m.name for m in pkgutil.iter_modules((spec and spec.submodule_search_locations) or [])]


def _names(value: Any) -> Iterable[str]:
    if isinstance(value, _Source):
        return value.names
    if isinstance(value, _Instance):
        return _instance_names(value.of)
    more = _submodules(value.__name__) if isinstance(value, ModuleType) else []
    return [*dir(value), *more]


def _get(value: Any, name: str) -> tuple[Any, str]:
    """The attribute, MISSING where it is certain that there is none, and what Python warns of."""
    if isinstance(value, _Source):
        return (None if name in value.names else MISSING), ""
    if isinstance(value, _Instance):
        if name not in _instance_names(value.of):
            return MISSING, ""
        method = inspect.getattr_static(value.of, name, None)
        return (functools.partial(method, None) if isinstance(method, FunctionType) else None), ""
    try:
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always")
            got = getattr(value, name)
            warned = [w for w in caught if issubclass(w.category, DeprecationWarning)]
            return _settle(got), str(warned[0].message).partition(". ")[0] if warned else ""
    except AttributeError:
        pass
    except Exception:  # noqa: BLE001 - a property may do anything
        return None, ""
    if isinstance(value, ModuleType):
        module = _module(f"{value.__name__}.{name}") if hasattr(value, "__path__") else MISSING
        if module is not MISSING:
            return module, ""
        return (None if _in_stub(value, name) else MISSING), ""
    if isinstance(value, type):
        unsure = any(name in getattr(c, "__annotations__", ()) for c in value.__mro__)
    else:
        unsure = callable(value)  # anyone may put attributes on a function
    return (None if unsure or _in_stub(value, name) else MISSING), ""


def _settle(value: Any) -> Any:
    """What can be asked for its attributes in place of a proxy; None for what answers anything."""
    kind = type(value)  # isinstance() would wake the proxy
    if kind.__name__ == "DefaultAdminSite":
        return _Instance(_module("django.contrib.admin").AdminSite)
    if kind.__name__ == "LocalProxy":
        flask = _module("flask")
        return _Instance(flask.Request) if value is flask.request else None
    dynamic = hasattr(kind, "__getattr__") and not issubclass(kind, EnumMeta)
    return None if dynamic else value


def _plain(cls: type) -> bool:
    """Whether calling the class gives an instance of just this class, whose attributes are known."""
    dynamic = any({"__getattr__", "__getattribute__"} & c.__dict__.keys() for c in cls.__mro__[:-1])
    return (
        not dynamic
        and type(cls).__call__ is type.__call__
        and cls.__module__.partition(".")[0] in PACKAGES
    )


@functools.cache
def _instance_names(cls: type) -> frozenset[str]:
    names = set(dir(cls))
    for c in cls.__mro__[:-1]:
        names |= set(getattr(c, "__annotations__", {}))
        names |= set(re.findall(r"\bself\.(\w+)", _source(c)))
    return frozenset(names)


@functools.cache
def _source(thing: Any) -> str:
    try:
        return textwrap.dedent(inspect.getsource(thing))
    except (OSError, TypeError):
        return ""


@functools.cache
def _keywords(function: Any) -> frozenset[str] | None:
    """The keywords that a callable surely takes no others than; None if it may take any."""
    inits = [function]
    if isinstance(function, type):
        inits = [c.__dict__["__init__"] for c in function.__mro__ if "__init__" in c.__dict__]
        if type(function).__call__ is not type.__call__:
            return None
    names: set[str] = set()
    for init in inits:
        if not isinstance(init, FunctionType | functools.partial):
            return None
        parameters = inspect.signature(init).parameters.values()
        names |= {p.name for p in parameters}
        if all(p.kind is not p.VAR_KEYWORD for p in parameters):
            return frozenset(names)
        # It hands the rest on to the next class; what it takes out first, it names.
        code = _source(init)
        if not re.search(r"super\(.*?\)\.__init__\([^)]*\*\*kwargs", code, re.DOTALL):
            return None
        names |= set(re.findall(r"[\"'](\w+)[\"']", code))
    return None


@functools.cache
def _goes(function: Any, keyword: str = "") -> str:
    """The version in which a callable, or one of its keywords, goes: it warns when called so."""
    called: Any = (
        getattr(function, "__init__", function) if isinstance(function, type) else function
    )
    called = inspect.unwrap(called)
    version = r"RemovedInDjango(\d)(\d)Warning"
    if not re.search(version, " ".join(getattr(getattr(called, "__code__", None), "co_names", ()))):
        return ""
    body = ast.parse(_source(called)).body[0]
    for statement in getattr(body, "body", []):
        text = ast.unparse(statement)
        if keyword and not text.startswith(f"if {keyword} is not None:\n    warnings.warn("):
            continue
        if not keyword and not text.startswith("warnings.warn("):
            continue
        if match := re.search(version, text):
            return f"Django {match[1]}.{match[2]}"
    return ""


# What other versions of Python have, as mypy's stubs know it --------------------------------------


@functools.cache
def _stubs() -> Path | None:
    spec = importlib.util.find_spec("mypy")
    return Path(spec.origin).parent / "typeshed" / "stdlib" if spec and spec.origin else None


@functools.cache
def _stub(name: str) -> str:
    folder = _stubs()
    for file in [f"{name}.pyi", f"{name}/__init__.pyi"] if folder else []:
        assert folder is not None
        if (folder / file).is_file():
            return (folder / file).read_text(encoding="utf-8")
    return ""


def _in_stub(value: Any, name: str) -> bool:
    """Whether the standard library has the name on another system or in another version."""
    owner = value.__name__ if isinstance(value, ModuleType) else getattr(value, "__module__", "")
    if (owner or "").partition(".")[0] not in sys.stdlib_module_names:
        return False
    stub = _stub({"posixpath": "os.path"}.get(owner, owner).replace(".", "/"))
    return not stub or bool(re.search(rf"\b{name}\b", stub))


@functools.cache
def _stdlib_until(name: str) -> str:
    """The version of Python that no longer has the module."""
    name = name.partition(".")[0]
    found = re.search(rf"^{re.escape(name)}: [\d.]+-(\d+)\.(\d+)$", _stub_versions(), re.MULTILINE)
    return f"{found[1]}.{int(found[2]) + 1}" if found else ""


@functools.cache
def _stub_versions() -> str:
    folder = _stubs()
    return (folder / "VERSIONS").read_text(encoding="utf-8") if folder else ""


def _stdlib_use(node: Any, name: str) -> bool:
    """Whether the name is used as a module of the standard library is: `json.loads`."""
    parent = getattr(node, "_pyflakes_parent", None)
    if not isinstance(parent, ast.Attribute) or name not in sys.stdlib_module_names:
        return False
    return hasattr(_module(name), parent.attr)
