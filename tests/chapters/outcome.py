"""What came of performing a page."""

from dataclasses import dataclass, field

from hooks.blocks import Block
from hooks.sessions import Command


@dataclass
class Failure(Exception):
    """What a reader would stumble over, and where on the page."""

    path: str
    line: int
    message: str
    shown: str = ""
    real: str = ""

    def __str__(self) -> str:
        text = f"{self.path}:{self.line}: {self.message}"
        if self.shown or self.real:
            text += f"\n  the page shows:\n{_indent(self.shown)}\n  really:\n{_indent(self.real)}"
        return text


def failure(block: Block, message: str, shown: str = "", real: str = "", line: int = 0) -> Failure:
    """A failure at a line of the block's source, or at the block itself."""
    place = block.place(line)[0] if line else block.line
    return Failure(block.path, place, message, shown, real)


def _indent(text: str) -> str:
    return "\n".join("    " + line for line in text.split("\n"))


@dataclass
class Outcome:
    """What was done with a page."""

    path: str
    steps: int = 0
    commands: int = 0
    compared: int = 0
    not_run: list[tuple[int, str]] = field(default_factory=list)
    start: str = ""
    """The commands that start the project: those of the last server that ran, outside experiments."""
    seconds: float = 0.0
    failures: list[Failure] = field(default_factory=list)
    outputs: list[tuple[Block, Command, str]] = field(default_factory=list)
    """Outputs that differ from the page, for the writer of the page."""
