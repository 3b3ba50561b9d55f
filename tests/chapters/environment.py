"""A fresh virtual environment for each page, at once.

Each set of packages is installed once, by uv, and compiled; a page gets a copy, of hard links where
it can: installers put new files in the place of old ones, they never write into them.
"""

import hashlib
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from importlib.metadata import Distribution, distributions
from pathlib import Path

from filelock import FileLock

ROOT = Path(__file__).parent.parent.parent
CACHE = ROOT / ".cache" / "environments"
SEED = {"pip", "setuptools", "wheel"}
BIN = "Scripts" if os.name == "nt" else "bin"
LIBRARY, PACKAGES = (
    ("Lib", "Lib/site-packages") if os.name == "nt" else ("lib", "lib/python*/site-packages")
)
TRANSLATIONS = "locale"
"""Folders of Django with a third of its files, two thirds of its folders: links lead there."""
MEMORY = Path("/dev/shm")
ROOM = 1024**3
"""Bytes that must be free there: projects are small, but pages install into folders of their own."""


def scratch() -> tempfile.TemporaryDirectory[str]:
    """An empty folder, in memory where Linux has room: no database waits for a disk.

    Not inside the repository: a reader's project has no settings of ours above it.
    """
    in_memory = (
        MEMORY.is_dir()
        and not os.statvfs(MEMORY).f_flag & os.ST_NOEXEC
        and shutil.disk_usage(MEMORY).free > ROOM
    )
    where = MEMORY if in_memory else None
    return tempfile.TemporaryDirectory(prefix="chapter-", dir=where, ignore_cleanup_errors=True)


@contextmanager
def environment(
    packages: Sequence[str],
    python: str = "",
    base: Sequence[str] = (),
    *,
    installs: bool = True,
) -> Iterator[Path]:
    """A virtual environment with pip and these packages, for a while; yields where its `python` is.

    Args:
        packages: requirements, as pip takes them.
        python: the interpreter that it is made from; this one if left out.
        base: requirements that many environments begin with: those are copied, not installed.
        installs: whether more will be installed into it; where not, the packages are not copied.

    Raises:
        RuntimeError: uv fails; or a package was replaced that has files in common with others.
    """
    python = python or getattr(sys, "_base_executable", sys.executable)
    origin = _installed_once(python, tuple(packages), tuple(base))
    # On the disk of the installed ones, to which the copy can have links.
    with tempfile.TemporaryDirectory(prefix="page-", dir=CACHE, ignore_cleanup_errors=True) as name:
        folder = Path(name) / "venv"
        _copy(origin, folder, installs=installs, whole=False)
        try:
            yield folder / BIN
        finally:
            _refuse_replaced(origin, folder)


def _refuse_replaced(origin: Path, copy: Path) -> None:
    """What was installed over a package has changed the translations of all copies."""
    old, new = _packages(origin), _packages(copy)
    for name in old.keys() & new.keys():
        if new[name].version != old[name].version and _has_translations(old[name]):
            origin.with_suffix(".complete").unlink()  # to be installed anew
            raise RuntimeError(
                f"{name} {new[name].version} was installed over {old[name].version}, whose "
                "translations all environments share: let the page begin without it"
            )


def installed(bin_dir: Path) -> list[str]:
    """The environment's packages, each pinned, but for those that every new one has."""
    return [
        f"{name}=={package.version}"
        for name, package in sorted(_packages(bin_dir.parent).items())
        # A reader's own package comes from a folder.
        if name not in SEED and not package.read_text("direct_url.json")
    ]


def _packages(environment: Path) -> dict[str, Distribution]:
    folders = [str(folder) for folder in environment.glob(PACKAGES)]
    return {
        re.sub(r"[-_.]+", "-", package.name).lower(): package
        for package in distributions(path=folders)
    }


def _has_translations(package: Distribution) -> bool:
    return any(TRANSLATIONS in file.parts for file in package.files or ())


def _installed_once(python: str, packages: tuple[str, ...], base: tuple[str, ...]) -> Path:
    version = subprocess.run([python, "-VV"], capture_output=True, text=True, check=True).stdout
    # The programs in it name its folder: one that was moved with the repository is not used.
    parts = (str(CACHE), python, version, packages, base)
    folder = CACHE / hashlib.sha256(repr(parts).encode()).hexdigest()[:12]
    complete = folder.with_suffix(".complete")
    CACHE.mkdir(parents=True, exist_ok=True)
    with FileLock(f"{folder}.lock"):
        if not complete.exists():
            shutil.rmtree(folder, ignore_errors=True)
            if base and base != packages:
                _copy(_installed_once(python, base, ()), folder)
            else:
                uv("venv", "--quiet", "--seed", "--python", python, str(folder))
            target = str(folder / BIN / "python")
            if packages:
                uv("pip", "install", "--quiet", "--python", target, *packages)
            # All of it, pip as well. A file that this Python cannot read stays as it is.
            subprocess.run([target, "-m", "compileall", "-qq", "-j0", str(folder / "lib")])
            complete.touch()
    return folder


def _copy(environment: Path, folder: Path, *, installs: bool = True, whole: bool = True) -> None:
    """Copy an environment; its commands name the new folder. Only a whole one is copied again."""
    folder.mkdir()
    shutil.copytree(environment / BIN, folder / BIN, symlinks=True)
    shutil.copy(environment / "pyvenv.cfg", folder)
    for path in (folder / "pyvenv.cfg", *folder.joinpath(BIN).iterdir()):
        if not path.is_symlink():
            content = path.read_bytes().replace(os.fsencode(environment), os.fsencode(folder))
            path.write_bytes(content)
    for path in environment.iterdir():
        if path.is_symlink():  # lib64
            (folder / path.name).symlink_to(path.readlink())
    if installs:
        _copy_tree(environment / LIBRARY, folder / LIBRARY, whole)
    else:
        (folder / LIBRARY).symlink_to(environment / LIBRARY, target_is_directory=True)


def _copy_tree(source: Path, target: Path, whole: bool) -> None:
    """As `shutil.copytree`, but with links, and dates of folders left to be new."""
    try:
        _link_tree(str(source), str(target), whole)
    except OSError:  # a disk without hard links
        shutil.rmtree(target, ignore_errors=True)
        shutil.copytree(source, target, symlinks=True)


def _link_tree(source: str, target: str, whole: bool) -> None:
    Path(target).mkdir()
    with os.scandir(source) as entries:
        for entry in entries:
            copy = f"{target}/{entry.name}"
            if not entry.is_dir(follow_symlinks=False):
                os.link(entry.path, copy, follow_symlinks=False)
            elif whole or entry.name != TRANSLATIONS:
                _link_tree(entry.path, copy, whole)
            else:
                Path(copy).symlink_to(entry.path, target_is_directory=True)


def uv(*arguments: str) -> str:
    """Run uv; return what it prints.

    Raises:
        RuntimeError: it fails.
    """
    run = subprocess.run(
        [sys.executable, "-m", "uv", *arguments],
        capture_output=True,
        text=True,
        cwd=ROOT,
    )
    if run.returncode:
        raise RuntimeError(f"uv {' '.join(arguments)} failed:\n{run.stderr}")
    return run.stdout
