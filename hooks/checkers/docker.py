"""Dockerfiles, by their grammar (tree-sitter); commands in them by the shell's.

The rules on top of it: https://docs.docker.com/reference/dockerfile/
"""

import difflib
import json
import re
from collections.abc import Iterable, Iterator

from tree_sitter import Node

from hooks.blocks import Block
from hooks.checkers.commands import check_commands
from hooks.checkers.grammars import check_syntax, first_error, parser, place
from hooks.checkers.slips import check_slips
from hooks.files import is_file, is_part
from hooks.problems import Finding

# An exec form that is no JSON is taken for a command of the shell, and fails when it runs.
EXEC_FORM = re.compile(r"\[(?:{0}|\s+{0}[^\]]*?{0}\s*(?:,|\]\s*$))".format("[\"'“”‘’]"))
TEST = re.compile(r"((?:&&|[|;!]|\b(?:if|then|else|do))\s*\\\n(?:\s*#.*\n)*\s*)\[")
EXECUTED = ("run_instruction", "cmd_instruction")
JSON_STRING = re.compile(r'("(?:\\.|[^"\\])*")|[\[\],]')
LEFT_OUT = "#…"
OTHER_SHELL = re.compile(r"^\s*(SHELL\s|#\s*escape\s*=\s*`)", re.IGNORECASE | re.MULTILINE)


def check_docker(block: Block) -> Iterator[Finding]:
    # Docker forgives spaces after the backslash; the grammars do not.
    rows = re.sub(r"\\[ \t]+$", r"\\", block.source, flags=re.MULTILINE).split("\n")
    for number, row in enumerate(rows, 1):
        left_out = row.strip() in {"…", "..."}
        # The grammar stumbles over an empty line between continued ones; Docker does not.
        if left_out or not row.strip() and _instruction_start(rows, number) < number:
            rows[number - 1] = LEFT_OUT if left_out else "#"
    source = "\n".join([*rows, ""])  # the grammar wants the last line to end
    # The grammar takes a test on a line of its own for an exec form.
    plain = TEST.sub(lambda match: match[1] + "x", source)
    root = parser("docker").parse(plain.encode()).root_node
    yield from _check_order(block, source, root)
    yield from _check_lines(rows)
    if root.has_error:
        yield _explain(source, root)
    for node in _shell_commands(root):
        text = source.encode()[node.start_byte : node.end_byte].decode()
        if EXEC_FORM.match(text):
            yield from _check_exec_form(source, node, text)
        elif not OTHER_SHELL.search(source) and "<<" not in text and not node.has_error:
            yield from _check_shell(*place(source, node), text)


def _check_order(block: Block, source: str, root: Node) -> Iterator[Finding]:
    instructions = [node for node in root.children if node.type.endswith("_instruction")]
    first = next((node for node in instructions if node.type != "arg_instruction"), None)
    if first is None or first.type == "from_instruction":
        return
    whole = is_file(block) and not is_part(block) and LEFT_OUT not in source.split("\n")
    if whole or any(node.type == "from_instruction" for node in instructions):
        message = "a Dockerfile begins with FROM (only ARG may stand before it)"
        yield Finding(*place(source, first), message)


def _check_lines(rows: list[str]) -> Iterator[Finding]:
    """What Docker takes without a word: an instruction in a line that goes on, `ENV A = b`."""
    for number, row in enumerate(rows, 1):
        start = _instruction_start(rows, number)
        word = (row.split() or [""])[0]
        # These two take an instruction as their argument.
        nests = re.match(r"\s*(HEALTHCHECK|ONBUILD)\b", rows[start - 1], re.IGNORECASE)
        if start < number and word in _instructions() and not nests:
            column = len(row) - len(row.lstrip()) + 1
            message = f"the line above goes on, so this {word} is a part of it"
            yield Finding(number, column, message, "remove the \\ above")
        if match := re.match(r"\s*(ENV|ARG)\s+\w+(\s+=)(?=\s)", row, re.IGNORECASE):
            message = "the variable's value begins with this ="
            yield Finding(number, match.end(2), message, f"write {match[1]} NAME=value")


def _explain(source: str, root: Node) -> Finding:
    rows = source.rstrip().split("\n")
    if rows[-1].endswith("\\"):
        message = "the last line goes on, but nothing follows"
        return Finding(len(rows), len(rows[-1]), message, "remove the \\")
    known = _instructions()
    for number, row in enumerate(rows, 1):
        if row.strip().upper() in known:
            column = len(row) - len(row.lstrip()) + 1
            return Finding(number, column, f"{row.strip()} needs an argument", _reference(row))
    node = first_error(root)
    line, column = place(source, node)
    if node.is_missing:
        return Finding(line, column, f"{node.type} is missing here")
    before = node.prev_sibling
    if before and before.text and (heredoc := re.search(rb"<<-?[\"']?(\w+)", before.text)):
        line, _ = place(source, before)
        word = heredoc[1].decode()
        return Finding(line, 1, f"the heredoc <<{word} is never closed", f"add a line {word}")
    # The grammar may stop at the end of a line: the mistake is in that line's instruction.
    start = _instruction_start(rows, min(line, len(rows)))
    if line != start or not rows[line - 1][column - 1 :].strip():
        line, column = start, 1
    word = (rows[line - 1].split() or [""])[0]
    if word.upper() in {"RUN", "CMD", "ENTRYPOINT"}:
        numbers = range(line + 1, len(rows) + 1)
        others = [rows[n - 1] for n in numbers if _instruction_start(rows, n) == line]
        text = "\n".join([rows[line - 1].replace(word, " " * len(word), 1), *others])
        for finding in _check_shell(line, 1, text):
            return finding
    if word.upper() in known:
        message = f"{word} has too few arguments, or some that it does not take"
        return Finding(line, column, message, _reference(word))
    near = difflib.get_close_matches(word.upper(), known, 1)
    remedy = f"did you mean {near[0]}?" if near else "known are: " + ", ".join(known)
    return Finding(line, column, f"unknown instruction {word!r}", remedy)


def _instruction_start(rows: list[str], line: int) -> int:
    """The line on which the instruction begins that this line belongs to."""
    start, continued = 1, False
    for number, row in enumerate(rows[:line], 1):
        if not continued:
            start = number
        if row.strip() and not row.lstrip().startswith("#"):
            continued = row.endswith("\\")
    return start


def _reference(instruction: str) -> str:
    return f"see https://docs.docker.com/reference/dockerfile/#{instruction.strip().lower()}"


def _instructions() -> list[str]:
    """Their names, as the grammar has them."""
    language = parser("docker").language
    assert language is not None
    kinds = [language.node_kind_for_id(i) for i in range(language.node_kind_count)]
    names = {kind.removesuffix("_instruction") for kind in kinds if kind and "_instruction" in kind}
    return sorted(name.upper() for name in names if name and "_" not in name)


def _shell_commands(node: Node) -> Iterator[Node]:
    for child in node.children:
        # An entry point may be the beginning of a command only.
        exec_form = child.type == "json_string_array" and node.type in EXECUTED
        if child.type == "shell_command" or exec_form:
            yield child
        else:
            yield from _shell_commands(child)


def _check_exec_form(source: str, node: Node, text: str) -> Iterator[Finding]:
    line, column = place(source, node)
    try:
        json.loads(text.replace("\\\n", "  "))
    except json.JSONDecodeError as error:
        before = text[: error.pos].split("\n")
        line, column = line + len(before) - 1, len(before[-1]) + (column if len(before) == 1 else 1)
        remedy = 'the exec form is a JSON array: ["program", "argument"]'
        yield Finding(line, column, error.msg, remedy)
        return
    # The same words at the same places, as a shell reads them.
    words = JSON_STRING.sub(lambda match: match[0] if match[1] is not None else " ", text)
    yield from _place(line, column, check_commands("bash", words))


def _check_shell(line: int, column: int, text: str) -> Iterator[Finding]:
    first, *others = text.split("\n")
    # Docker drops comments and empty lines between continued lines; a shell does not.
    others = ["\\" if re.match(r"\s*(#|$)", other) else other for other in others]
    text = "\n".join([first, *others])
    wrong = list(check_syntax("bash", text))
    found = wrong or [*check_slips("bash", text), *check_commands("bash", text)]
    yield from _place(line, column, found)


def _place(line: int, column: int, findings: Iterable[Finding]) -> Iterator[Finding]:
    for finding in findings:
        shift = column - 1 if finding.line == 1 else 0
        yield Finding(
            finding.line + line - 1, finding.column + shift, finding.message, finding.remedy
        )
