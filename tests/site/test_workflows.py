"""The workflows, by two linters that need no network."""

import subprocess
import sys
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).parent.parent.parent
WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))


def run(*command: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command, cwd=ROOT, capture_output=True, encoding="utf-8", errors="replace"
    )


def schema(*files: Path) -> subprocess.CompletedProcess[str]:
    names = [str(file) for file in files]
    return run(
        sys.executable,
        "-m",
        "check_jsonschema",
        "--builtin-schema",
        "vendor.github-workflows",
        *names,
    )


def audit(*files: Path) -> subprocess.CompletedProcess[str]:
    zizmor = Path(sys.executable).with_name("zizmor")
    return run(str(zizmor), "--offline", "--no-progress", "--persona", "pedantic", *map(str, files))


def test_workflows_fit_the_schema():
    assert len(WORKFLOWS) >= 2
    result = schema(*WORKFLOWS)
    assert result.returncode == 0, result.stdout + result.stderr


def test_workflows_pass_the_audit():
    result = audit(*WORKFLOWS)
    assert result.returncode == 0, result.stdout + result.stderr


def test_a_bad_workflow_is_noticed(tmp_path):
    bad = tmp_path / "bad.yml"
    bad.write_text(
        "on: push\njobs:\n  a:\n    runs-on: ubuntu-latest\n    step:\n      - uses: actions/checkout@v4\n"
    )
    assert schema(bad).returncode != 0
    bad.write_text(bad.read_text().replace("step:", "steps:"))
    assert audit(bad).returncode != 0


@pytest.mark.parametrize("workflow", WORKFLOWS, ids=lambda p: p.name)
def test_actions_are_pinned_and_permissions_are_least(workflow):
    data = yaml.safe_load(workflow.read_text(encoding="utf-8"))
    assert data["permissions"] in ({}, {"contents": "read"})
    for job in data["jobs"].values():
        for step in job["steps"]:
            if "uses" in step:
                version = step["uses"].partition("@")[2]
                assert len(version) == 40, f"{step['uses']} is not pinned to a commit"
