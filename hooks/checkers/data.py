"""JSON, TOML, YAML and INI."""

import configparser
import json
import re
import tomllib
from collections.abc import Iterator

import yaml

from hooks.blocks import Block
from hooks.problems import Finding


def check_json(block: Block) -> Iterator[Finding]:
    try:
        json.loads(block.source)
    except json.JSONDecodeError as error:
        yield Finding(error.lineno, error.colno, error.msg)


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
        for _ in yaml.compose_all(block.source, Loader=yaml.SafeLoader):
            pass
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
        yield Finding(line, column, error.problem or str(error))
    except yaml.YAMLError as error:
        yield Finding(1, 1, str(error))


def check_ini(block: Block) -> Iterator[Finding]:
    parser = configparser.RawConfigParser()
    try:
        parser.read_string(block.source)
    except configparser.MissingSectionHeaderError as error:
        yield Finding(error.lineno, 1, "a setting before the first [section]", "name a section")
    except configparser.ParsingError as error:
        for line, text in error.errors:
            yield Finding(line, 1, f"neither a [section] nor a name = value: {text.strip(chr(39))}")
    except configparser.Error as error:
        message = error.message.replace("\n", " ")
        yield Finding(getattr(error, "lineno", 1) or 1, 1, message)
