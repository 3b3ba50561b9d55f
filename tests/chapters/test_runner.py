"""The runner itself: comparisons, answers at prompts, and that mistakes in a page are caught."""

import subprocess
import sys
from pathlib import Path

import pytest

if sys.platform == "win32":
    pytest.skip("needs a POSIX terminal (pexpect)", allow_module_level=True)

from tests.chapters.__main__ import side_by_side
from tests.chapters.environment import environment, installed
from tests.chapters.network import own_network
from tests.chapters.normalize import clean, matches, matches_json
from tests.chapters.outcome import Failure, Outcome
from tests.chapters.project import Project, reader_environment
from tests.chapters.steps import DOCS, all_chapters, parent, read_chapter
from tests.chapters.terminal import _answer
from tests.chapters.versions import Versions, newer
from tests.chapters.window import browser_path

PAGE = """\
---
title: A page
project: shelf
---

# A page

```python title="greet.py"
def greet(name):
    return f"Hello, {name}"
```

```{.python title="greet.py" data-at="end of the file"}


print(greet("Ada"))
```

```console
$ python greet.py
Hello, Ada
$ python -c "import greet"
Hello, Ada
```

```pycon
>>> 1 + 1
2
>>> for letter in "ab":
...     print(letter)
...
a
b
```

```text title="shelf/"
shelf/
└── greet.py
```

## What goes wrong here { #mistakes }

```{.python title="greet.py" data-mistake="no such function"}
print(meet("Ada"))
```

```{.console data-mistake="no such function"}
$ python greet.py
…
NameError: name 'meet' is not defined
```

## And afterwards { #after }

```console
$ python greet.py
Hello, Ada
$ python -c "print(input('Your name? '))"
Your name? Grace
Grace
```
"""


def failures(folder: Path, page: str) -> list[str]:
    path = folder / "page.md"
    path.write_text(page, encoding="utf-8")
    home = folder / "home"
    home.mkdir()
    outcome = Project(read_chapter(path), home, Path(sys.executable).parent).perform()
    return [f"{f.line}: {f.message}" for f in outcome.failures]


def test_page_that_shows_what_happens(tmp_path):
    assert failures(tmp_path, PAGE) == []


@pytest.mark.parametrize(
    ("old", "new", "failure"),
    [
        ("Hello, Ada\n$", "Hello, Bob\n$", "20: `python greet.py` prints something else"),
        ('return f"Hello', 'return f"Hallo', "20: `python greet.py` prints something else"),
        ("def greet(", "def meet(", "20: `python greet.py` prints something else"),
        ("$ python greet.py\nHello", "$ python gret.py\nHello", "20: `python gret.py` prints"),
        (">>> 1 + 1\n2", ">>> 1 + 1\n3", "27: `1 + 1` prints something else"),
        ("a\nb\n```", "a\nc\n```", "29: `for letter in"),
        ("└── greet.py", "└── meet.py", "36: shelf/ holds something else"),
        ("name 'meet' is", "name 'greet' is", "48: `python greet.py` prints something else"),
        ('title="greet.py" data-at', 'title="gret.py" data-at', "13: gret.py is to be changed"),
        ("data-at=", 'data-after="nowhere" data-x=', "13: the line 'nowhere' is not there"),
        ('Hello, Ada\n$ python -c "import', '$ python -c "import', "20: `python greet.py` prints"),
        ("Grace\nGrace", "Grace\nGracie", "58: `python -c"),
    ],
)
def test_mistake_in_a_page_is_caught(tmp_path, old, new, failure):
    assert old in PAGE
    found = failures(tmp_path, PAGE.replace(old, new, 1))
    assert found, "nothing failed"
    assert found[0].startswith(failure)


def test_comparison_leaves_out_only_what_the_page_marks():
    assert matches("a … c\n…\nend", "a b c\nx\ny\nend")
    assert matches("ran in 0.004s", "ran in 1.250s")
    assert not matches("a … c", "a b d")
    assert not matches("one\ntwo", "one\ntwo\nthree")
    assert not matches("3 tests", "4 tests")
    assert matches("one", "one\ntwo", start_only=True)


def test_marks_of_another_python():
    assert matches("  a + b\n  ^\nTypeError", "  a + b\n  ~~^~~\nTypeError")
    assert not matches("  a + b\n  ^\nTypeError", "  a - b\n  ^\nTypeError")
    assert not matches("a ^ b\n", "a ^^ b\n")


def test_json_is_compared_as_data():
    assert matches_json('{"a": 1,\n "b": 2}', '{"b":2,"a":1}')
    assert not matches_json('{"a": 1}', '{"a": 2}')
    assert matches_json('{\n  "a": 1,\n  "at": "…"\n}', '{"a":1,"at":"2026"}')


def test_terminal_output_as_a_reader_sees_it():
    assert clean("collecting ... \rcollected 5 items \r\n\x1b[32mok\x1b[0m\r\n") == (
        "collected 5 items\nok"
    )


@pytest.mark.parametrize(
    ("shown", "output", "answer"),
    [
        ("Go on? yes\ndone", "Go on? ", "yes"),
        ("    Type 'yes': no", "    Type 'yes': ", "no"),
        ("User (default '…'): asha", "User (default 'root'): ", "asha"),
        ("Password:\nPassword (again):", "Password: ", "secret"),
        ("Go on? yes", "Something else? ", None),
        ("..... [100%]", "...", None),
        ("A? one\nA? two", "A? one\r\nA? ", "two"),
    ],
)
def test_answer_at_a_prompt(shown, output, answer):
    assert _answer(shown, output, ["secret"]) == answer


def test_the_readers_environment_is_not_ours(tmp_path, monkeypatch):
    for name in ("CI", "DJANGO_SETTINGS_MODULE", "FLASK_APP", "PYTHONPATH", "PYTEST_ADDOPTS"):
        monkeypatch.setenv(name, "ours")
    monkeypatch.setenv("HTTPS_PROXY", "http://127.0.0.1:1")
    environment = reader_environment(tmp_path)
    assert "ours" not in environment.values()
    assert environment["HTTPS_PROXY"] == "http://127.0.0.1:1"
    assert environment["HOME"]


def test_a_server_may_write_while_a_mistake_is_forgotten(tmp_path):
    (tmp_path / "page.md").write_text(PAGE, encoding="utf-8")
    page = Project(read_chapter(tmp_path / "page.md"), tmp_path, Path(sys.executable).parent)
    (page.root / "kept.py").write_text("kept = True")
    # It writes into the folder that it was started in, wherever that is moved.
    server = (
        "import itertools, os, pathlib\n"
        "for number in itertools.count():\n"
        "    os.makedirs('__pycache__', exist_ok=True)\n"
        "    pathlib.Path(f'__pycache__/{number}.pyc').touch()\n"
    )
    with subprocess.Popen([sys.executable, "-c", server], cwd=page.root) as writer:
        try:
            while not (page.root / "__pycache__/99.pyc").exists():
                assert writer.poll() is None
            for number in range(1, 9):
                page._remember(number)
                (page.root / "wrong.py").touch()
                page._forget(number)
                assert [p.name for p in page.root.glob("*.py")] == ["kept.py"]
        finally:
            writer.kill()


LOG = """\
---
project: shelf
---

# A page

```{.console data-keep="running"}
$ python -m http.server 8000 --bind 127.0.0.1
```

```http title="http://127.0.0.1:8000/"
HTTP/1.0 200 OK
```

```{.text data-log="server"}
… "GET / HTTP/1.1" 200 -
```
"""


WINDOW = """\
---
project: shelf
---

# A page

```html title="index.html"
<!doctype html>
<form><label>Title: <input name="title"></label> <button>Save</button></form>
<p>Nothing yet</p>
<script>
const title = new URLSearchParams(location.search).get("title");
if (title) document.querySelector("p").textContent = `Saved ${title}`;
</script>
```

```{.console data-keep="running"}
$ python -m http.server 8000 --bind 127.0.0.1
```

```{.text title="http://127.0.0.1:8000/" data-browser="Title: Emma | click Save"}
…
Saved Emma
```
"""


@pytest.mark.parametrize(
    ("old", "new", "found"),
    [
        ("Emma", "Emma", []),
        ("Title: Emma", "Title: Emil", [21]),
        ("| click Save", "| click Nowhere", [21]),
        (" | click Save", "", [21]),
    ],
)
def test_what_a_browser_shows(tmp_path, monkeypatch, old, new, found):
    monkeypatch.setattr("tests.chapters.window.PATIENCE", 3_000)
    browser_path()
    with own_network():
        lines = failures(tmp_path, WINDOW.replace(old, new))
    assert [int(line.partition(":")[0]) for line in lines] == found


def test_what_a_server_prints(tmp_path, monkeypatch):
    monkeypatch.setattr("tests.chapters.server.TELLS", 1)
    page = LOG.replace("HTTP/1.0 200", "HTTP/1.1 200")
    with own_network():
        assert failures(tmp_path, page) == []
    (tmp_path / "home").rename(tmp_path / "before")
    with own_network():
        assert failures(tmp_path, page.replace('1.1" 200 -', '1.1" 404 -')) == [
            "15: the terminal of `python -m http.server 8000 --bind 127.0.0.1` shows something else"
        ]


def test_what_a_server_prints_at_its_start(tmp_path, monkeypatch):
    monkeypatch.setattr("tests.chapters.server.TELLS", 1)
    command = "--bind 127.0.0.1\n"
    for number, port in enumerate((8000, 8001)):
        folder = tmp_path / str(number)
        folder.mkdir()
        shown = f"{command}Serving HTTP on 127.0.0.1 port {port} (http://127.0.0.1:8000/) ...\n"
        page = LOG.replace("HTTP/1.0 200", "HTTP/1.1 200").replace(command, shown)
        with own_network():
            found = failures(folder, page)
        start = "8: `python -m http.server 8000 --bind 127.0.0.1` prints something else"
        assert found == ([] if port == 8000 else [start])


def page_done(page: Path) -> Outcome:
    return Outcome(page.name)


def page_done_but_apps(page: Path) -> Outcome:
    wrong = [Failure(page.name, 1, "wrong")] if page.match("django/apps.md") else []
    return Outcome(page.name, failures=wrong)


def test_each_page_is_performed_after_the_one_that_it_continues():
    order = [page for page, _ in side_by_side(all_chapters(), page_done, 4)]
    assert sorted(order) == sorted(all_chapters())
    for page in order:
        before = parent(page)
        assert before is None or order.index(before) < order.index(page)


def test_pages_that_continue_one_that_fails_are_not_performed():
    found = dict(side_by_side(all_chapters(), page_done_but_apps, 4))
    assert isinstance(found[DOCS / "django/manage.md"], Outcome)
    assert isinstance(found[DOCS / "flask/tests.md"], Outcome)
    assert str(found[DOCS / "django/installed-apps.md"]).endswith("django/apps.md, which fails")
    assert isinstance(found[DOCS / "django/views.md"], RuntimeError)
    assert isinstance(found[DOCS / "django/tests.md"], RuntimeError)


def test_an_environment_is_a_copy_with_commands_of_its_own():
    with environment(()) as linked, environment((), installs=False) as shared:
        for bin_dir in (linked, shared):
            run = subprocess.run([bin_dir / "pip", "--version"], capture_output=True, text=True)
            assert run.stdout.startswith("pip ") and f"{bin_dir.parent}/lib" in run.stdout
            # Compiled, pip as well: the first command of a page need not do it.
            assert list(bin_dir.parent.glob("lib/*/site-packages/pip/__pycache__/__init__.*.pyc"))
        uninstall = ["-m", "pip", "uninstall", "--quiet", "--yes", "wheel"]
        subprocess.run([linked / "python", *uninstall], check=True)
        for bin_dir, has_wheel in ((linked, False), (shared, True)):
            packages = next(bin_dir.parent.glob("lib/*/site-packages"))
            assert (packages / "wheel").exists() == has_wheel


def test_what_environments_share_is_not_replaced():
    def install_over(requirement: str) -> list[str]:
        """Install into one copy; return what then lies in another."""
        with environment(["WTForms==3.1.2"]) as bin_dir:
            pip = [bin_dir / "python", "-m", "pip", "install", "--quiet", requirement]
            subprocess.run(pip, check=True)
            assert requirement.lower() in installed(bin_dir)
        with environment(["WTForms==3.1.2"]) as bin_dir:
            return installed(bin_dir)

    before = install_over("MarkupSafe==3.0.2")
    assert "wtforms==3.1.2" in before and "markupsafe==3.0.2" not in before
    with pytest.raises(RuntimeError, match=r"wtforms 3\.2\.1 was installed over 3\.1\.2"):
        install_over("WTForms==3.2.1")
    # What was written into it is gone: it is installed anew.
    assert install_over("MarkupSafe==3.0.2") == before


@pytest.mark.parametrize(
    ("shown", "read"),
    [
        ('$ pip install "Django~=5.2.0"', '$ pip install "Django~=6.1.0"'),
        ("Django version 5.2.19, using", "Django version 6.1, using"),
        ("Django==5.2.…", "Django==6.1.…"),
        ("$ python -m django --version\n5.2.…", "$ python -m django --version\n6.1.…"),
        (
            "https://docs.djangoproject.com/en/5.2/howto/",
            "https://docs.djangoproject.com/en/6.1/howto/",
        ),
        ("Starting development server at http", "Starting WSGI development server at http"),
        ("SQLAlchemy 5.2, 5.2 s, Flask~=3.1.0", "SQLAlchemy 5.2, 5.2 s, Flask~=3.1.0"),
    ],
)
def test_page_as_a_reader_of_the_newer_django_reads_it(shown, read):
    assert Versions("python", "6.1").read(shown) == read
    assert Versions("python", "5.2").read(shown) == shown


def test_a_machine_without_a_newer_python_says_so(monkeypatch):
    monkeypatch.setattr("tests.chapters.versions._candidates", lambda version: ["no-such-python"])
    assert newer.__wrapped__() is None


def test_tabs_of_versions_and_tools(tmp_path):
    def tab(label: str) -> str:
        return f'=== "{label}"\n\n    ```console\n    $ echo {label}\n    ```\n\n'

    page = tmp_path / "page.md"
    page.write_text("# A page\n\n" + "".join(map(tab, ["Django 5.2", "Django 6.1", "venv", "uv"])))

    def run(*chosen) -> list[str]:
        steps = read_chapter(page, *chosen).steps
        return [s.block.source.removeprefix("$ echo ") for s in steps if s.kind == "commands"]

    assert run() == ["Django 5.2", "venv"]
    assert run("venv", Versions("python", "6.1")) == ["Django 6.1", "venv"]
    assert run("uv") == ["uv"]
