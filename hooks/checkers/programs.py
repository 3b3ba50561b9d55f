"""The programs whose own parser is looked into, and where it is found.

`PROGRAMS` names for each the module that must be installed and the function that reads its words.
Such a function raises `Refused`, or returns the words of a command that this one starts.
"""

import ast
import copy
import getopt
import itertools
import re
import sys
from collections.abc import Callable, Mapping
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path, PurePosixPath, PureWindowsPath
from pkgutil import iter_modules, resolve_name
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.core.management.commands.runserver import naiveip_re

from hooks.checkers.configuration import check_requirement
from hooks.checkers.parsers import (
    Refused,
    Words,
    ask,
    catch_parser,
    option_name,
    parse_argparse,
    parse_clap,
    parse_click,
    parse_optparse,
    unknown,
)
from hooks.checkers.words import Word
from hooks.packages import PYTHON_2, configure_django, find_slip, stdlib_until

Shown = Mapping[str, str]


def program_name(word: str) -> str:
    name = PureWindowsPath(word).name.removesuffix(".exe")
    return re.sub(r"^(python|pip)[\d.]+$", r"\1", name)


def _python(words: Words, shown: Shown) -> Words:
    launcher = program_name(words[0]) == "py"
    options: list[str] = []
    for i, word in enumerate(words[1:], start=1):
        flags = re.fullmatch(r"-(?![WX])(\w*?)([cm])", word)  # `-m`, `-Im`
        options += [f"-{flags[1]}"] if flags and flags[1] else []
        if word == "-c" and "python3." not in words[0]:  # `python3.14` may know more syntax
            _code("".join(words[i + 1 : i + 2]))
        if flags and flags[2] == "m":
            _python_options(options)
            return _module(words[i + 1 :], shown)
        if flags or word.startswith("-c") or word == "-":
            break
        if not word.startswith("-") and options[-1:] not in (["-X"], ["-W"]):
            _python_options(options)
            name = PurePosixPath(word).name
            near = find_slip(name, ["manage.py"]) and len(name) <= len("manage.py")
            if near and word not in shown:  # `manager.py` may be another file
                raise Refused(f"python: no file is named {word!r}", ["manage.py"], word)
            return words[i:] if name == "manage.py" else []
        if not (launcher and re.match(r"-(\d|V:|-)", word)):
            options.append(word)
    _python_options(options)
    return []


def _python_options(options: list[str]) -> None:
    if not options:
        return
    taken, text = ask(sys.executable, *options, "-h")
    if not taken:
        names = re.findall(r"--[\w-]+", ask(sys.executable, "--help-all")[1])
        raise Refused(f"python: {text.splitlines()[0]}", names)


def _code(source: str) -> None:
    """One line of Python, in which the shell changes nothing."""
    if re.search(r"[$`%\\…\n]|\.\.\.", source):
        return
    try:
        ast.parse(source)
    except SyntaxError as error:
        raise Refused(f"python -c: {error.msg}", (), source) from None


def _module(words: Words, shown: Shown) -> Words:
    if not words:
        raise Refused("python: -m wants the name of a module")
    name = words[0]
    root = name.split(".")[0]
    if root in PYTHON_2:
        now = PYTHON_2[root]
        raise Refused(f"python: the module {root!r} is of Python 2, now {now!r}", word=name)
    if root not in _roots(shown) and (goes := stdlib_until(root)):
        raise Refused(f"python: the module {root!r} goes in Python {goes}", word=name)
    if root not in _roots(shown) and not name.is_unknown and find_spec(root) is None:
        # Packages of Python's own that are programs, as unittest.
        packages = [p.parent.name for p in Path(ast.__file__).parent.glob("*/__main__.py")]
        known = [*MODULES, *PROGRAMS, *packages]
        raise Refused(f"python: no module is named {name!r}", known, name, sure=False)
    if root in sys.stdlib_module_names and root not in _roots(shown):
        inside = getattr(find_spec(root), "submodule_search_locations", None) or []
        known = [f"{root}.{module.name}" for module in iter_modules(inside)]
        if name.count(".") == 1 and name not in known:
            raise Refused(f"python: no module is named {name!r}", known, name, sure=False)
    return [Word.at(MODULES.get(name, name), (name.line, name.column)), *words[1:]]


def _django(words: Words, shown: Shown) -> Words:
    title = program_name(words[0])
    if words[1] in ("help", "version", "-h", "--help", "--version"):
        return []
    name = words[1]
    own = {PurePosixPath(p).stem for p in shown if "management/commands/" in p}
    commands = _django_commands()
    if name.startswith("-"):
        raise Refused(f"{title}: the command comes first, then {option_name(name)!r}", word=name)
    if name in own:
        return []
    if name not in commands:
        raise unknown(title, name, commands.keys() | own, _is_known(shown, "INSTALLED_APPS"))
    # A project's user model and test runner add options to these two.
    sure = name not in ("createsuperuser", "test")
    refusals = []
    for app in commands[name]:
        try:
            values = parse_argparse(_django_parser(app, name), words[1:], f"{title} {name}", sure)
        except Refused as refused:
            refusals.append(refused)
        except ImproperlyConfigured:  # the app wants a library of the system, as gis does
            return []
        else:
            if values and name in ("startapp", "startproject"):
                _new_name(f"{title} {name}", values.name)
            if values and name == "runserver" and values.addrport:
                _address(f"{title} {name}", values.addrport)
            return []
    raise refusals[0]


def _new_name(title: str, name: Word) -> None:
    """What `TemplateCommand.validate_name` of Django refuses."""
    if name.is_unknown:
        return
    if not name.isidentifier():
        raise Refused(f"{title}: {name!r} is no Python name", [re.sub(r"\W", "_", name)], name)
    if name in sys.stdlib_module_names or name == "django":
        raise Refused(f"{title}: {name!r} is the name of a module that is there already", (), name)


def _address(title: str, address: Word) -> None:
    if not naiveip_re.match(address):
        message = f"{title}: {address!r} is no port, nor an address with its port"
        raise Refused(message, [f"{address}:8000"], address)


@cache
def _django_commands() -> dict[str, list[str]]:
    """Which installed packages have which command; contrib apps before Django's core."""
    from django.core.management import find_commands

    site = _site()
    patterns = ("django/contrib/*/management", "django/core/management", "*/management")
    found: dict[str, list[str]] = {}
    for folder in [f for p in (*patterns, "*/*/management") for f in sorted(site.glob(p))]:
        app = ".".join(folder.relative_to(site).parent.parts)
        for name in find_commands(str(folder)):
            if app not in found.setdefault(name, []):
                found[name].append(app)
    return found


@cache
def _django_parser(app: str, name: str) -> Any:
    from django.core.management import load_command_class
    from django.db import connections

    configure_django()
    parser = load_command_class(app, name).create_parser("manage.py", name)
    for action in parser._actions:
        if action.choices and set(action.choices) == set(connections):
            action.choices = None  # a project may have more databases
    return parser


def _flask(words: Words, shown: Shown) -> Words:
    code = "\n".join(shown.values())
    own = re.findall(r"""(?:cli\.(?:command|group)|AppGroup|Blueprint)\(\s*["']([\w-]+)""", code)
    own += re.findall(r"""cli_group=["']([\w-]+)""", code)
    own += [f.replace("_", "-") for f in re.findall(r"cli\.\w+\([^\"']*\)\s+def (\w+)", code)]
    sure = _is_known(shown, "Flask(") and "add_command(" not in code
    parse_click(_flask_group(), words, "flask", own, sure)
    return []


@cache
def _flask_group() -> Any:
    """Flask's own commands, those of plugins, and the groups that extensions give to an app."""
    import click

    group = copy.copy(resolve_name("flask.cli:cli"))
    group._load_plugin_commands()
    group.commands = dict(group.commands)
    for file in sorted(_site().glob("flask_*/cli.py")):
        found = vars(import_module(f"{file.parent.name}.cli")).values()
        # By type(): what stands there may be a proxy that wants a running app.
        group.commands |= {c.name: c for c in found if issubclass(type(c), click.Group)}
    return group


def _site() -> Path:
    return Path(resolve_name("django").__file__).parent.parent


def _pip(words: Words, shown: Shown) -> Words:
    commands = resolve_name("pip._internal.commands:commands_dict")
    _, rest = parse_optparse(
        resolve_name("pip._internal.cli.main_parser:create_main_parser")(), words, "pip"
    )
    if rest and rest[0] not in commands:
        raise unknown("pip", rest[0], commands)
    if rest:
        _, packages = parse_optparse(_pip_parser(str(rest[0])), rest, f"pip {rest[0]}")
        for package in packages if rest[0] in ("install", "download", "wheel") else ():
            if not package.isascii() or re.search(r"[$`%{}]|\.\.\.|^<", package):
                continue
            for _, message, meant in check_requirement(package):
                names = re.findall(r"did you mean (.*)\?", meant)
                raise Refused(f"pip {rest[0]}: {message}", names, package)
    return []


@cache
def _pip_parser(command: str) -> Any:
    return resolve_name("pip._internal.commands:create_command")(command).parser


def _coverage(words: Words, shown: Shown) -> Words:
    commands = resolve_name("coverage.cmdline:COMMANDS")
    if words[1].startswith("-"):
        parse_optparse(resolve_name("coverage.cmdline:GlobalOptionParser")(), words, "coverage")
        return []
    if words[1] not in {*commands, "help"}:
        raise unknown("coverage", words[1], commands)
    values, rest = parse_optparse(commands[words[1]], words[1:], f"coverage {words[1]}")
    if words[1] != "run" or not rest:
        return []
    return [Word("python"), *([Word("-m")] if values.module else []), *rest]


def _pipenv(words: Words, shown: Shown) -> Words:
    return words[2:] if words[1:2] == ["run"] else _with_argparse(words, shown)


def _uv(words: Words, shown: Shown) -> Words:
    binary = resolve_name("uv:find_uv_bin")()
    start = 2 if words[1:2] == ["run"] else 3 if words[1:3] == ["tool", "run"] else len(words)
    for i in range(start, len(words)):
        if words[i] == "--":
            return words[i + 1 :]
        # The inner command begins where no option waits for its value.
        if not words[i].startswith("-") and ask(binary, *words[1:i], "--help")[0]:
            module = [Word("-m")] * bool({"-m", "--module"} & set(words[:i]))
            python = [Word("python")] * bool(module or words[i].endswith(".py"))
            return [*python, *module, *words[i:]]
    parse_clap(binary, words, "uv")
    return []


def _uvx(words: Words, shown: Shown) -> Words:
    return _uv([words[0], Word("tool"), Word("run"), *words[1:]], shown)


def _ruff(words: Words, shown: Shown) -> Words:
    parse_clap(resolve_name("ruff:find_ruff_bin")(), words, "ruff")
    return []


def _waitress(words: Words, shown: Shown) -> Words:
    adjustments = resolve_name("waitress.adjustments:Adjustments")
    try:
        adjustments.parse_args(words[1:])
    except getopt.GetoptError as error:
        names = [f"--{name.replace('_', '-')}" for name, _ in adjustments._params]
        raise Refused(f"waitress-serve: {error.msg}", names) from None
    _application("waitress-serve", words, shown)
    return []


def _wrapper(words: Words, shown: Shown) -> Words:
    """`sudo -u ada NAME=value python …` starts `python …`."""
    name = words[0]
    try:
        _, inner = getopt.getopt(words[1:], WRAPPERS[name])
    except getopt.GetoptError:
        return []
    if name == "timeout":
        inner = inner[1:]
    if name == "xargs":
        inner = [*inner, Word("…")]
    return list(itertools.dropwhile(lambda word: re.match(r"\w+=", word), inner))


# What else the project says.


def _roots(shown: Shown) -> set[str]:
    return {part.removesuffix(".py") for path in shown for part in PurePosixPath(path).parts}


def _is_known(shown: Shown, mark: str) -> bool:
    """Whether everything that could define commands is in sight: here installed, or shown."""
    code = "\n".join(text for path, text in shown.items() if path.endswith(".py"))
    names = re.findall(r"^\s*(?:from|import) (\w+)", code, re.MULTILINE)
    for apps in re.findall(r"INSTALLED_APPS\s*\+?=\s*\[(.*?)\]", code, re.DOTALL):
        names += re.findall(r"""["'](\w+)""", apps)
    return mark in code and all(name in _roots(shown) or find_spec(name) for name in names)


# The programs. Where a parser is built by a function, that is called once a process.

ARGPARSE: dict[str, tuple[str, Callable[[], Any]]] = {
    "daphne": ("daphne", lambda: resolve_name("daphne.cli:CommandLineInterface")().parser),
    "gunicorn": ("gunicorn", lambda: resolve_name("gunicorn.config:Config")().parser()),
    "hypercorn": ("hypercorn", lambda: catch_parser(resolve_name("hypercorn.__main__:main"))),
    "pip-audit": ("pip_audit", lambda: resolve_name("pip_audit._cli:_parser")()),
    "pipenv": ("pipenv", lambda: resolve_name("pipenv.cli.options:build_parser")()),
    "pipx": ("pipx", lambda: resolve_name("pipx.main:get_command_parser")()[0]),
    "pytest": ("pytest", lambda: resolve_name("_pytest.config:get_config")()._parser.optparser),
    "python -m venv": ("venv", lambda: catch_parser(resolve_name("venv:main"))),
    "virtualenv": ("virtualenv", lambda: resolve_name("virtualenv.run:build_parser_only")([])),
}
CLICK = {
    "celery": "celery.bin.celery:celery",
    "mkdocs": "mkdocs.__main__:cli",
    "uvicorn": "uvicorn.main:main",
}
# Options of the programs that start another, as getopt writes them.
WRAPPERS = {
    "command": "pvV",
    "env": "iu:C:",
    "exec": "cla:",
    "nice": "n:",
    "nohup": "",
    "sudo": "u:g:h:p:C:EHniSsbkKA",
    "time": "pvo:f:a",
    "timeout": "k:s:v",
    "xargs": "0rtpI:n:P:L:d:a:s:E:",
}
# Modules that are another program when started by `python -m`.
MODULES = {
    "django": "django-admin",
    "pip_audit": "pip-audit",
    "venv": "python -m venv",
    "waitress": "waitress-serve",
}


# They are told an application as `module:name`.
SERVERS = {"daphne", "gunicorn", "hypercorn", "uvicorn", "waitress-serve"}


def _application(title: str, words: Words, shown: Shown) -> None:
    """An application that is told as a file, or that no shown module has."""
    modules = {
        re.sub(r"/__init__$", "", path.removesuffix(".py")).replace("/", "."): text
        for path, text in shown.items()
        if path.endswith(".py")
    }
    for before, word in itertools.pairwise(words):
        value = before.startswith("-") and "=" not in before
        file = re.fullmatch(r"([\w/.]+)\.py(:\w+)?", word)
        if file and not value:
            meant = file[1].replace("/", ".") + (file[2] or "")
            message = f"{title}: {word!r} is a file; the application is told as module:name"
            raise Refused(message, [meant], word)
        module, _, name = word.partition("(")[0].partition(":")
        if not name or value:
            continue
        if module not in modules and (slip := find_slip(module, modules)):
            raise Refused(f"{title}: no module {module!r} is shown", [f"{slip}:{name}"], word)
        code = modules.get(module, name)
        if name not in re.findall(r"\w+", code) and not re.search(r"import \*|…", code):
            names = [
                f"{module}:{found}" for found in re.findall(r"^(?:def )?(\w+)", code, re.MULTILINE)
            ]
            raise Refused(f"{title}: {module} has no {name!r}", names, word)


@cache
def _parser(name: str) -> Any:
    return ARGPARSE[name][1]()


def _with_argparse(words: Words, shown: Shown) -> Words:
    name = program_name(words[0])
    parse_argparse(_parser(name), words, name, sure=name != "pytest")  # plugins add options
    if name in SERVERS:
        _application(name, words, shown)
    return []


def _with_click(words: Words, shown: Shown) -> Words:
    name = program_name(words[0])
    parse_click(resolve_name(CLICK[name]), words, name)
    if name in SERVERS:
        _application(name, words, shown)
    return []


PROGRAMS: dict[str, tuple[str, Callable[[Words, Shown], Words]]] = {
    "coverage": ("coverage", _coverage),
    "django-admin": ("django", _django),
    "flask": ("flask", _flask),
    "manage.py": ("django", _django),
    "pip": ("pip", _pip),
    "py": ("sys", _python),
    "python": ("sys", _python),
    "ruff": ("ruff", _ruff),
    "uv": ("uv", _uv),
    "uvx": ("uv", _uvx),
    "waitress-serve": ("waitress", _waitress),
    **{name: (module, _with_argparse) for name, (module, _) in ARGPARSE.items()},
    "pipenv": ("pipenv", _pipenv),
    **{name: (path.split(".")[0], _with_click) for name, path in CLICK.items()},
    **dict.fromkeys(WRAPPERS, ("sys", _wrapper)),
}
