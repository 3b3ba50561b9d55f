"""JSON, TOML, YAML, INI and XML."""

import configparser
import json
import re
import tomllib
import xml.parsers.expat
from collections.abc import Iterator
from contextlib import suppress

import yaml

from hooks.blocks import Block
from hooks.problems import Finding

# Files of these programs may give a key several times, and go on after a backslash: systemd
# (https://man7.org/linux/man-pages/man7/systemd.syntax.7.html) and uWSGI.
REPEATED_KEYS = re.compile(
    r"^\[(Unit|Service|Install|Socket|Timer|Path|Mount|Container|uwsgi)\]", re.MULTILINE
)


def check_json(block: Block) -> Iterator[Finding]:
    try:
        json.loads(block.source)
    except json.JSONDecodeError as error:
        yield Finding(error.lineno, error.colno, error.msg)
    else:
        with suppress(yaml.YAMLError):  # nearly all JSON is YAML, whose parser tells the places
            yield from _repeated_keys(yaml.compose(block.source, Loader=yaml.SafeLoader))


def check_toml(block: Block) -> Iterator[Finding]:
    try:
        tomllib.loads(block.source)
    except tomllib.TOMLDecodeError as error:
        # Python 3.14 has lineno and colno; before, the message alone tells.
        place = re.search(r"\(at line (\d+), column (\d+)\)", str(error))
        last = block.source.split("\n")
        line, column = map(int, place.groups()) if place else (len(last), len(last[-1]) + 1)
        yield Finding(line, column, re.sub(r" \(at .*\)$", "", str(error)))


def check_yaml(block: Block) -> Iterator[Finding]:
    try:
        for document in yaml.compose_all(block.source, Loader=yaml.SafeLoader):
            yield from _repeated_keys(document)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
        yield Finding(line, column, error.problem or str(error))
    except yaml.YAMLError as error:
        yield Finding(1, 1, str(error))


def _repeated_keys(document: yaml.Node | None) -> Iterator[Finding]:
    """Keys that a mapping has twice: YAML forbids it, and readers of JSON keep one of them."""
    todo, seen = [document], set()
    while todo:
        node = todo.pop()
        if id(node) in seen:  # an alias
            continue
        seen.add(id(node))
        if isinstance(node, yaml.SequenceNode):
            todo += node.value
        elif isinstance(node, yaml.MappingNode):
            lines: dict[tuple[str, str], int] = {}
            for key, value in node.value:
                todo.append(value)
                same = (key.tag, str(key.value))
                if isinstance(key, yaml.ScalarNode) and same in lines and key.value != "<<":
                    message = f"the key {key.value!r} is there already, in line {lines[same]}"
                    mark = key.start_mark
                    yield Finding(mark.line + 1, mark.column + 1, message, "keys are unique")
                lines.setdefault(same, key.start_mark.line + 1)


def check_ini(block: Block) -> Iterator[Finding]:
    repeated = bool(REPEATED_KEYS.search(block.source))
    # configparser continues a line by indentation alone.
    source = block.source.replace("\\\n", "\\\n ") if repeated else block.source
    parser = configparser.RawConfigParser(strict=not repeated)
    try:
        parser.read_string(source)
    except configparser.MissingSectionHeaderError as error:
        yield Finding(error.lineno, 1, "a setting before the first [section]", "name a section")
    except configparser.ParsingError as error:
        for line, text in error.errors:
            yield Finding(line, 1, f"neither a [section] nor a name = value: {text.strip(chr(39))}")
    except configparser.Error as error:
        message = re.sub(r"^While reading from .*?\]: ", "", error.message.replace("\n", " "))
        yield Finding(getattr(error, "lineno", 1) or 1, 1, message)


def check_xml(block: Block) -> Iterator[Finding]:
    """A document, or an excerpt of one: elements side by side without a root."""
    document = block.source.lstrip().startswith(("<?xml", "<!DOCTYPE"))
    root = "" if document else "<excerpt>"
    parser = xml.parsers.expat.ParserCreate()
    try:
        parser.Parse(root + block.source + root.replace("<", "</"), True)
    except xml.parsers.expat.ExpatError as error:
        column = error.offset + 1 - (len(root) if error.lineno == 1 else 0)
        message = xml.parsers.expat.ErrorString(error.code)
        yield Finding(error.lineno, max(column, 1), message)
