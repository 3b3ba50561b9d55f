"""Every checker on a mistake, with the exact report, and on what is right, without a word."""

import pytest

from hooks.checkers import CHECKERS
from tests.hooks import test_formats

BAD = [
    (
        "bat",
        "if exist a.txt (\necho yes",
        [
            "docs/page.md:4:1: bat: no shell can read this",
            "    if exist a.txt (",
            "    ^",
            "    help: look for an open quote, bracket or block",
        ],
    ),
    (
        "doscon",
        "C:\\> if exist a.txt (echo yes",
        [
            "docs/page.md:4:6: doscon: no shell can read this",
            "    C:\\> if exist a.txt (echo yes",
            "         ^",
            "    help: look for an open quote, bracket or block",
        ],
    ),
    (
        "css",
        "p {\n  color: red;",
        [
            "docs/page.md:5:14: css: } is missing here",
            "      color: red;",
            "                 ^",
            "    help: close what was opened",
        ],
    ),
    (
        "js",
        "const a = [1, 2;",
        [
            "docs/page.md:4:16: js: ] is missing here",
            "    const a = [1, 2;",
            "                   ^",
            "    help: close what was opened",
        ],
    ),
    (
        "pycon",
        ">>> x = 1\n>>>     print(x)\n1",
        [
            "docs/page.md:5:5: pycon: unexpected indent",
            "    >>>     print(x)",
            "        ^",
            "    help: type it right after the prompt",
        ],
    ),
    (
        "ini",
        "[a]\nb = 1\nnonsense",
        [
            "docs/page.md:6:1: ini: neither a [section] nor a name = value: nonsense",
            "    nonsense",
            "    ^",
        ],
    ),
    (
        "ini",
        "b = 1",
        [
            "docs/page.md:4:1: ini: a setting before the first [section]",
            "    b = 1",
            "    ^",
            "    help: name a section",
        ],
    ),
    (
        "powershell",
        "echo 'open",
        [
            "docs/page.md:4:1: powershell: no shell can read this",
            "    echo 'open",
            "    ^",
            "    help: look for an open quote, bracket or block",
        ],
    ),
    (
        "python",
        "def view(request)\n    return 1",
        [
            "docs/page.md:4:18: python: expected ':'",
            "    def view(request)",
            "                     ^",
        ],
    ),
    (
        "python",
        "if True:\nx = 1",
        [
            "docs/page.md:5:1: python: expected an indented block after 'if' statement on line 4",
            "    x = 1",
            "    ^",
            "    help: the lines of a block are indented alike, by four spaces",
        ],
    ),
    (
        "python",
        'print "hello"',
        [
            "docs/page.md:4:1: python: Missing parentheses in call to 'print'. Did you mean print(...)?",
            '    print "hello"',
            "    ^",
            "    help: this is Python 2: write print(…)",
        ],
    ),
    (
        "python",
        "x = “curly”",
        [
            "docs/page.md:4:5: python: invalid character '“' (U+201C)",
            "    x = “curly”",
            "        ^",
        ],
    ),
    (
        "python",
        "$ python manage.py runserver",
        [
            "docs/page.md:4:1: python: invalid syntax",
            "    $ python manage.py runserver",
            "    ^",
            "    help: a session is a `console` or `pycon` block",
        ],
    ),
    (
        "pycon",
        ">>> 1 +\n2",
        [
            "docs/page.md:4:8: pycon: invalid syntax",
            "    >>> 1 +",
            "           ^",
        ],
    ),
    (
        "pycon",
        "1 + 1",
        [
            "docs/page.md:4:1: pycon: a session without a prompt",
            "    1 + 1",
            "    ^",
            "    help: start what is typed with '>>> '",
        ],
    ),
    (
        "console",
        '$ echo "open',
        [
            "docs/page.md:4:8: console: no shell can read this",
            '    $ echo "open',
            "           ^",
            "    help: look for an open quote, bracket or block",
        ],
    ),
    (
        "console",
        "echo no prompt",
        [
            "docs/page.md:4:1: console: a session without a prompt",
            "    echo no prompt",
            "    ^",
            "    help: start what is typed with '$ '",
        ],
    ),
    (
        "console",
        "$ for i in 1 2; do echo $i",
        [
            "docs/page.md:4:3: console: no shell can read this",
            "    $ for i in 1 2; do echo $i",
            "      ^",
            "    help: look for an open quote, bracket or block",
        ],
    ),
    (
        "console",
        "output\n$ ls",
        [
            "docs/page.md:4:1: console: output before the first prompt",
            "    output",
            "    ^",
            "    help: begin with '$ '",
        ],
    ),
    (
        "ps1con",
        "PS> if (Test-Path x) { echo y",
        [
            "docs/page.md:4:30: ps1con: } is missing here",
            "    PS> if (Test-Path x) { echo y",
            "                                 ^",
            "    help: close what was opened",
        ],
    ),
    (
        "bash",
        "if true; then echo",
        [
            "docs/page.md:4:1: bash: no shell can read this",
            "    if true; then echo",
            "    ^",
            "    help: look for an open quote, bracket or block",
        ],
    ),
    (
        "html+django",
        "{% if x %}\nyes",
        [
            "docs/page.md:4:1: html+django: Unclosed tag on line 4: 'if'. Looking for one of: elif, else, endif.",
            "    {% if x %}",
            "    ^",
        ],
    ),
    (
        "html+django",
        "<p>{{ book.title|upperr }}</p>",
        [
            "docs/page.md:4:4: html+django: Invalid filter: 'upperr'",
            "    <p>{{ book.title|upperr }}</p>",
            "       ^",
        ],
    ),
    (
        "html+django",
        "{% set x = 1 %}",
        [
            "docs/page.md:4:1: html+django: Invalid block tag on line 4: 'set'",
            "    {% set x = 1 %}",
            "    ^",
            "    help: 'set' is Jinja's: a Jinja template is an `html+jinja` block",
        ],
    ),
    (
        "html+django",
        "\n  {{ note.get(1) }}",
        [
            "docs/page.md:5:3: html+django: Could not parse the remainder: '(1)' from 'note.get(1)'",
            "      {{ note.get(1) }}",
            "      ^",
            "    help: Django calls without parentheses and gives a filter's argument after a colon",
        ],
    ),
    (
        "html+django",
        "{% for b in books %}{{ b }}{% endif %}",
        [
            "docs/page.md:4:28: html+django: Invalid block tag on line 4: 'endif', expected 'empty' or 'endfor'",
            "    {% for b in books %}{{ b }}{% endif %}",
            "                               ^",
            "    help: spell it as in Django's reference, or load its library with {% load … %}",
        ],
    ),
    (
        "html+jinja",
        "{% for b in books %}\n{{ b }}",
        [
            "docs/page.md:5:1: html+jinja: Unexpected end of template. Jinja was looking for the following tags: 'endfor' or 'else'. The innermost block that needs to be closed is 'for'.",
            "    {{ b }}",
            "    ^",
        ],
    ),
    (
        "html+jinja",
        "{% url 'home' %}",
        [
            "docs/page.md:4:1: html+jinja: Encountered unknown tag 'url'.",
            "    {% url 'home' %}",
            "    ^",
            "    help: 'url' is Django's: a Django template is an `html+django` block",
        ],
    ),
    (
        "html+django",
        "{% load humanise %}",
        [
            "docs/page.md:4:1: html+django: 'humanise' is not a registered tag library",
            "    {% load humanise %}",
            "    ^",
            "    help: did you mean 'humanize'?",
        ],
    ),
    (
        "html+django",
        "{% load books_extras %}{{ x|price }\n{% if x %}",
        [
            "docs/page.md:5:1: html+django: Unclosed tag on line 5: 'if'. Looking for one of: elif, else, endif.",
            "    {% if x %}",
            "    ^",
        ],
    ),
    (
        "html+django",
        "<p>\n<b>{{ book.title }</b>",
        [
            "docs/page.md:5:4: html+django: {{ is not closed on this line, so it is plain text",
            "    <b>{{ book.title }</b>",
            "       ^",
            "    help: close it with }}",
        ],
    ),
    (
        "html+django",
        "{% for b in books %}\n{{ loop.index }}{% endfor %}",
        [
            "docs/page.md:5:4: html+django: 'loop.index' is Jinja's",
            "    {{ loop.index }}{% endfor %}",
            "       ^",
            "    help: Django has `forloop`, as `forloop.counter`",
        ],
    ),
    (
        "html+jinja",
        "{% for b in books %}\n{{ forloop.counter }}{% endfor %}",
        [
            "docs/page.md:5:4: html+jinja: 'forloop' is Django's, not Jinja's",
            "    {{ forloop.counter }}{% endfor %}",
            "       ^",
            "    help: did you mean 'loop'?",
        ],
    ),
    (
        "html+jinja",
        "{% block a %}{% endblock %}\n<p>{% block a %}{% endblock %}",
        [
            "docs/page.md:5:4: html+jinja: block 'a' defined twice",
            "    <p>{% block a %}{% endblock %}",
            "       ^",
            "    help: names are unique",
        ],
    ),
    (
        "html+jinja",
        "<p>{% static 'a.css' %}",
        [
            "docs/page.md:4:4: html+jinja: Encountered unknown tag 'static'.",
            "    <p>{% static 'a.css' %}",
            "       ^",
            "    help: 'static' is Django's: a Django template is an `html+django` block",
        ],
    ),
    (
        "html+jinja",
        "{{ 1 + }}",
        [
            "docs/page.md:4:1: html+jinja: unexpected 'end of print statement'",
            "    {{ 1 + }}",
            "    ^",
        ],
    ),
    (
        "html",
        "<ul>\n  <li>a</li>",
        [
            "docs/page.md:4:1: html: <ul> is never closed",
            "    <ul>",
            "    ^",
            "    help: add </ul>",
        ],
    ),
    (
        "html",
        "<p><b>x</p></b>",
        [
            "docs/page.md:4:8: html: </p> comes before </b> (opened in line 4)",
            "    <p><b>x</p></b>",
            "           ^",
            "    help: swap them",
            "docs/page.md:4:12: html: </b> closes nothing",
            "    <p><b>x</p></b>",
            "               ^",
            "    help: remove it, or open what it closes",
        ],
    ),
    (
        "html",
        '<p id="a">x</p>\n<p id="a">y</p>',
        [
            "docs/page.md:5:1: html: the id 'a' is there already, in line 4",
            '    <p id="a">y</p>',
            "    ^",
            "    help: ids are unique",
        ],
    ),
    (
        "html",
        "<br></br>",
        [
            "docs/page.md:4:5: html: </br> closes nothing: <br> has no end tag",
            "    <br></br>",
            "        ^",
            "    help: remove it",
        ],
    ),
    (
        "html",
        "{% if a %}",
        [
            "docs/page.md:4:1: html: a template's tag in a block of html",
            "    {% if a %}",
            "    ^",
            "    help: the language should be `html+django` or `html+jinja`",
        ],
    ),
    (
        "html",
        "<p>a</p>\n<!-- b",
        [
            "docs/page.md:5:1: html: this comment is never closed",
            "    <!-- b",
            "    ^",
            "    help: add -->",
        ],
    ),
    (
        "html",
        "<p>a</p",
        [
            "docs/page.md:4:5: html: this tag is never closed",
            "    <p>a</p",
            "        ^",
            "    help: add >",
        ],
    ),
    (
        "json",
        '{"a": 1,\n "a": 2}',
        [
            "docs/page.md:5:2: json: the key 'a' is there already, in line 4",
            '     "a": 2}',
            "     ^",
            "    help: keys are unique",
        ],
    ),
    (
        "yaml",
        "a:\n  b: 1\n  b: 2",
        [
            "docs/page.md:6:3: yaml: the key 'b' is there already, in line 5",
            "      b: 2",
            "      ^",
            "    help: keys are unique",
        ],
    ),
    (
        "ini",
        "[a]\nb = 1\nb = 2",
        [
            "docs/page.md:6:1: ini: option 'b' in section 'a' already exists",
            "    b = 2",
            "    ^",
        ],
    ),
    (
        "json",
        '{"a": 1,b}',
        [
            "docs/page.md:4:9: json: Expecting property name enclosed in double quotes",
            '    {"a": 1,b}',
            "            ^",
        ],
    ),
    (
        "toml",
        "a = \n",
        [
            "docs/page.md:4:5: toml: Invalid value",
            "    a = ",
            "        ^",
        ],
    ),
    (
        "yaml",
        "a: [1, 2\nb: 3",
        [
            "docs/page.md:5:2: yaml: expected ',' or ']', but got ':'",
            "    b: 3",
            "     ^",
        ],
    ),
    (
        "pyhton",
        "x = 1",
        [
            "docs/page.md:3:1: markdown: unknown language 'pyhton'",
            "    ```pyhton",
            "    ^",
            "    help: did you mean 'python'?",
        ],
    ),
    (
        "Python",
        "x = 1",
        [
            "docs/page.md:3:1: markdown: 'Python' is not in lower case",
            "    ```Python",
            "    ^",
            "    help: did you mean 'python'?",
        ],
    ),
    (
        "",
        "x",
        [
            "docs/page.md:3:1: markdown: this block names no language",
            "    ```",
            "    ^",
            "    help: use one of: bash, bat, console, css, diff, docker, doscon, html, html+django, html+jinja, http, ini, js, json, nginx, powershell, ps1con, pycon, python, sql, text, toml, xml, yaml",
        ],
    ),
]

GOOD = [
    ("css", ":root { --x: { a: b }; }\n.a > p ~ q + r { margin: -1px }"),
    ("css", "@keyframes x { from { opacity: 0 } 50.5% { opacity: 1 } } /* a://b */"),
    ("html", "<textarea><b></textarea><title><p></title>"),
    ("html", "<a title='say \"x\"' href=x>y</a>"),
    ("html+django", "<p>{# one #}{#two#}</p><style>@media print{#nav{display:none}}</style>"),
    ("html+django", "<script>f({a: {b}}); g({ a: { b }})</script>"),
    ("html+django", "{% extends layout %}{% include page.template only %}"),
    (
        "html+django",
        "{% for a in b %}{{ forloop.parentloop.counter }}{{ forloop.last }}{% endfor %}",
    ),
    ("html+django", '<form method="post">{% csrf_token %}</form><form method="get"></form>'),
    ("html+django", '<form method="post" action="https://a.example/"></form>'),
    ("html+django", '<form method="post">{% include "fields.html" %}</form>'),
    ("html+django", '{% if a %}<div class="a">{% else %}<div id="b">{% endif %}\n</div>'),
    ("html+django", "{% for a in b %}{% if c %}</tr><tr>{% endif %}<td>{% endfor %}"),
    ("html+django", '<p id="{{ a }}"></p><p id="{{ b }}"></p><div>'),
    ("html+django", "{% if a %}<ul>{% endif %}<li>x{% if a %}</ul>{% endif %}"),
    ("html+django", "{% comment %}<b>{% endcomment %}<option {% if a > b %}selected{% endif %}>"),
    ("html+django", "</main></body></html>"),
    ("html+django", "<!doctype html><html><body><main>"),
    ("html+jinja", "{% trans %}Hello{% endtrans %}"),
    ("html+jinja", "{% for a in b %}{{ loop.index0 }}{% endfor %}{{ loop.first }}"),
    ("html+jinja", "{% for loop in loops %}{{ loop.counter }}{% endfor %}"),
    ("html+jinja", "{% extends layout %}{% from 'forms.html' import field %}"),
    ("bat", "set A=1\nif %A%==1 echo one"),
    ("doscon", "C:\\> dir\n a.txt"),
    ("doscon", "C:\\> for %i in (*.py) do echo %i"),
    ("css", ":root { --a: #fff; }\np > a::before { content: attr(title); }"),
    ("js", "document.querySelector('a')?.focus()"),
    ("ini", "[a]\nb = 1\n; comment"),
    ("ps1con", "PS> waitress-serve --listen=127.0.0.1:8000 app:app"),
    ("python", "async def view(request):\n    return await answer()"),
    ("python", "    def method(self):\n        return 1"),
    ("python", "await answer()"),
    ("python", "@login_required\ndef view(request): ..."),
    ("pycon", ">>>     # a note\n>>> x = 1\n>>>   \n>>> x\n1"),
    ("pycon", ">>> for i in range(2):\n...     i\n...\n0\n1\n>>> 1 + 1\n2"),
    ("console", "$ echo one \\\n    two\none two\n$ cd /tmp"),
    ("console", "$ cat <<EOF\n> text $\n> EOF\ntext $"),
    ("console", "$ cat <<EOF\nit's\nEOF\nit's"),
    ("console", "$ curl -d '{\n  \"a\": 1\n}' http://127.0.0.1:5000/\nit's"),
    ("console", "$ python -c \"\nprint('a')\n\"\na"),
    ("console", "$ ls # it's\na"),
    ("ps1con", 'PS> .venv\\Scripts\\Activate.ps1\nPS> $env:FLASK_DEBUG = "1"'),
    ("powershell", "Set-ExecutionPolicy -Scope Process RemoteSigned"),
    ("bash", 'export A=1; echo "$A"'),
    (
        "html+django",
        "{% load static %}{% for b in books %}{{ b.title|truncatechars:9 }}{% empty %}-{% endfor %}{% url 'books:list' %}",
    ),
    (
        "html+jinja",
        "{% for b in books %}{{ loop.index }}{% else %}-{% endfor %}{{ url_for('home') }}{% set n = 1 + 2 %}",
    ),
    (
        "html",
        '<!doctype html>\n<html lang="en">\n<head><title>x</title></head>\n<body><ul><li>a<li>b</ul><p>one<p>two<br><img src="a.png" alt=""></body>\n</html>',
    ),
    ("html", '<svg viewBox="0 0 1 1"><path d="M0 0"/></svg>'),
    ("json", '{"a": [1, 2]}'),
    ("css", ".a {\n  …\n}\n@media (width >= 40rem) { .a { .b & { color: red } } }"),
    ("js", "htmx.on('load', (e) => { ... }); f(...a, ...)"),
    ("html", "<p>1 < 2</p> <"),
    ("ps1con", "PS> py -0p"),
    ("json", '[{"a": {"a": 1}}, {"a": 2}]'),
    ("yaml", 'a: &x {a: 1}\nb: {<<: *x, a: 2}\n1: x\n"1": y\nc: &c [*c]'),
    ("toml", "[a]\nb = 1"),
    ("yaml", "a: [1, 2]\n---\nb: !tag 3"),
    ("text", "anything {{ <"),
    ("python", '@app.route("/")\n@login_required\n...'),
    ("python", "else:\n    form = BookForm()"),
    ("python", "elif x:\n    pass"),
    ("python", "except Book.DoesNotExist:\n    raise Http404"),
    ("python", "return render(request, 'a.html')"),
    ("python", "def f(request):\n    await_answer = 1\n    return await_answer"),
    ("html+django", "{% load books_extras %}{{ x|price }}{% shelf %}"),
    ("html+django", "{% load static books_extras %}{% static 'a.css' %}{{ x|price }}"),
    ("html+django", "{% load price from books_extras %}{{ x|price }}"),
    (
        "html+django",
        "{% verbatim %}{{ open {% endverbatim %}{% comment %}{{ a {% endcomment %}",
    ),
    ("html+django", "<script>f({a: {b: 1}})</script><style>p{width:50%}</style>"),
    ("html+django", "{% for loop in loops %}{{ loop.index }}{% endfor %}{{ loop.name }}"),
    ("html+jinja", "{% block a %}{% endblock %}{{ self.a() }}{% block b %}{% endblock %}"),
    ("html+jinja", "{% set forloop = 1 %}{{ forloop }}"),
]


# What is right in its language, and never what was meant: language, source, place and message.
SLIPS = [
    ("css", "p {\n  // red\n  color: red;\n}", "3:3: css: CSS has no comments with //"),
    ("css", "p { margin: 0 auto", "2:1: css: this is no css"),
    ("html", '<a href="x class="b">y</a>', "2:1: html: a quote is open in <a>, or one too many"),
    ("html", "<p>\n<h1>a</h2>", "3:1: html: <h1> is never closed"),
    (
        "html+django",
        "<p>\n  {# two\nlines #}",
        "3:3: html+django: {# is not closed on this line, so it is plain text",
    ),
    ("html+django", "<p>{ form.as_p }}", "2:4: html+django: a single { opens nothing"),
    ("html+jinja", "<p>{ name|upper }}", "2:4: html+jinja: a single { opens nothing"),
    (
        "html+django",
        "{% extends base.html %}",
        "2:12: html+django: a name without quotes is that of a variable",
    ),
    (
        "html+jinja",
        "{% from forms.html import field %}",
        "2:9: html+jinja: a name without quotes is that of a variable",
    ),
    (
        "html+django",
        "{% for a in b %}{{ forloop.couter }}{% endfor %}",
        "2:28: html+django: forloop has no 'couter'",
    ),
    (
        "html+jinja",
        "{% for a in b %}\n{{ loop.counter }}{% endfor %}",
        "3:9: html+jinja: loop has no 'counter'",
    ),
    (
        "html+django",
        '<main>\n<form class="a" method="post">\n{{ form }}</form></main>',
        "3:1: html+django: Django refuses what this form posts: it has no token",
    ),
    (
        "html+django",
        "<ul>\n{% for a in b %}\n<li>{{ a }}</ol>\n{% endfor %}\n</ul>",
        "4:12: html+django: </ol> closes nothing inside <ul>",
    ),
    (
        "html+jinja",
        "{% extends 'a.html' %}\n{% block a %}{% if b %}<i>x</i>{% endif %}<b>{% endblock %}",
        "3:43: html+jinja: <b> is never closed",
    ),
    (
        "html+jinja",
        "<p>{% if a %}x{% elif b %}y{% else %}z{% endif %}<b><i>x</b></i>",
        "2:57: html+jinja: </b> comes before </i> (opened in line 2)",
    ),
]


def page(language: str, source: str) -> str:
    return f"# Title\n\n```{language}\n{source}\n```\n"


@pytest.mark.parametrize(("language", "source", "lines"), BAD)
def test_mistake_is_reported(report, language, source, lines):
    assert report(page(language, source)).split("\n") == lines


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("def f():\n    return await g()", "3:12: python: 'await' outside async function"),
        ("x = 1\nreturn x", "3:1: python: 'return' outside function"),
    ],
)
def test_what_python_refuses_where_it_stands(report, source, message):
    assert report(f'```python title="a.py"\n{source}\n```\n').startswith(f"docs/page.md:{message}")
    right = f"async {source}" if source.startswith("def") else "x = 1\n\n\ndef f():\n    return x"
    assert "outside" not in report(f'```python title="a.py"\n{right}\n```\n')


@pytest.mark.parametrize(("language", "source", "found"), SLIPS)
def test_slip_that_the_language_takes(report, language, source, found):
    assert report(f"```{language}\n{source}\n```\n").startswith(f"docs/page.md:{found}\n")


@pytest.mark.parametrize("source", ['{"a": 1,}', "[1,]"])
def test_comma_at_the_end_of_json(report, source):
    """Python 3.13 has words of its own for it."""
    found = report(f"```json\n{source}\n```\n")
    assert found.count(" json: ") == 1
    assert f"\n    {source}\n" in found


@pytest.mark.parametrize(("language", "source"), GOOD)
def test_what_is_right_is_left_alone(report, language, source):
    assert report(page(language, source)) == ""


def test_every_language_has_a_mistake_and_a_clean_twin():
    assert {language for language, *_ in BAD + test_formats.BAD} >= CHECKERS.keys()
    assert {language for language, *_ in GOOD + test_formats.GOOD} >= CHECKERS.keys()


def test_deliberate_mistake_is_left_alone(report):
    assert report('```{.python data-wrong="a bracket is open"}\nprint((1)\n```\n') == ""


def test_mark_on_a_block_that_is_right(report):
    assert report('```{.python data-wrong="a bracket is open"}\nprint(1)\n```\n') == (
        "docs/page.md:1:1: markdown: the block is marked data-wrong, but nothing wrong is found in it\n"
        '    ```{.python data-wrong="a bracket is open"}\n    ^\n'
        "    help: remove the mark, or use data-mistake if only running it shows the mistake"
    )


@pytest.mark.parametrize(
    ("fence", "message"),
    [
        ('```{.python data-wrnog="x"}', "unknown attribute 'data-wrnog'"),
        ('```{.python hl_lines="2"}', "hl_lines names 2, but the block has 1 lines"),
        ('```{.python hl_lines="2-1"}', "hl_lines goes backwards: 2-1"),
        ("```{.python data-mistake}", "the attribute data-mistake says nothing"),
        ('```{.python hl_lines="a"}', "hl_lines does not name lines: 'a'"),
        ('```{.python data-wrong=""}', "the attribute data-wrong says nothing"),
        ('```{.python data-keep="runing"}', "data-keep is 'running', not 'runing'"),
        (
            '```{.python data-at="bottom" title="a.py"}',
            "data-at is 'end of the file' or 'top of the file', not 'bottom'",
        ),
        ('```{.python data-after="x = 1"}', "a part of a file that is not named"),
    ],
)
def test_attributes(report, fence, message):
    assert f"docs/page.md:1:13: markdown: {message}" in report(f"{fence}\nx = 1\n```\n")


def test_values_of_attributes(report):
    title = 'title="a.py" data-at="end of the file"'
    assert report(f"```{{.python {title}}}\nx = 1\n```\n") == ""
    assert report('```{.console data-keep="running"}\n$ flask run\n```\n') == ""
    assert report("```{.python title=“a.py”}\nx = 1\n```\n").startswith(
        "docs/page.md:1:13: markdown: typographic quotes around title\n"
    )


def test_empty_block(report):
    assert "docs/page.md:1:1: markdown: this block is empty" in report("```python\n\n```\n")


@pytest.mark.parametrize(
    ("before", "indent", "opened"),
    [
        ('=== "A"\n\n', "", '=== "A"'),
        ('=== "A"\n', "  ", '=== "A"'),
        ('- item\n\n    === "A"\n\n', "    ", '=== "A"'),
        ("- item\n\n", "  ", "- item"),
        ("1. item\n\n", "   ", "1. item"),
        ("!!! note\n", "", "!!! note"),
        ("!!! note\n    text\n\n", "   ", "!!! note"),
    ],
)
def test_block_that_fell_out(report, before, indent, opened):
    def fence(width: str) -> str:
        return f"{before}{width}```python\n{width}x = 1\n{width}```\n"

    line, column = before.count("\n") + 1, len(indent) + 1
    assert report(fence(indent)).startswith(
        f"docs/page.md:{line}:{column}: markdown: this block is outside of {opened!r}\n"
    )
    deep = len(before.rstrip().split("\n")[-1]) - len(before.rstrip().split("\n")[-1].lstrip())
    assert report(fence(" " * (4 if "text" in before else deep + 4))) == ""


@pytest.mark.parametrize(
    "page",
    [
        "- item\n  ```python\n  x = 1\n  ```\n",
        '!!! note "A title is enough"\n\n```python\nx = 1\n```\n',
        "- item\n\n```python\nx = 1\n```\n",
        "> quoted\n>\n> ```python\n> x = 1\n> ```\n",
    ],
)
def test_block_that_is_where_it_should_be(report, page):
    assert report(page) == ""


def test_annotation_without_a_text(report):
    code = "```python\na = 1  # (1)!\nb = 2  # (2)\n```\n\n"
    assert report(code + "1. One\n2. Two\n") == ""
    assert report(code + "1. One\n\nText.\n") == (
        "docs/page.md:3:8: python: annotation (2) has no text\n"
        "    b = 2  # (2)\n"
        "           ^\n"
        "    help: put a numbered list directly below the block"
    )
    tab = '=== "A"\n\n    ```python\n    a = 1  # (1)!\n    ```\n\n    1. One\n'
    assert report(tab) == ""
    assert "annotation (1) has no text" in report(tab.replace("    1. One", "1. One"))
    assert report("```python\na = 1  # section (1) of 2\n```\n") == ""
    assert report("> ```python\n> a = 1  # (1)!\n> ```\n>\n> 1. One\n") == ""


def test_language_in_braces_without_a_dot(report):
    assert "help: in braces a language has a dot: {.python}" in report("```{python}\nx = 1\n```\n")


def test_line_and_column_inside_a_tab_after_front_matter(report):
    text = '---\ntitle: T\n---\n\n=== "A"\n\n    ```json\n    {"a":\n     oops}\n    ```\n'
    assert report(text).startswith("docs/page.md:9:6: json: Expecting value\n         oops}\n")


def test_fault_of_a_checker_hides_nothing(report, monkeypatch):
    def broken(block):
        raise RuntimeError("boom")

    monkeypatch.setitem(CHECKERS, "toml", broken)
    text = report("```toml\na = 1\n```\n\n```json\n{\n```\n")
    assert "docs/page.md:1:1: markdown: the checker broken failed: RuntimeError: boom" in text
    assert "docs/page.md:6:2: json: " in text
