"""Commands, as the programs that they name would read them."""

import difflib
import re
from collections.abc import Iterator
from importlib.util import find_spec
from itertools import pairwise

from hooks.checkers.parsers import Refused, Words, option_name
from hooks.checkers.programs import PROGRAMS, Shown, program_name
from hooks.checkers.words import read_commands
from hooks.packages import find_slip
from hooks.problems import Finding


def check_commands(language: str, text: str, shown: Shown | None = None) -> Iterator[Finding]:
    """What the programs in a text would refuse.

    Args:
        language: the grammar: `bash`, `powershell` or `bat`. The text must have no wrong syntax.
        shown: the project's files as far as they are known, path → text; they may define commands.
    """
    for words in read_commands(language, text):
        try:
            list(_follow(words, shown or {}))
        except Refused as refused:
            yield from _finding(refused)


def read_programs(language: str, text: str) -> Iterator[tuple[str, bool]]:
    """The name of every program that a text starts, and whether its parser is asked."""
    for words in read_commands(language, text):
        try:
            yield from _follow(words, {})
        except Refused:
            continue


def _follow(words: Words, shown: Shown) -> Iterator[tuple[str, bool]]:
    while words:
        name = program_name(words[0])
        module, check = PROGRAMS.get(name, ("", None))
        asked = check is not None and find_spec(module) is not None
        yield name, asked
        if name not in PROGRAMS:  # `docker compose exec web python manage.py migrate`
            pairs = [program_name(a) == "python" and b == "manage.py" for a, b in pairwise(words)]
            words = words[pairs.index(True) :] if any(pairs) else words
            if any(pairs):
                continue
        slip = "" if name in PROGRAMS else find_slip(name, PROGRAMS)
        if slip and slip not in name:  # `ipython` is another program
            refused = Refused(f"no program is named {name!r}", [slip], name)
            refused.words = words[:1]
            raise refused
        if check is None or not asked or len(words) == 1:  # a program's bare name is no mistake
            return
        try:
            words = check(words, shown)
        except ImportError:  # it is of another system, as gunicorn on Windows
            return
        except Refused as refused:
            refused.words = words
            raise


def _finding(refused: Refused) -> Iterator[Finding]:
    """Place it at the last word that the message names; if it names none, something is missing."""
    message, arguments = str(refused), refused.words[1:]
    named = [word for word in arguments if _names(refused.word or message, word)]
    if refused.word and not named:  # `-x` in `-abx`
        named = [word for word in arguments if word.startswith("-") and refused.word[-1] in word]
    word = (named or refused.words)[-1]
    if word.is_unknown or not named and any(word.is_unknown for word in refused.words):
        return
    remedy = _nearest(option_name(refused.word or word), refused)
    remedy = remedy or _nearest(word.partition("=")[2], refused)
    if remedy or refused.sure:
        yield Finding(word.line, word.column, message, remedy)


def _nearest(text: str, refused: Refused) -> str:
    if text in refused.names:
        return ""
    names = refused.names
    if not refused.sure:
        names = [name for name in names if _is_slip(text, name)]
    near = difflib.get_close_matches(text, names, 1, 0.7 if refused.sure else 0.6)
    return f"did you mean `{near[0]}`?" if near else ""


def _is_slip(text: str, name: str) -> bool:
    """A letter too few, too many or wrong, or two swapped; no longer name as plugins have."""
    if text.startswith(name) or abs(len(text) - len(name)) > 1:
        return False
    ratio = difflib.SequenceMatcher(None, text, name).ratio()
    return ratio >= 0.8 or sorted(text) == sorted(name)


def _names(message: str, word: str) -> bool:
    return bool(re.search(rf"(?<![\w-]){re.escape(option_name(word))}(?![\w-])", message))
