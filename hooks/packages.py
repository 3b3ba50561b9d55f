"""What Python, Django, Flask and their kin really have, looked up in the installed packages.

A value is the real object that a name stands for, or an `Instance`; `UNKNOWN` where it cannot be
known, and of what is unknown nothing is said.
"""

import ast
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
from dataclasses import dataclass
from enum import EnumMeta
from pathlib import Path
from types import FunctionType, ModuleType
from typing import Any, NamedTuple

PACKAGES = frozenset(
    ("alembic", "asgiref", "celery", "click", "django", "flask", "flask_login", "flask_migrate")
    + ("flask_sqlalchemy", "flask_wtf", "itsdangerous", "jinja2", "markupsafe", "pytest")
    + ("requests", "rest_framework", "sqlalchemy", "werkzeug", "whitenoise", "wtforms")
)
ACT_WHEN_IMPORTED = frozenset({"antigravity", "this", "__main__", "idlelib", "turtledemo"})
# https://docs.python.org/3.11/library/2to3.html#2to3fixer-imports
PYTHON_2 = {
    "ConfigParser": "configparser",
    "HTMLParser": "html.parser",
    "Queue": "queue",
    "SimpleHTTPServer": "http.server",
    "StringIO": "io",
    "cPickle": "pickle",
    "cStringIO": "io",
    "httplib": "http.client",
    "urllib2": "urllib.request",
    "urlparse": "urllib.parse",
}
# https://docs.python.org/3.11/library/2to3.html: the fixers basestring, dict, has_key, raw_input,
# unicode, xrange
PYTHON_2_NAMES = {"basestring": "str", "raw_input": "input", "unicode": "str", "xrange": "range"}
PYTHON_2_METHODS = {
    "has_key": "in",
    "iteritems": "items",
    "iterkeys": "keys",
    "itervalues": "values",
}
UNKNOWN: Any = None
MISSING: Any = object()


@dataclass(frozen=True)
class Instance:
    """What calling a class gave."""

    of: type


@functools.cache
def is_known(root: str) -> bool:
    """Whether a top-level module can be looked into: Python's own, or one of `PACKAGES`."""
    if root in PACKAGES:
        return importlib.util.find_spec(root) is not None
    return root in sys.stdlib_module_names or bool(stdlib_until(root))


@functools.cache
def find_module(name: str) -> Any:
    """The module, MISSING, or UNKNOWN if it refuses to be imported here."""
    if set(name.split(".")) & ACT_WHEN_IMPORTED:
        return UNKNOWN
    configure_django()
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return importlib.import_module(name)
    except ModuleNotFoundError as error:
        if name in sys.stdlib_module_names:  # of another system, as msvcrt or fcntl
            return UNKNOWN
        missing = error.name or ""
        return MISSING if name == missing or name.startswith(f"{missing}.") else UNKNOWN
    except Exception:  # noqa: BLE001 - a module may ask for anything when imported
        return UNKNOWN


@functools.cache
def configure_django() -> None:
    """Settings with which the modules of every contributed app can be imported."""
    import django
    from django.conf import settings

    if not settings.configured:
        contrib = "admin auth contenttypes flatpages humanize messages redirects sessions sitemaps"
        contrib += " sites staticfiles syndication"
        settings.configure(
            INSTALLED_APPS=[f"django.contrib.{app}" for app in contrib.split()],
            DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}},
            STATIC_URL="static/",
            SECRET_KEY="only for looking up names",
            USE_TZ=True,
        )
        django.setup()


def submodules(name: str) -> list[str]:
    """The names of a package's own modules."""
    module = find_module(name)
    return [found.name for found in pkgutil.iter_modules(getattr(module, "__path__", []))]


@functools.cache
def load(name: str) -> Any:
    """What a dotted name stands for: a module, or something in it."""
    parent, _, last = name.rpartition(".")
    if not parent:
        module = find_module(name) if is_known(name) else UNKNOWN
        return UNKNOWN if module is MISSING else module
    owner = load(parent)
    value = member(owner, last)[0] if owner is not UNKNOWN else UNKNOWN
    return UNKNOWN if value is MISSING else value


def member(owner: Any, name: str) -> tuple[Any, str]:
    """The attribute and the deprecation that Python warns of; MISSING if there is surely none."""
    try:
        return _cached_member(owner, name)
    except TypeError:  # not hashable
        return _member(owner, name)


def _member(owner: Any, name: str) -> tuple[Any, str]:
    if isinstance(owner, Instance):
        if name not in names_of(owner):
            return MISSING, ""
        method = inspect.getattr_static(owner.of, name, None)
        known = isinstance(method, FunctionType)
        return (functools.partial(method, None) if known else UNKNOWN), ""
    try:
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always")
            value = getattr(owner, name)
        warned = [w for w in caught if issubclass(w.category, DeprecationWarning)]
        return _settle(value), str(warned[0].message).partition(". ")[0] if warned else ""
    except AttributeError:
        pass
    except Exception:  # noqa: BLE001 - a property may do anything
        return UNKNOWN, ""
    if isinstance(owner, ModuleType):
        module = MISSING
        if hasattr(owner, "__path__"):
            module = find_module(f"{owner.__name__}.{name}")
        if module is not MISSING:
            return module, ""
        unsure = _in_stub(owner, name)
    elif isinstance(owner, type):
        annotated = any(name in getattr(c, "__annotations__", ()) for c in owner.__mro__)
        unsure = annotated or _in_stub(owner, name)
    else:
        unsure = callable(owner) or _in_stub(owner, name)  # one may set attributes on a function
    return (UNKNOWN if unsure else MISSING), ""


def _settle(value: Any) -> Any:
    """What can be asked for its attributes in place of a proxy; UNKNOWN for what answers anything."""
    kind = type(value)  # isinstance() would wake the proxy
    if kind.__name__ == "DefaultAdminSite":
        return Instance(load("django.contrib.admin.AdminSite"))
    if kind.__name__ == "LocalProxy":
        import flask

        return Instance(flask.Request) if value is flask.request else UNKNOWN
    dynamic = hasattr(kind, "__getattr__") and not issubclass(kind, EnumMeta)
    return UNKNOWN if dynamic else value


_cached_member = functools.cache(_member)


def names_of(owner: Any) -> Iterable[str]:
    if isinstance(owner, Instance):
        return _instance_names(owner.of)
    more = submodules(owner.__name__) if isinstance(owner, ModuleType) else []
    if type(owner) is load("flask_sqlalchemy.SQLAlchemy"):
        more = [*dir(load("sqlalchemy")), *dir(load("sqlalchemy.orm"))]
    return [*dir(owner), *more]


@functools.cache
def _instance_names(cls: type) -> frozenset[str]:
    names = set(dir(cls))
    for c in cls.__mro__[:-1]:
        names |= set(getattr(c, "__annotations__", {}))
        # What its methods set and ask for, without reading their source, which takes its time.
        for method in vars(c).values():
            function = getattr(method, "fget", None) or getattr(method, "__func__", method)
            if isinstance(function, FunctionType):
                names |= set(function.__code__.co_names)
    return frozenset(names)


@functools.cache
def find_misspelt(name: str, bases: tuple[type, ...], is_method: bool) -> str:
    """What of the classes' own a name in the body of a class below them is surely meant to be."""
    known = {other for base in bases for other in dir(base)}
    known |= {other for base in bases for other in getattr(base, "__annotations__", ())}
    if name in known or name[0] == "_":
        return ""
    capitals = {other.lower(): other for other in known if not other.islower()}
    public = [other for other in known if other[0] != "_"]
    return (is_method and capitals.get(name.lower())) or find_slip(name, public)


@functools.cache
def refuse_meta(name: str, bases: tuple[type, ...]) -> tuple[str, str] | None:
    """What Django says against a name in the `Meta` of such a class, and a remedy."""
    configure_django()
    from django.db.models import Model
    from django.db.models.options import DEFAULT_NAMES
    from django.forms.models import BaseModelForm, ModelFormOptions

    if any(issubclass(base, Model) for base in bases):
        if name not in DEFAULT_NAMES and name[0] != "_":
            return f"the Meta of a model has no {name!r}", did_you_mean(name, DEFAULT_NAMES)
    elif any(issubclass(base, BaseModelForm) for base in bases):
        options = vars(ModelFormOptions())
        if name not in options and (slip := find_slip(name, options)):
            return f"the Meta of a form has no {name!r}", f"did you mean {slip!r}?"
    return None


@functools.cache
def request_names() -> frozenset[str]:
    """The attributes of Django's request."""
    configure_django()
    from django.http import HttpRequest

    return frozenset(dir(HttpRequest()))


@functools.cache
def flask_request_names() -> frozenset[str]:
    """Those that only Flask's request has; packages for Django add two of them."""
    return frozenset(dir(load("flask.Request"))) - request_names() - {"data", "user_agent"}


@functools.cache
def instance_of(cls: type) -> Any:
    """What calling the class gives, if that is an instance of just it, with known attributes."""
    if cls is load("flask_sqlalchemy.SQLAlchemy"):
        return cls()  # it finds most of its attributes in SQLAlchemy's own modules
    dynamic = any({"__getattr__", "__getattribute__"} & c.__dict__.keys() for c in cls.__mro__[:-1])
    known = is_of_package(cls) and not dynamic and type(cls).__call__ is type.__call__
    return Instance(cls) if known else UNKNOWN


def is_of_package(thing: Any) -> bool:
    """Whether a class or function is of one of `PACKAGES`."""
    return (getattr(thing, "__module__", None) or "").partition(".")[0] in PACKAGES


class Objection(NamedTuple):
    """What is wrong with a call."""

    keyword: str
    """The argument that it is about, if it is about one."""
    message: str
    """With {} for the callable."""
    remedy: str = ""


def objections(
    function: Any, positional: int | None, keywords: tuple[str, ...]
) -> Sequence[Objection]:
    """What is wrong with a call with so many arguments (None: not known) and these keywords."""
    try:
        hash(function)
        if isinstance(function, FunctionType):
            _signature(function)
    except (TypeError, ValueError):  # what is written in C, or wraps that
        return ()
    return _objections(function, positional, keywords)


@functools.cache
def _objections(
    function: Any, positional: int | None, keywords: tuple[str, ...]
) -> Sequence[Objection]:
    found: list[Objection] = []
    if goes := _goes_in(function):
        found.append(Objection("", f"{{}} is deprecated: it goes in {goes}"))
    accepted = _keywords(function)
    if accepted is None:  # it may take any, and hand it on
        for keyword, slip in _slips(function, keywords):
            message = f"{{}} has no argument {keyword!r}"
            return [*found, Objection(keyword, message, f"did you mean {slip!r}?")]
        if not isinstance(function, FunctionType) or hasattr(function, "__wrapped__"):
            return found
        accepted = frozenset(keywords)
    for keyword in keywords:
        if keyword not in accepted:
            near = did_you_mean(keyword, accepted)
            return [*found, Objection(keyword, f"{{}} takes no argument {keyword!r}", near)]
        if goes := _goes_in(function, keyword):
            message = f"the argument {keyword!r} of {{}} is deprecated: it goes in {goes}"
            found.append(Objection(keyword, message))
    try:
        if positional is not None:
            _signature(function).bind(*range(positional), **dict.fromkeys(keywords))
    except TypeError as error:
        # What it takes no keyword for has been said, in other words.
        if not str(error).startswith("got an unexpected"):
            found.append(Objection("", f"{{}}: {error}"))
    except ValueError:  # it has no signature
        pass
    return found


def _slips(function: Any, keywords: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    """Keywords that are surely slips of those that a function names beside its `**kwargs`."""
    called = getattr(function, "__init__") if isinstance(function, type) else function  # noqa: B009
    if isinstance(called, FunctionType):
        named = [name for name in _signature(called).parameters if name[0] != "_"]
        for keyword in keywords:
            if keyword not in named and (slip := find_slip(keyword, named)):
                yield keyword, slip


@functools.cache
def _signature(function: Any) -> inspect.Signature:
    """As `inspect.signature`, which takes its time."""
    return inspect.signature(function)


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
        parameters = _signature(init).parameters.values()
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
def _goes_in(function: Any, keyword: str = "") -> str:
    """The version in which a callable, or one of its keywords, goes: its source warns so."""
    removed = getattr(function, "system_check_removed_details", None)
    if removed and not keyword:
        return "no version: it is removed"
    called = getattr(function, "__init__") if isinstance(function, type) else function  # noqa: B009
    called = inspect.unwrap(called)
    version = r"RemovedInDjango(\d)(\d)Warning"
    if not re.search(version, " ".join(getattr(getattr(called, "__code__", None), "co_names", ()))):
        return ""
    body = ast.parse(_source(called)).body[0]
    start = f"if {keyword} is not None:\n    warnings.warn(" if keyword else "warnings.warn("
    for statement in getattr(body, "body", []):
        text = ast.unparse(statement)
        if text.startswith(start) and (match := re.search(version, text)):
            return f"Django {match[1]}.{match[2]}"
    return ""


@functools.cache
def _source(thing: Any) -> str:
    try:
        return textwrap.dedent(inspect.getsource(thing))
    except (OSError, TypeError):
        return ""


# What other systems and versions of Python have is told by typeshed, as mypy ships it.


@functools.cache
def _stub(path: str) -> str | None:
    """The text of a stub; None if typeshed has none."""
    spec = importlib.util.find_spec("mypy")
    folder = Path(str(spec and spec.origin)).parent / "typeshed" / "stdlib"
    files = [folder / file for file in (path, f"{path}.pyi", f"{path}/__init__.pyi")]
    return next((file.read_text(encoding="utf-8") for file in files if file.is_file()), None)


def _in_stub(owner: Any, name: str) -> bool:
    """Whether the standard library has the name on another system or in another version."""
    module = owner.__name__ if isinstance(owner, ModuleType) else getattr(owner, "__module__", "")
    if (module or "").partition(".")[0] not in sys.stdlib_module_names:
        return False
    stub = _stub(module.replace(".", "/"))
    if isinstance(owner, ModuleType):
        names = _stub_names(stub or "")
        if stub is not None and "*" not in names:
            return name in names
    return not stub or bool(re.search(rf"\b{name}\b", stub))


@functools.cache
def removed_asserts() -> dict[str, str]:
    """The second names of `unittest`'s methods that Python 3.12 has no more, and the first ones."""
    stub = _stub("unittest/case") or ""
    return dict(re.findall(r"^ +(\w+) = (assert\w+)$", stub, re.MULTILINE))


@functools.cache
def _stub_names(stub: str) -> frozenset[str]:
    """What the module of a stub has, on any system and in any version; `*` if that is not all."""
    names: set[str] = set()
    nodes: list[Any] = [ast.parse(stub)]
    for node in nodes:  # which grows meanwhile
        match node:
            case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef():
                names.add(node.name)
            case ast.Import() | ast.ImportFrom():
                names |= {a.asname or a.name for a in node.names if a.asname or a.name == "*"}
            case ast.Name(ctx=ast.Store()):
                names.add(node.id)
            case _:
                nodes += ast.iter_child_nodes(node)
    return frozenset(names)


@functools.cache
def stdlib_until(name: str) -> str:
    """The version of Python that no longer has the module."""
    root = re.escape(name.partition(".")[0])
    found = re.search(rf"^{root}: [\d.]+-(\d+)\.(\d+)$", _stub("VERSIONS") or "", re.MULTILINE)
    return f"{found[1]}.{int(found[2]) + 1}" if found else ""


def did_you_mean(name: str, names: Iterable[str], cutoff: float = 0.6) -> str:
    near = difflib.get_close_matches(name, [n for n in names if n[:1] != "_"], 1, cutoff)
    return f"did you mean {near[0]!r}?" if near else ""


def find_slip(name: str, names: Iterable[str]) -> str:
    """The name that this is surely meant to be: letters swapped, doubled or left out inside."""
    for other in difflib.get_close_matches(name, names, 3, 0.8):
        # `book` beside `books` or `Book` is another name, not a slip.
        part = name.startswith(other) or other.startswith(name) or name.lower() == other.lower()
        short, long = sorted((name, other), key=len)
        one_off = any(long[:i] + long[i + 1 :] == short for i in range(len(long)))
        if len(name) > 3 and not part and (sorted(name) == sorted(other) or one_off):
            return other
    return ""
