"""The files that a page shows: a part is put where its block says it goes."""

from hooks.blocks import PLACES, Block


class PlaceError(Exception):
    """The part cannot be placed without doubt; says why."""


def place(block: Block, text: str, code: str) -> str:
    """Put `code` into the file's `text` where the block says.

    Raises:
        PlaceError: the line that it names is not there, or is there twice.
    """
    (kind, anchor), *others = [(k, v) for k, v in block.options.items() if k in PLACES]
    if others:
        raise PlaceError("a part goes to one place, not to two")
    if kind == "data-at":
        if anchor == "end of the file":
            return text.rstrip("\n") + "\n" + code if text.strip() else code
        if anchor == "top of the file":
            return code + text
        raise PlaceError(f"data-at is 'end of the file' or 'top of the file', not {anchor!r}")
    lines = text.split("\n")
    found = [i for i, line in enumerate(lines) if line.strip() == anchor.strip()]
    if len(found) != 1:
        times = f"there {len(found)} times" if found else "not there"
        raise PlaceError(f"the line {anchor!r} is {times} in {block.title}")
    first = found[0] + (kind == "data-after")
    last = found[0] + (kind != "data-before")
    lines[first:last] = code.rstrip("\n").split("\n")
    return "\n".join(lines)


def is_file(block: Block) -> bool:
    """Whether the title is a path: not an address, a command or a folder."""
    title = block.title
    return bool(title) and " " not in title and "://" not in title and not title.endswith("/")


def is_part(block: Block) -> bool:
    return any(place in block.options for place in PLACES)
