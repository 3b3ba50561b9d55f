"""Find a browser that Playwright can drive, or install one.

A system Chrome, Chromium or Edge first; then Playwright's own; then Debian's package. Run as a
program it prints the path: `python -m tests.browser.browser`.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

NAMES = (
    "chromium-headless-shell",  # the same browser without its windows: half the work
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "chrome",
    "msedge",
    "microsoft-edge",
)
PLACES = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
    r"C:\Program Files\Google\Chrome\Application\chrome.exe",
    r"C:\Program Files (x86)\Google\Chrome\Application\chrome.exe",
    r"C:\Program Files (x86)\Microsoft\Edge\Application\msedge.exe",
    r"C:\Program Files\Microsoft\Edge\Application\msedge.exe",
)

# Headless, and without the services by which Chromium calls home at every start.
ARGUMENTS = (
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-quic",
    # A sandbox inside a container, as root, is not to be had.
    *(["--no-sandbox"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []),
)


def find_browser(playwrights_own: str = "") -> str:
    """The path of a Chromium-based browser; it is installed if there is none.

    Raises:
        RuntimeError: there is none and none can be installed; says what was tried.
    """
    if named := os.environ.get("BROWSER_PATH"):
        if not Path(named).is_file():
            raise RuntimeError(f"BROWSER_PATH names {named}, but there is no such file")
        return named
    if found := _installed(playwrights_own):
        return found
    tried = []
    for command in _installers():
        run = subprocess.run(command, capture_output=True, encoding="utf-8", errors="replace")
        if run.returncode == 0 and (found := _installed(playwrights_own)):
            return found
        last = (run.stderr or run.stdout).strip().split("\n")[-1]
        tried.append(f"  {' '.join(command)}: {last}")
    raise RuntimeError(
        "The tests need a Chromium-based browser. None was found on the PATH or in the usual "
        "places, and none could be installed:\n"
        + "\n".join(tried)
        + "\nInstall Chrome, Chromium or Edge, or name one: BROWSER_PATH=/path/to/browser"
    )


def _installed(playwrights_own: str) -> str:
    for name in NAMES:
        if path := shutil.which(name):
            return path
    return next((p for p in (*PLACES, playwrights_own) if p and Path(p).is_file()), "")


def _installers() -> list[list[str]]:
    commands = [[sys.executable, "-m", "playwright", "install", "chromium"]]
    if shutil.which("apt-get"):
        sudo = [] if os.geteuid() == 0 else ["sudo", "--non-interactive"]
        commands.append([*sudo, "apt-get", "update", "-qq"])
        for package in ("chromium-headless-shell", "chromium"):
            commands.append([*sudo, "apt-get", "install", "-y", "-qq", package])
    return commands


if __name__ == "__main__":
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        print(find_browser(playwright.chromium.executable_path))
