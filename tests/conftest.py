"""The site, built once for all tests of a run."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from filelock import FileLock
from hypothesis import settings

# A slow machine is no fault of what is tested.
settings.register_profile("no deadline", deadline=None)
settings.load_profile("no deadline")

ROOT = Path(__file__).parent.parent
# What starts servers and browsers depends on what else the machine does. A real fault fails twice.
SECOND_TRY = {"audit", "browser", "chapters", "twins"}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if item.path.parent.name in SECOND_TRY:
            item.add_marker(pytest.mark.flaky(reruns=1))


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Path:
    """The folder of the strictly built site; the first worker that needs it builds it.

    SITE_DIR names one that is built already, to try a single test quickly.
    """
    if built := os.environ.get("SITE_DIR"):
        return Path(built)
    base = tmp_path_factory.getbasetemp()
    shared = base if worker_id == "master" else base.parent
    folder = shared / "site"
    with FileLock(shared / "site.lock"):
        if not folder.exists():
            run = subprocess.run(
                [sys.executable, "-m", "mkdocs", "build", "--strict", "--site-dir", str(folder)],
                cwd=ROOT,
                # Material's own notice is no warning about our pages.
                env={**os.environ, "NO_MKDOCS_2_WARNING": "1"},
                capture_output=True,
                text=True,
            )
            assert run.returncode == 0, run.stderr
            assert "WARNING" not in run.stderr
    return folder
