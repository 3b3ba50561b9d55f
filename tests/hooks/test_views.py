"""Views that do not take what their route gives, each mistake beside its right twin."""

import pytest

APP = """\
from functools import wraps
from flask import Blueprint, Flask
from flask_login import login_required
app = Flask(__name__)
bp = Blueprint("notes", __name__)
def own(view):
    return wraps(view)(lambda **given: view(1, **given))
"""
VIEWS = """\
```python title="books/views.py"
from django.views.generic import ListView
from django.views.decorators.http import require_GET
def show(request, number): ...
@require_GET
def read(request, *, pk=1): ...
class Books(ListView): ...
class Feed: ...
```

"""
URLS = "from django.urls import path, re_path\nfrom . import views\nu = [\n"

FLASK = [
    ('@app.get("/<int:number>")\ndef note(id): ...', '@app.get("/<int:id>")\ndef note(id): ...',
     "9:10: note() takes no 'number', which its route gives (did you mean 'id'?)"),
    ('@app.get("/<a>/<b>")\ndef note(b): ...', '@app.get("/<a>/<b>")\ndef note(**b): ...',
     "9:10: note() takes no 'a', which its route gives ()"),
    ('@app.get("/")\ndef note(a): ...', '@bp.get("/")\ndef note(a): ...',
     "9:10: note() needs 'a', which its route does not give ()"),
    ('@app.get("/")\n@app.get("/<a>")\ndef note(a): ...',
     '@app.get("/", defaults={"a": 1})\n@app.get("/<a>")\ndef note(a, b=2): ...',
     "9:10: note() needs 'a', which its route does not give ()"),
    ('@app.get("/<a>")\n@login_required\ndef note(): ...', '@app.get("/<a>")\n@own\ndef note(x, a): ...',
     "9:10: note() takes no 'a', which its route gives ()"),
    ('def make():\n    @app.get("/<a>")\n    def note(): ...',
     'def make():\n    @app.url_value_preprocessor\n    def take(e, v): v.pop("a")\n    @app.get("/<a>")\n    def note(): ...',
     "10:14: note() takes no 'a', which its route gives ()"),
    ('@login_required\n@app.get("/")\ndef note(): ...', '@own\n@app.get("/")\n@login_required\ndef note(): ...',
     "9:2: Flask never calls @login_required above the route (put it below the route)"),
]  # fmt: skip
DJANGO = [
    ("path('<int:pk>/', views.show)]", "path('<int:number>/', views.show)]",
     "19: show() takes no 'pk', which its route gives (did you mean 'number'?)"),
    ("path('<int:p>/', views.read)]", "path('<int:pk>/', views.read), path('', views.show)]",
     "18: read() takes no 'p', which its route gives ()"),
    ("re_path('^(?P<n>a)$', views.show)]", "re_path('^(a)$', views.show)]",
     "23: show() takes no 'n', which its route gives (did you mean 'number'?)"),
    ("path('', views.Books)]", "path('', views.Books.as_view()), path('f', views.Feed)]",
     "10: views.Books is a class (write views.Books.as_view())"),
    ("path('<a>/', views.show)]", "path('', views.show, {'number': 1})]",
     "14: show() takes no 'a', which its route gives (did you mean 'number'?)"),
]  # fmt: skip


@pytest.mark.parametrize(("wrong", "right", "message"), FLASK)
def test_view_of_flask(report, said, wrong, right, message):
    def page(code: str) -> str:
        return f'```python title="app.py"\n{APP}{code}\n```\n'

    assert said(page(wrong)) == f"docs/page.md:{message}"
    assert report(page(right)) == ""


@pytest.mark.parametrize(("wrong", "right", "message"), DJANGO)
def test_view_of_django(report, said, wrong, right, message):
    def page(code: str) -> str:
        return f'{VIEWS}```python title="books/urls.py"\n{URLS}{code}\n```\n'

    assert said(page(wrong)) == f"docs/page.md:15:{message}"
    assert report(page(right)) == ""


def test_a_view_that_a_later_version_of_its_file_makes_right(report):
    urls = f"```python title=\"books/urls.py\"\n{URLS}path('<int:pk>/', views.show)]\n```\n"
    part = '```{.python title="books/views.py" data-replace="def show(request, number): ..."}\n'
    assert report(VIEWS + urls) != ""
    assert report(VIEWS + urls + "\n" + part + "def show(request, pk): ...\n```\n") == ""


def test_a_session_may_look_at_any_route(report):
    typed = URLS.replace("u = [\n", "").strip().replace("\n", "\n>>> ")
    session = f">>> {typed}\n>>> path('<int:pk>/', views.show)"
    assert report(f"{VIEWS}```pycon\n{session}\n```\n") == ""
