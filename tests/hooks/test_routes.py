"""URL names, endpoints and templates that nothing shown defines, each beside its right twin."""

import pytest

URLS = """\
```python title="books/urls.py"
from django.urls import path

from . import views

app_name = "books"
urlpatterns = [path("", views.index, name="index")]
```

```python title="config/urls.py"
from django.contrib import admin
from django.urls import include, path

urlpatterns = [
    path("admin/", admin.site.urls),
    path("books/", include("books.urls")),
    path("accounts/", include("django.contrib.auth.urls")),
]
```

"""
ROUTES = """\
```python title="app.py"
from flask import Blueprint, Flask

app = Flask(__name__)
notes = Blueprint("notes", __name__)


@app.route("/")
def home():
    return "home"


@notes.get("/notes/")
def show():
    return "notes"
```

"""
TEMPLATE = """\
```html+django title="books/templates/books/base.html"
<p>{% block content %}{% endblock %}</p>
```

"""

NEEDS = """\
```python title="urls.py"
from django.urls import path

from . import views

urlpatterns = [
    path("<int:pk>/", views.show, name="show"),
    path("all/", views.all, name="all"),
]
```

```python title="app.py"
from flask import Flask

app = Flask(__name__)


@app.get("/note/<int:number>")
def note(number):
    return str(number)


@app.get("/hello/<name>")
@app.get("/hello")
def hello(name="you"):
    return name


@app.get("/page", defaults={"number": 1})
@app.get("/page/<int:number>")
def page(number):
    return str(number)
```

"""
TABLE = [
    (NEEDS, "html+django", "{% url 'show' %}", "{% url 'show' 1 %}{% url 'all' %}",
     "1:9: html+django: 'show' needs pk, and nothing is given"),
    (NEEDS, "html+django", "{% url 'show' as it %}", "{% url 'show' pk=1 as it %}",
     "1:9: html+django: 'show' needs pk, and nothing is given"),
    (NEEDS, "python", "from django.urls import reverse\nreverse('show')",
     "from django.urls import reverse\nreverse('show', args=[1])",
     "2:10: python: 'show' needs pk, and nothing is given"),
    (NEEDS, "python", "from flask import url_for\nurl_for('note')",
     "from flask import url_for\nurl_for('note', number=1), url_for('hello'), url_for('page')",
     "2:10: python: 'note' needs number, and nothing is given"),
    (URLS, "python", "from django.shortcuts import redirect\nredirect('books:idnex')",
     "from django.shortcuts import redirect\nredirect('books:index'), redirect('https://a.b'), redirect(to)",
     "2:11: python: no URL pattern named 'books:idnex' is shown"),
    (URLS, "python", "LOGIN_REDIRECT_URL = 'books:idnex'", "LOGIN_URL = 'login'\nLOGOUT_REDIRECT_URL = 'books:index'\nA_URL = 'sqlite:books.sqlite3'",
     "1:23: python: no URL pattern named 'books:idnex' is shown"),
    (URLS, "html+django", "{% url 'books:indx' %}", "{% url 'books:index' %}",
     "1:9: html+django: no URL pattern named 'books:indx' is shown"),
    (URLS, "html+django", "{% url 'index' %}", "{% url 'admin:index' %}",
     "1:9: html+django: no URL pattern named 'index' is shown"),
    (URLS, "html+django", "<p>\n{% url 'logn' %}", "<p>\n{% url 'login' %}",
     "2:9: html+django: no URL pattern named 'logn' is shown"),
    (URLS, "python", "from django.urls import reverse\nreverse('books:detail')",
     "from django.urls import reverse\nreverse('books:index')",
     "2:10: python: no URL pattern named 'books:detail' is shown"),
    (ROUTES, "html+jinja", "{{ url_for('hom') }}", "{{ url_for('home') }}",
     "1:13: html+jinja: no endpoint 'hom' is shown"),
    (ROUTES, "html+jinja", "{{ url_for('show') }}", "{{ url_for('notes.show') }}",
     "1:13: html+jinja: no endpoint 'show' is shown"),
    (ROUTES, "html+jinja", "{{ url_for('statc', filename='a') }}",
     "{{ url_for('static', filename='a') }}",
     "1:13: html+jinja: no endpoint 'statc' is shown"),
    (TEMPLATE, "html+django", '{% extends "books/bsae.html" %}',
     '{% extends "books/base.html" %}',
     "1:13: html+django: no template 'books/bsae.html' is shown"),
]  # fmt: skip


@pytest.mark.parametrize(("shown", "language", "wrong", "right", "message"), TABLE)
def test_mistake_and_twin(report, shown, language, wrong, right, message):
    above = shown.count("\n") + 1
    line, rest = message.split(":", 1)
    first = report(f"{shown}```{language}\n{wrong}\n```\n").split("\n")[0]
    assert first == f"docs/page.md:{above + int(line)}:{rest}"
    assert report(f"{shown}```{language}\n{right}\n```\n") == ""


def test_without_any_route_nothing_is_said(report):
    assert report("```html+django\n{% url 'any' %}\n```\n") == ""


def test_names_of_a_urlconf_that_is_not_shown_may_be_anything(report):
    urls = URLS.replace('path("books/", include("books.urls"))', 'path("x/", include("shop.urls"))')
    assert report(urls + "```html+django\n{% url 'shop:basket' %}\n```\n") == ""
