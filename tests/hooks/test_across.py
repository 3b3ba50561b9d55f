"""What only shows when the blocks of a page are read together, and odd characters."""

from pathlib import Path

import pytest

URLS = '```{.python title="urls.py"}\nurlpatterns = [\n    1,\n]\n```\n\n'


def part(place: str, code: str, mark: str = "") -> str:
    return f'```{{.python title="urls.py" {place}{mark}}}\n{code}\n```\n'


def test_part_that_fits(report):
    assert report(URLS + part('data-after="1,"', "    2,")) == ""


def test_part_of_a_file_that_the_page_does_not_show_whole(report):
    assert report(part('data-after="1,"', "    2,")) == ""


def test_part_whose_line_is_not_there(report):
    assert report(URLS + part('data-after="3,"', "    2,")) == (
        "docs/page.md:7:1: markdown: the line '3,' is not there in urls.py\n"
        '    ```{.python title="urls.py" data-after="3,"}\n'
        "    ^\n"
        "    help: name one whole line of the file as the page has shown it"
    )


def test_part_that_breaks_its_file(report):
    text = report(URLS + part('data-replace="urlpatterns = ["', "x = 1"))
    assert "docs/page.md:7:1: markdown: urls.py does not parse with this part in it" in text


def test_experiment_is_forgotten(report):
    mark = ' data-mistake="gone"'
    page = (
        URLS
        + part('data-replace="1,"', "    2,", mark)
        + "\n\n"
        + part('data-after="1,"', "    3,")
    )
    assert report(page) == ""


def test_language_that_does_not_fit_the_name(report):
    assert "a file named *.html in a block of python" in report(
        '```{.python title="a.html"}\nx = 1\n```\n'
    )


@pytest.mark.parametrize(
    ("language", "source", "message"),
    [
        ("console", "$ pipenv –venv", "1:10: console: en dash where an option begins"),
        ("bat", "set A=“b”", "1:7: bat: left double quotation mark in a command"),
        ("docker", "RUN pip –v", "1:9: docker: en dash where an option begins"),
        ("js", "const a = ‘b’;", "1:11: js: '‘' (U+2018) in a name"),
        ("console", "$ echo “hi”", "1:8: console: left double quotation mark in a command"),
        ("python", "x\u00a0= 1", "1:2: python: no-break space (U+00A0)"),
        ("python", "name = 1  #\u200b", "1:12: python: zero width space (U+200B)"),
        ("python", "nаme = 1", "1:2: python: cyrillic small letter a in 'nаme'"),
        ("html", "<p id=“a”>x</p>", "1:7: html: left double quotation mark opens a value"),
    ],
)
def test_odd_characters(report, language, source, message):
    line, column, rest = message.split(":", 2)
    assert f"docs/page.md:{int(line) + 1}:{column}:{rest}" in report(
        f"```{language}\n{source}\n```\n"
    )


@pytest.mark.parametrize(
    ("language", "source"),
    [
        ("console", "$ pipenv --venv"),
        ("console", '$ git commit -m "don’t – wait"'),
        ("bash", "ls  # don’t –x"),
        ("bat", "rem don’t\ndir"),
        ("docker", "# don’t –x\nRUN ls"),
        ("js", "const café = '’', $x = {…}; // don’t"),
        ("console", "$ ls\n– what is printed may hold anything\u00a0“”"),
        ("python", 'title = "Stanisław – “Solaris”"'),
        ("python", 'greeting = "Привет"'),
        ("html", "<p>“quoted”</p>"),
    ],
)
def test_right_characters(report, language, source):
    assert report(f"```{language}\n{source}\n```\n") == ""


def test_diff_against_what_the_page_showed(report):
    fits = '```diff title="urls.py"\n urlpatterns = [\n-    1,\n+    2,\n ]\n```\n'
    assert report(URLS + fits) == ""
    assert report(URLS + fits.replace("1,", "9,")).startswith("docs/page.md:9:2: diff: ")
    assert report(URLS + fits + "\n" + part('data-after="2,"', "    3,")) == ""
    assert "'1,' is not there" in report(URLS + fits + "\n" + part('data-after="1,"', "    3,"))


def test_file_shown_again_highlights_what_is_new(report):
    again = '```{.python title="urls.py" MARK}\nurlpatterns = [\n    1,\n    2,\n]\n```\n'
    assert report(URLS + again.replace("MARK", 'hl_lines="3"')) == ""
    assert report(URLS + again.replace("MARK", "")).startswith(
        "docs/page.md:10:1: python: urls.py has another line here than at docs/page.md:1\n"
    )


def test_file_used_before_it_is_shown(report):
    command = "```console\n$ python urls.py\n```\n\n"
    assert report(command + URLS).startswith(
        "docs/page.md:2:10: console: urls.py is used before it is shown, at docs/page.md:5\n"
    )
    assert report(URLS + command) == ""
    command = "```console\n$ pip install -r a.txt\n```\n\n"
    file = '```text title="a.txt"\nflask\n```\n\n'
    assert report(command + file).startswith(
        "docs/page.md:2:18: console: a.txt is used before it is shown, at docs/page.md:5\n"
    )
    assert report(file + command) == ""


@pytest.mark.parametrize(
    ("file", "command", "place"),
    [
        ("requirements.txt", "pip install -r requirments.txt", "2:18"),
        ("config/settings.py", "python -i ./config/setings.py", "2:13"),
        ("books.json", "cat boks.json", "2:7"),
    ],
)
def test_misspelt_file(report, file, command, place):
    wrong = next(word for word in command.split() if "." in word).removeprefix("./")
    page = f"```console\n$ {command}\n```\n\n"
    later = f'```text title="{file}"\nflask\n```\n'
    line, column = place.split(":")
    if file.endswith(".py"):
        later = later.replace("```text", "```python").replace("flask", "x = 1")
    elif file.endswith(".json"):
        later = later.replace("```text", "```json").replace("flask", "1")
    assert report(later + page).startswith(
        f"docs/page.md:{int(line) + 3}:{column}: console: no file is shown as {wrong!r}\n"
    )
    assert report(later + page.replace(wrong, file)) == ""
    made = f"```console\n$ touch {wrong}\n```\n\n"
    assert report(later + made + page) == ""


def test_file_of_the_same_name_in_the_plural(report):
    assert report('```python title="app.py"\nx = 1\n```\n\n```console\n$ cat apps.py\n```\n') == ""


def test_generated_files_are_known(report):
    start = "```console\n$ django-admin startproject config .\n```\n\n"
    part = '```{.python title="config/settings.py" data-replace="DEBUG = X"}\nDEBUG = False\n```\n'
    assert "the line 'DEBUG = X' is not there in config/settings.py" in report(start + part)
    assert report(start + part.replace("= X", "= True")) == ""


COMMAND = (
    '```python title="app.py"\nfrom flask import Flask\n\napp = Flask(__name__)\n\n\n'
    '@app.cli.command("NAME")\ndef fill():\n    print("made")\n```\n\n```console\n$ flask TYPED\n```\n'
)


def test_command_of_the_page(report):
    def page(name: str, typed: str) -> str:
        return COMMAND.replace("NAME", name).replace("TYPED", typed)

    assert report(page("init-db", "init-db")) == ""
    assert report(page("rutes", "rutes")) == ""  # nearly one of Flask's own
    assert report(page("init-db", "init_db")).startswith(
        "docs/page.md:13:9: console: flask has no command 'init_db'\n"
    )


def test_tab_of_another_system(report):
    tab = '=== "Windows"\n\n    ```LANGUAGE\n    PROMPT ls\n    ```\n'
    assert report(tab.replace("LANGUAGE", "ps1con").replace("PROMPT", "PS>")) == ""
    assert report(tab.replace("LANGUAGE", "console").replace("PROMPT", "$")).startswith(
        "docs/page.md:3:5: markdown: a block of console in the tab 'Windows'\n"
    )


def test_versions_of_one_file_are_read_one_at_a_time(report):
    def tab(label: str, code: str) -> str:
        block = part('data-after="1,"', code).replace("\n", "\n    ")
        return f'=== "{label}"\n\n    {block.strip()}\n\n'

    after = part('data-after="2,"', "    4,")
    assert report(URLS + tab("Django 5.2", "    2,") + tab("Django 6.1", "    3,") + after) == ""
    after = part('data-after="3,"', "    4,")
    text = report(URLS + tab("Django 5.2", "    2,") + tab("Django 6.1", "    3,") + after)
    assert "the line '3,' is not there in urls.py" in text


def test_excerpt_of_a_program_by_an_include(report):
    page = '```python title="excerpt.py"\n--8<-- "excerpt.py"\n```\n'
    assert report(page) == ""
    typed = (Path(__file__).parent / "excerpt.py").read_text("utf-8")
    assert "nothing defines 'Note'" in report(page.replace('--8<-- "excerpt.py"', typed.strip()))


@pytest.mark.parametrize(
    ("page", "slip", "problem"),
    [
        (
            '```python title="config/settings.py"\nINSTALLED_APPS = []\n```\n',
            ("INSTALLED", "INSTALED"),
            "docs/page.md:2:1: python: no setting is named 'INSTALED_APPS'",
        ),
        (
            '```python\napp.config["SECRET_KEY"] = "x"\n```\n',
            ("SECRET", "SECERT"),
            "docs/page.md:2:13: python: no setting is named 'SECERT_KEY'",
        ),
        (
            "```python\nprint(settings.DATABASES)\n```\n",
            ("DATABASES", "DATABSES"),
            "docs/page.md:2:16: python: no setting is named 'DATABSES'",
        ),
        (
            '```python\nx = ["django.contrib.sessions.middleware.SessionMiddleware"]\n```\n',
            (".sessions", ".session"),
            "docs/page.md:2:22: python: django.contrib has no 'session'",
        ),
        (
            '```python\nx = "django.db.backends.sqlite3", "django.request", "pytest.ini", "celery.starmap"\n```\n',
            ("sqlite3", "sqlite"),
            "docs/page.md:2:25: python: django.db.backends has no 'sqlite'",
        ),
        (
            "```html+jinja\n<p>\n{{ name|upper }}\n```\n",
            ("upper", "uper"),
            "docs/page.md:3:9: html+jinja: Jinja has no filter 'uper'",
        ),
        (
            "```html+jinja\n{{ text|truncate }}\n```\n",
            ("truncate", "truncatewords"),
            "docs/page.md:2:9: html+jinja: the filter 'truncatewords' is Django's, not Jinja's",
        ),
        (
            "```html+jinja\n{% if n is defined %}1{% endif %}\n```\n",
            ("defined", "defned"),
            "docs/page.md:2:12: html+jinja: Jinja has no test 'defned'",
        ),
        (
            "```html+jinja\n{{ url_for('home') }}\n```\n",
            ("url_for", "url_fro"),
            "docs/page.md:2:4: html+jinja: Jinja has no name 'url_fro'",
        ),
        (
            "```html+django\n{% if page_obj.has_next %}{{ page_obj.number }}{% endif %}\n```\n",
            ("has_next", "has_nxt"),
            "docs/page.md:2:16: html+django: page_obj has no 'has_nxt'",
        ),
        (
            "```html+django\n{{ request.method }}{{ request.user }}\n```\n",
            ("method", "mehtod"),
            "docs/page.md:2:12: html+django: request has no 'mehtod'",
        ),
        (
            "```html+jinja\n{% if request.endpoint == 'request.endpont' %}{% endif %}\n```\n",
            ("request.endpoint", "request.endpont"),
            "docs/page.md:2:15: html+jinja: request has no 'endpont'",
        ),
        (
            "```html+jinja\n{% block a %}{{ super() }}{% endblock %}\n```\n",
            ("super()", "block.super"),
            "docs/page.md:2:17: html+jinja: 'block.super' is Django's, not Jinja's",
        ),
        (
            "```html+jinja\n{{ request.path }}\n```\n",
            ("request", "requst"),
            "docs/page.md:2:4: html+jinja: Jinja has no name 'requst'",
        ),
    ],
)
def test_name_that_the_framework_looks_up(report, page, slip, problem):
    assert report(page) == ""
    assert report(page.replace(*slip)).startswith(problem + "\n")


@pytest.mark.parametrize(
    "page",
    [
        '```python title="config/settings.py"\nPAGE_SIZE = 20\nDEBUGGER = 1\n```\n',
        '```python title="config.py"\nDEBG = 1\nprint(DEBG)\n```\n',
        '```python\n@app.template_filter("date")\ndef show(value): ...\n```\n\n```html+jinja\n{{ day|date }}\n```\n',
        '```python\nreturn render_template("a.html", requst=1)\n```\n\n```html+jinja\n{{ requst }}\n```\n',
        "```html+jinja\n{% macro url_fro() %}{% endmacro %}{{ url_fro() }}\n```\n",
    ],
)
def test_name_of_the_projects_own(report, page):
    assert report(page) == ""
