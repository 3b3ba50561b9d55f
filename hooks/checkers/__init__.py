"""Which checker reads which language. A checker takes a block and yields findings.

To add a language: write a function in a module here that hands the source to that language's
own parser, and name it in `CHECKERS`.
"""

import difflib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from fnmatch import fnmatchcase
from functools import lru_cache, partial
from pathlib import PurePosixPath
from typing import Any

from hooks.blocks import UNPARSED, Block, MissingInclude, Stray
from hooks.checkers import (
    characters,
    configuration,
    data,
    diff,
    docker,
    fences,
    http,
    lookups,
    markup,
    outputs,
    project,
    python,
    routes,
    schemas,
    shell,
    sql,
    templates,
    tools,
)
from hooks.problems import Finding, Problem, locate

Checker = Callable[[Block], Iterable[Finding]]

CHECKERS: dict[str, Checker] = {
    "console": shell.check_console,
    "bash": shell.check_bash,
    "bat": shell.check_bat,
    "doscon": shell.check_cmd_session,
    "powershell": shell.check_powershell,
    "ps1con": shell.check_powershell_session,
    "python": python.check_python,
    "pycon": python.check_pycon,
    "css": markup.check_css,
    "js": markup.check_js,
    "html": markup.check_html,
    "html+django": templates.check_django,
    "html+jinja": templates.check_jinja,
    "json": data.check_json,
    "toml": data.check_toml,
    "yaml": data.check_yaml,
    "ini": data.check_ini,
    "xml": data.check_xml,
    "sql": sql.check_sql,
    "diff": diff.check_diff,
    "docker": docker.check_docker,
    "nginx": configuration.check_nginx,
    "http": http.check_http,
}
# They look at the project's files too: those may define commands.
SHELLS: set[Checker] = {CHECKERS[name] for name in ("bash", "bat", "console", "doscon")}
SHELLS |= {CHECKERS[name] for name in ("powershell", "ps1con")}
# Files whose name says more than their language: patterns of the title or its last part.
FILES: dict[str, Checker] = {
    "*requirements*.txt": configuration.check_requirements,
    "*constraints*.txt": configuration.check_requirements,
    "pyproject.toml": configuration.check_pyproject,
    "ruff.toml": tools.check_ruff_toml,
    ".ruff.toml": tools.check_ruff_toml,
    "pytest.ini": tools.check_tool_ini,
    "tox.ini": tools.check_tool_ini,
    "setup.cfg": tools.check_tool_ini,
    ".coveragerc": tools.check_tool_ini,
    ".env": configuration.check_env,
    ".env.*": configuration.check_env,
    "*.env": configuration.check_env,
    ".gitignore": configuration.check_nothing,
    ".dockerignore": configuration.check_nothing,
    "Procfile": configuration.check_nothing,
    "*compose*.yml": schemas.check_compose,
    "*compose*.yaml": schemas.check_compose,
    ".github/workflows/*.yml": schemas.check_workflow,
    ".github/workflows/*.yaml": schemas.check_workflow,
}


def find_checker(block: Block, files: Mapping[str, str] = {}) -> Checker | None:
    """The one for the file's name, else the one for the language."""
    checker: Any = _by_name(block.title) or CHECKERS.get(block.language)
    return partial(checker, shown=files) if checker in SHELLS else checker


@lru_cache
def _by_name(title: str) -> Checker | None:
    names = (PurePosixPath(title).name, title)
    found = [FILES[key] for key in FILES if any(fnmatchcase(name, key) for name in names)]
    return found[0] if found else None


def check_block(block: Block, files: Mapping[str, str] = {}) -> list[Problem]:
    """Every problem of one block. A block that is marked wrong must have one, and reports none.

    Args:
        files: what the pages have shown before; commands may be the project's own.
    """
    problems = [locate(block, finding) for finding in fences.check_fence(block)]
    checker = find_checker(block, files)
    if checker is None:
        if block.language in UNPARSED:
            return problems
        return [*problems, locate(block, _unknown_language(block))]
    if "://" in block.title and "…" in block.source and block.language != "http":
        return problems  # a part of an answer
    try:
        findings = [
            *checker(block),
            *characters.check_characters(block),
            *outputs.check_outputs(block),
        ]
        found = [locate(block, finding) for finding in findings]
    except Exception as fault:  # noqa: BLE001 - whatever a parser raises must not hide other problems
        return [*problems, locate(block, _fault(checker, fault))]
    if "data-wrong" in block.options:
        return problems if found else [*problems, locate(block, _not_wrong(block))]
    if "data-mistake" in block.options:  # the chapter run shows what it does
        return problems
    return problems + found


def check_across(pairs: project.Pairs) -> list[Problem]:
    """Every problem that only shows when the blocks of a page are read together."""
    found: list[tuple[Block, Finding]] = []
    for check in ACROSS:
        try:
            found += check(pairs)
        except Exception as fault:  # noqa: BLE001 - as in check_block
            found.append((pairs[0][0], _fault(check, fault)))
    return [locate(block, finding) for block, finding in found]


def _breaks(block: Block, old: str, new: str) -> bool:
    """Whether a part makes a file wrong that was right."""
    checker = find_checker(block)
    if checker is None:
        return False
    whole = replace(block, options={"title": block.title})
    return bool([*checker(replace(whole, source=new))]) and not [
        *checker(replace(whole, source=old))
    ]


ACROSS: tuple[Callable[[project.Pairs], project.Found], ...] = (
    partial(project.check_parts, breaks=_breaks),
    project.check_languages,
    project.check_diffs,
    project.check_contradictions,
    project.check_order,
    project.check_page_names,
    routes.check_routes,
    lookups.check_settings,
    lookups.check_paths,
    lookups.check_jinja_names,
    lookups.check_given_names,
)


# What is said of each kind of stray: the message and the remedy.
STRAYS = {
    "fence": (
        "this fence belongs to no code block",
        (
            "a fence is never closed, or its lines are indented differently, or its header is "
            "refused (attributes other than title, hl_lines and linenums need braces: "
            '```{.python title="a.py" data-wrong="why"})'
        ),
    ),
    "indented fence": (
        "this fence is shown as it stands: all that is indented here is code to Markdown",
        "indent it by four spaces less; a fence that is to be shown stands in a longer one",
    ),
    "header": (
        "this line opens no tab and no note: what is indented below it becomes code",
        'write === "Label", !!! note or ??? note "Title"',
    ),
}


def check_strays(strays: Iterable[Stray]) -> list[Problem]:
    return [
        Problem(
            stray.path,
            stray.line,
            len(stray.text) - len(stray.text.lstrip()) + 1,
            "",
            *STRAYS[stray.kind],
            stray.text,
        )
        for stray in strays
    ]


def check_includes(missing: Iterable[MissingInclude]) -> list[Problem]:
    return [
        Problem(
            include.path,
            include.line,
            len(include.text) - len(include.text.lstrip()) + 1,
            "",
            f"the include {include.name!r} is not found",
            "includes are looked for in docs/assets and docs/review",
            include.text,
        )
        for include in missing
    ]


def _unknown_language(block: Block) -> Finding:
    known = sorted(CHECKERS.keys() | UNPARSED)
    if not block.language:
        message, near = "this block names no language", []
    elif block.language.lower() in known:
        message, near = f"{block.language!r} is not in lower case", [block.language.lower()]
    else:
        message = f"unknown language {block.language!r}"
        near = difflib.get_close_matches(block.language.lower(), known, 1)
    remedy = f"did you mean {near[0]!r}?" if near else "use one of: " + ", ".join(known)
    return Finding(0, block.column + 1, message, remedy)


def _not_wrong(block: Block) -> Finding:
    return Finding(
        0,
        block.column + 1,
        "the block is marked data-wrong, but nothing wrong is found in it",
        "remove the mark, or use data-mistake if only running it shows the mistake",
    )


def _fault(checker: Any, fault: Exception) -> Finding:
    name = getattr(checker, "func", checker).__name__
    return Finding(
        0,
        1,
        f"the checker {name} failed: {type(fault).__name__}: {fault}",
        "this is a fault of the checker, not of the page: please report it",
    )
