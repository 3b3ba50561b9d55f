"""YAML whose keys a program defines: Compose files and GitHub's workflows, by their schemas.

The schemas come with check-jsonschema, which takes them from https://github.com/compose-spec and
https://www.schemastore.org.
"""

import json
import re
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from typing import Any

import jsonschema
import yaml
from jsonschema.exceptions import best_match

from hooks.blocks import Block
from hooks.checkers.data import check_yaml
from hooks.packages import did_you_mean
from hooks.problems import Finding


def check_compose(block: Block) -> Iterator[Finding]:
    yield from _check("compose-spec", block)


def check_workflow(block: Block) -> Iterator[Finding]:
    yield from _check("github-workflows", block)


def _check(name: str, block: Block) -> Iterator[Finding]:
    """YAML's mistakes; in YAML without any, the deepest place that the schema refuses."""
    wrong = list(check_yaml(block))
    yield from wrong
    if wrong or "…" in block.source or "..." in block.source:
        return
    try:
        data = json.loads(json.dumps(yaml.safe_load(block.source), default=str, skipkeys=True))
    except (yaml.YAMLError, ValueError):  # tags of its own, an alias of itself
        return
    if isinstance(data, dict) and "true" in data:  # `on` is true in YAML 1.1
        data["on"] = data.pop("true")
    errors = list(_validator(name).iter_errors(data)) if data else []
    if not errors:
        return
    # Of a service that has a wrong value, all keys are refused as well.
    deepest = best_match([max(errors, key=lambda error: len(error.absolute_path))])
    yield _finding(name, deepest, yaml.compose(block.source, Loader=yaml.SafeLoader))


@cache
def _validator(name: str) -> Any:
    vendor = files("check_jsonschema") / "builtin_schemas" / "vendor"
    schema = json.loads((vendor / f"{name}.json").read_text(encoding="utf-8"))
    return jsonschema.validators.validator_for(schema)(schema)


def _finding(name: str, error: Any, root: Any) -> Finding:
    message, remedy, unknown = error.message, "", ""
    if error.validator in ("additionalProperties", "unevaluatedProperties"):
        unknown = re.findall("'([^']+)'", message)[0]
        message = f"there is no key {unknown!r} here"
        remedy = did_you_mean(unknown, _properties(error.schema, _validator(name).schema))
    elif error.validator == "enum":
        message = f"{error.instance!r} is none of those known"
        remedy = did_you_mean(str(error.instance), map(str, error.validator_value))
    elif error.context:
        message = " or ".join(dict.fromkeys(each.message for each in error.context))
    mark = _mark(root, [*error.absolute_path], unknown)
    return Finding(mark.line + 1, mark.column + 1, message, remedy)


def _properties(schema: Any, root: Any) -> Iterator[str]:
    yield from schema.get("properties", ())
    for part in schema.get("allOf", ()):
        yield from _properties(part, root)
    if "$ref" in schema:
        target = root
        for step in schema["$ref"].split("/")[1:]:
            target = target[step]
        yield from _properties(target, root)


def _mark(node: Any, path: list[Any], unknown: str) -> Any:
    """Where the value at a path begins, or the unknown key in it."""
    for step in path:
        if isinstance(node, yaml.SequenceNode):
            node = node.value[step]
        else:  # what `<<` brings stands elsewhere
            node = next((value for key, value in node.value if key.value == str(step)), node)
    if unknown:
        node = next((key for key, _ in node.value if key.value == unknown), node)
    return node.start_mark
