"""The packages of package.json, installed on first use into .cache/node."""

import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from filelock import FileLock

from tests.browser.programs import find_program

ROOT = Path(__file__).parent.parent.parent
LIST = Path(__file__).with_name("package.json")


def modules() -> Path:
    """The folder of the installed packages.

    Raises:
        RuntimeError: npm fails; says why.
    """
    folder = ROOT / ".cache" / "node"
    folder.mkdir(parents=True, exist_ok=True)
    installed = folder / "package.json"
    with FileLock(folder / "lock"):
        if not (folder / "ready").exists() or installed.read_bytes() != LIST.read_bytes():
            shutil.copyfile(LIST, installed)
            command = [*find_program("npm"), "install"]
            command += ["--ignore-scripts", "--no-audit", "--no-fund"]
            run = subprocess.run(command, cwd=folder, capture_output=True, encoding="utf-8")
            if run.returncode:
                raise RuntimeError(f"npm could not install {LIST}:\n{run.stderr[-600:]}")
            (folder / "ready").touch()
    return folder / "node_modules"


def run_node(arguments: Sequence[str], **options: Any) -> subprocess.CompletedProcess[str]:
    command = [*find_program("node"), *arguments]
    return subprocess.run(command, capture_output=True, encoding="utf-8", **options)
