"""Outputs of sessions that can be known without running anything that has an effect."""

import pytest

from hooks.checkers.outputs import _Session

# What is typed, what it prints, and what a page may show by mistake.
KNOWN = [
    (">>> 1 + 1", "2", "3"),
    (">>> x = 3\n>>> x * 2", "6", "5"),
    (">>> 'ada'.upper()", "'ADA'", "ADA"),
    (">>> print('a', 1)", "a 1", "('a', 1)"),
    (">>> sorted([3, 1, 2])", "[1, 2, 3]", "[3, 1, 2]"),
    (">>> [n for n in range(3)]", "[0, 1, 2]", "[1, 2, 3]"),
    (">>> f'{7 / 2:.2f}'", "'3.50'", "'3.5'"),
    (">>> {'a': 1}.get('a')", "1", "None"),
    (">>> '%5d' % 3", "'    3'", "'3'"),
    (">>> 7 // 2, 7 % 2", "(3, 1)", "(3.5, 1)"),
    (">>> 0.1 + 0.2", "0.30000000000000004", "0.3"),
    (">>> 1 / 1", "1.0", "Traceback (most recent call last):\nZeroDivisionError"),
    ("$ echo two  words", "two words", "two  words"),
    ('$ python -c "print(6 * 7)"', "42", "67"),
]

# Nobody can know these here, so any output is left alone.
UNKNOWN = [
    ">>> import random\n>>> random.random()\n0.5",
    ">>> from shop import len\n>>> len('a')\n7",
    ">>> from shop import *\n>>> len('a')\n7",
    ">>> x = 1\n>>> from shop import x\n>>> x\n2",
    ">>> x = [1]\n>>> change(x)\n>>> x\n[2]",
    ">>> def len(x):\n...     return 7\n...\n>>> len('a')\n7",
    ">>> {'b', 'a'}\n{'a', 'b'}",
    ">>> object()\n<object object at 0x7f0000000000>",
    ">>> 1 / 0\nTraceback (most recent call last):\n…\nZeroDivisionError: division by zero",
    ">>> 2 ** 10\n1000",
    ">>> 'x' * 3 * 3\n''",
    ">>> print('a', end='!\\n')\na!",
    ">>> 1000000 + 1\n2",
    ">>> [1, 2, 3]\n[1, ..., 3]",
    ">>> 1 + 1\n2  # of course",
    ">>> 1 + 1\n2\n\nAnd so on.",
    ">>> x = 'a\n>>> 1 + 1\n2",
    "$ echo $HOME\n/home/ada",
    "$ echo -n one\none",
    "$ echo one > two\n1",
    '$ python -c "import this"\nBeautiful',
]


def page(session: str, output: str) -> str:
    return f"```{'console' if session.startswith('$') else 'pycon'}\n{session}\n{output}\n```\n"


@pytest.mark.parametrize(("session", "output", "wrong"), KNOWN)
def test_output_that_the_code_does_not_print(report, session, output, wrong):
    assert report(page(session, output)) == ""
    line = 2 + session.count("\n") + 1
    assert report(page(session, wrong)).startswith(
        f"docs/page.md:{line}:1: {'console' if session.startswith('$') else 'pycon'}: "
        f"this prints {output!r}\n"
    )


@pytest.mark.parametrize("session", UNKNOWN)
def test_output_that_cannot_be_known(report, session):
    language = "console" if session.startswith("$") else "pycon"
    assert "this prints" not in report(f"```{language}\n{session}\n```\n")


@pytest.mark.parametrize(
    "source",
    [
        "9 ** 9 ** 9",
        "list(range(9999)) * 9999 * 9999",
        "[0 for a in range(9999) for b in range(9999)]",
        "1 << 9999",
        "open('a', 'w')",
        "__import__('os').getcwd()",
        "().__class__.__mro__",
        "'{0.__class__}'.format(1)",
        "input()",
        "while True: pass",
        "(lambda: 1)()",
        "1" + "+1" * 5000,
    ],
)
def test_what_could_have_an_effect_or_take_long_is_not_computed(source):
    assert _Session().run(source) is None
