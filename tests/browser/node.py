"""The packages of package.json, installed on first use into .cache/node."""

import shutil
import subprocess
from pathlib import Path

from filelock import FileLock

ROOT = Path(__file__).parent.parent.parent
LIST = Path(__file__).with_name("package.json")


def modules() -> Path:
    """The folder of the installed packages.

    Raises:
        RuntimeError: npm is missing or fails; says what to do.
    """
    folder = ROOT / ".cache" / "node"
    folder.mkdir(parents=True, exist_ok=True)
    installed = folder / "package.json"
    with FileLock(folder / "lock"):
        if not (folder / "ready").exists() or installed.read_text() != LIST.read_text():
            npm = shutil.which("npm")
            if not npm:
                raise RuntimeError("These tests need npm: install Node.js, from nodejs.org")
            shutil.copyfile(LIST, installed)
            command = [npm, "install", "--ignore-scripts", "--no-audit", "--no-fund"]
            run = subprocess.run(command, cwd=folder, capture_output=True, text=True)
            if run.returncode:
                raise RuntimeError(f"npm could not install {LIST}:\n{run.stderr[-600:]}")
            (folder / "ready").touch()
    return folder / "node_modules"
