"""Terminal sessions: which lines of a block are typed and which are printed."""

import re
import shlex
from dataclasses import dataclass

PROMPTS = {
    "console": re.compile(r"^\$ ?(.*)$"),
    "doscon": re.compile(r"^[A-Za-z]:\\[^<>|?*]*>(.*)$"),
    "ps1con": re.compile(r"^PS> ?(.*)$"),
    "pycon": re.compile(r"^>>> ?(.*)$"),
}
CONTINUATIONS = {
    "console": re.compile(r"^> (.*)$"),
    "doscon": re.compile(r"^More\? (.*)$"),
    "ps1con": re.compile(r"^>> (.*)$"),
    "pycon": re.compile(r"^\.\.\. ?(.*)$"),
}
# What at the end of a line says that the command goes on.
MORE = {"doscon": "^", "ps1con": "`"}


@dataclass
class Command:
    """What is typed at one prompt and what it prints."""

    line: int
    """Line of the block's source that has the prompt, from 1."""
    text: str
    """What is typed, continuation lines included, without prompts."""
    output: list[str]
    """The lines printed after it, as shown."""
    column: int
    """How many characters the prompt takes."""


def read_session(language: str, source: str) -> tuple[list[str], list[Command]]:
    """Split a session into the lines before the first prompt and the commands."""
    prompt, continuation = PROMPTS[language], CONTINUATIONS[language]
    preamble: list[str] = []
    commands: list[Command] = []
    for number, line in enumerate(source.split("\n"), start=1):
        typing = bool(commands) and not commands[-1].output
        if match := prompt.match(line):
            commands.append(Command(number, match[1], [], match.start(1)))
        elif typing and _continues(language, commands[-1].text):
            commands[-1].text += "\n" + (m[1] if (m := continuation.match(line)) else line)
        elif typing and language == "pycon" and (m := continuation.match(line)):
            commands[-1].text += "\n" + m[1]
        elif commands:
            commands[-1].output.append(line)
        else:
            preamble.append(line)
    for command in commands:
        while command.output and not command.output[-1].strip():
            command.output.pop()
    return preamble, commands


def _has_open_quote(text: str) -> bool:
    try:
        shlex.split(text, comments=True)
    except ValueError:
        return True
    return False


def _continues(language: str, text: str) -> bool:
    """Whether the shell would go on reading after `text`."""
    if language == "console":
        heredoc = re.search(r"<<-?\s*['\"]?(\w+)", text)
        if heredoc:
            return heredoc[1] not in text.split("\n")[1:]
        return text.endswith("\\") or _has_open_quote(text)
    return language in MORE and text.endswith(MORE[language])
