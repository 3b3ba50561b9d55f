"""Compare what a page shows with what really came out.

`…` on the page stands for text that varies. Everything else must be the same, apart from the
named rules below, which are applied to both sides.
"""

import json
import re

RULES = {
    "duration": (r"\b\d+\.\d+ ?s(?:econds)?\b", "0.0s"),
    "date of a start": (r"[A-Z][a-z]+ \d{1,2}, \d{4} - \d{2}:\d{2}:\d{2}", "DATE"),
    "date of a log line": (
        r"\[\d{2}/[A-Z][a-z]{2}/\d{4} \d{2}:\d{2}:\d{2}\]",
        "[DATE]",
    ),
    "date and time": (
        r"\d{4}-\d{2}-\d{2}[ T]\d{2}:\d{2}(?::\d{2}(?:[.,]\d+)?)?(?:Z|\+00:00)?",
        "DATE",
    ),
    "address in memory": (r"0x[0-9a-fA-F]{6,16}", "0xADDRESS"),
    # Python 3.13 marks more, and other, parts of a line than 3.11.
    "marks below a line of code": (r"(?m)^ *[~^]+\n", ""),
    "patch release": (r"\b(Django version |Django )(\d+\.\d+)(?:\.\d+)?", r"\1\2"),
}

# Installers tell what they download, and how fast: a page shows none of it.
INSTALLERS = re.compile(
    r"^(python3? -m )?(pip|pipenv|uv|npm|virtualenv|sudo|apt)\b.*|.*\bpip install\b.*"
)

ANSI = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]|\x1b\][^\x07]*\x07")


def clean(text: str) -> str:
    """Terminal output as it is seen: no colours, lines overwritten where `\\r` says so."""
    lines = ANSI.sub("", text).split("\n")
    return "\n".join(line.rstrip("\r").rsplit("\r", 1)[-1].rstrip() for line in lines).strip("\n")


def normalize(text: str) -> str:
    text = text.expandtabs(4)  # as Markdown does with a page
    for pattern, replacement in RULES.values():
        text = re.sub(pattern, replacement, text)
    return clean(text)


def matches(shown: str, real: str, *, start_only: bool = False) -> bool:
    """Whether `real` is what the page shows; with `start_only`, more may follow."""
    pattern = ""
    for line in normalize(shown).split("\n"):
        if line.strip() == "…":
            pattern += r"(?:.*\n)*?"
        else:
            pattern += ".*?".join(re.escape(part) for part in line.split("…")) + r"\n"
    end = "" if start_only else r"\n*\Z"
    return re.match(pattern + end, normalize(real) + "\n") is not None


def matches_json(shown: str, real: str) -> bool:
    """JSON is compared as data; with `…` in it, as indented text."""
    try:
        data = json.loads(real)
    except ValueError:
        return False
    if "…" not in shown:
        try:
            return bool(json.loads(shown) == data)
        except ValueError:
            return False
    return matches(shown, json.dumps(data, indent=2, ensure_ascii=False)) or matches(shown, real)


def without_blank_lines(text: str) -> str:
    """Template tags leave blank lines behind that mean nothing in HTML."""
    return "\n".join(line for line in text.split("\n") if line.strip())
