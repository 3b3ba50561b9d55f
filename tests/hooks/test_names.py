"""Names: each mistake with its exact place and words, beside a twin that is right."""

import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hooks.blocks import Block
from hooks.checkers.project import check_page_names
from hooks.files import follow

VIEW = "from django.http import HttpResponse\n\n\ndef home(request):\n    return "
MODEL = "from django.db import models\n\n\nclass Book(models.Model):\n    "
FORM = "from django import forms\n\n\nclass F(forms.Form):\n    "
URLS = "from django.urls import include, path\nurlpatterns = ["
DB = "from flask_sqlalchemy import SQLAlchemy\ndb = SQLAlchemy()\n"
LIST = "from django.views.generic import ListView\n\n\nclass A(ListView):\n    "
FLASK = "from flask import Flask, request\n\napp = Flask(__name__)\n"

# title, mistake, its right twin, what is said: line:column: message (remedy)
TABLE = [
    # names
    ("a.py", VIEW + "HttpRespons()", VIEW + "HttpResponse()", "5:12: nothing defines 'HttpRespons' (import or define it)"),
    ("a.py", VIEW + "HttpResponse(reqeust.path)", VIEW + "HttpResponse(request.path)", "5:25: nothing defines 'reqeust' (did you mean 'request'?)"),
    ("a.py", "x = json.loads('1')", "import json\nx = json.loads('1')", "1:5: nothing defines 'json' (import or define it)"),
    ("models.py", "class A(models.Model): pass", "from django.db import models\nclass A(models.Model): pass", "1:9: nothing defines 'models' (import or define it)"),
    ("a.py", "def f(titel):\n    return title", "def f(title):\n    return title", "2:12: nothing defines 'title' (did you mean 'titel'?)"),
    ("", "pritn('x')", "print('x')", "1:1: nothing defines 'pritn' (did you mean 'print'?)"),
    ("", "import os\nprint(sys.argv)", "import os\nimport sys\nprint(sys.argv)", "2:7: nothing defines 'sys' (import or define it)"),
    ("a.py", "é = 'é'; x = é + ü", "é = 'é'; ü = é + é", "1:18: nothing defines 'ü' (import or define it)"),
    ("a.py", "@login_required\ndef v(request): return 1", "from django.contrib.auth.decorators import login_required\n@login_required\ndef v(request): return 1", "1:2: nothing defines 'login_required' (import or define it)"),
    ("a.py", "class A:\n    x = 1\n    def f(self): return x", "class A:\n    x = 1\n    def f(self): return self.x", "3:25: nothing defines 'x' (import or define it)"),
    # imports
    ("", "from django.urls import pth", "from django.urls import path", "1:25: django.urls has no 'pth' (did you mean 'path'?)"),
    ("", "from django.shortcut import render", "from django.shortcuts import render", "1:6: there is no module 'django.shortcut' (did you mean 'django.shortcuts'?)"),
    ("", "import django.db.modles", "import django.db.models", "1:8: there is no module 'django.db.modles' (did you mean 'django.db.models'?)"),
    ("", "from django.db import modles", "from django.db import models", "1:23: django.db has no 'modles' (did you mean 'models'?)"),
    ("", "from django.conf.urls import url", "from django.urls import re_path", "1:30: django.conf.urls has no 'url' ()"),
    ("", "from django.utils.translation import ugettext", "from django.utils.translation import gettext", "1:38: django.utils.translation has no 'ugettext' (did you mean 'gettext'?)"),
    ("", "from django.contrib.auth.models import Usr", "from django.contrib.auth.models import User", "1:40: django.contrib.auth.models has no 'Usr' (did you mean 'User'?)"),
    ("", "from flask import Flsk", "from flask import Flask", "1:19: flask has no 'Flsk' (did you mean 'Flask'?)"),
    ("", "from flask import render_tempalte", "from flask import render_template", "1:19: flask has no 'render_tempalte' (did you mean 'render_template'?)"),
    ("", "from flask import Markup", "from markupsafe import Markup", "1:19: flask has no 'Markup' ()"),
    ("", "from rest_framework import serializer", "from rest_framework import serializers", "1:28: rest_framework has no 'serializer' (did you mean 'serializers'?)"),
    ("", "from sqlalchemy import Colum", "from sqlalchemy import Column", "1:24: sqlalchemy has no 'Colum' (did you mean 'Column'?)"),
    ("", "from sqlalchemy.orm import maped_column", "from sqlalchemy.orm import mapped_column", "1:28: sqlalchemy.orm has no 'maped_column' (did you mean 'mapped_column'?)"),
    ("", "from flask_wtf import FlaskFrom", "from flask_wtf import FlaskForm", "1:23: flask_wtf has no 'FlaskFrom' (did you mean 'FlaskForm'?)"),
    ("", "from flask_login import login_requierd", "from flask_login import login_required", "1:25: flask_login has no 'login_requierd' (did you mean 'login_required'?)"),
    ("", "from flask_migrate import Migrat", "from flask_migrate import Migrate", "1:27: flask_migrate has no 'Migrat' (did you mean 'Migrate'?)"),
    ("", "from flask_sqlalchemy import SQLAlchmy", "from flask_sqlalchemy import SQLAlchemy", "1:30: flask_sqlalchemy has no 'SQLAlchmy' (did you mean 'SQLAlchemy'?)"),
    ("", "from werkzeug.security import check_pasword_hash", "from werkzeug.security import check_password_hash", "1:31: werkzeug.security has no 'check_pasword_hash' (did you mean 'check_password_hash'?)"),
    ("", "from celery import shared_tsk", "from celery import shared_task", "1:20: celery has no 'shared_tsk' (did you mean 'shared_task'?)"),
    ("", "import pytest\n@pytest.fixtur\ndef f(): return 1", "import pytest\n@pytest.fixture\ndef f(): return pytest.mark.any", "2:9: pytest has no 'fixtur' (did you mean 'fixture'?)"),
    ("", "from jinja2 import Enviroment", "from jinja2 import Environment", "1:20: jinja2 has no 'Enviroment' (did you mean 'Environment'?)"),
    ("", "from collections import OrderdDict", "from collections import OrderedDict", "1:25: collections has no 'OrderdDict' (did you mean 'OrderedDict'?)"),
    # attributes
    ("a.py", MODEL + "t = models.CharFeild(max_length=9)", MODEL + "t = models.CharField(max_length=9)", "5:16: django.db.models has no 'CharFeild' (did you mean 'CharField'?)"),
    ("a.py", "from django.contrib import admin\nadmin.site.registr(1)", "from django.contrib import admin\nadmin.site.register(1)", "2:12: AdminSite has no 'registr' (did you mean 'register'?)"),
    ("a.py", FLASK + "@app.rout('/')\ndef h(): return ''", FLASK + "@app.route('/')\ndef h(): return ''", "4:6: Flask has no 'rout' (did you mean 'route'?)"),
    ("a.py", FLASK + "def h(): return request.arg", FLASK + "def h(): return request.args", "4:25: Request has no 'arg' (did you mean 'args'?)"),
    ("", "import os\nos.path.joinn('a')", "import os\nos.path.join('a')", "2:9: os.path has no 'joinn' (did you mean 'join'?)"),
    ("", "import json\njson.laods('1')", "import json\njson.loads('1')", "2:6: json has no 'laods' (did you mean 'loads'?)"),
    ("a.py", MODEL + "a = models.ForeignKey('A', on_delete=models.CASCAD)", MODEL + "a = models.ForeignKey('A', on_delete=models.CASCADE)", "5:49: django.db.models has no 'CASCAD' (did you mean 'CASCADE'?)"),
    ("", "from datetime import datetime\ndatetime.nwo()", "from datetime import datetime\ndatetime.now()", "2:10: datetime has no 'nwo' (did you mean 'now'?)"),
    ("", "from http import HTTPStatus\nHTTPStatus.NOT_FOND", "from http import HTTPStatus\nHTTPStatus.NOT_FOUND", "2:12: HTTPStatus has no 'NOT_FOND' (did you mean 'NOT_FOUND'?)"),
    ("", "from books.models import Book\nBook.objects.all().filtr()", "from books.models import Book\nBook.objects.all().filter()", "2:20: a QuerySet has no 'filtr' (did you mean 'filter'?)"),
    ("a.py", DB + "x = db.Intger", DB + "x = db.Integer, db.session, db.Model", "3:8: SQLAlchemy has no 'Intger' (did you mean 'Integer'?)"),
    ("a.py", DB + "class A(db.Models): pass", DB + "class A(db.Model): pass", "3:12: SQLAlchemy has no 'Models' (did you mean 'Model'?)"),
    ("a.py", DB + "x = db.colunm(1)", DB + "db.mine = 1\nx = db.mine", "3:8: SQLAlchemy has no 'colunm' (did you mean 'column'?)"),
    ("a.py", LIST + "def get(self): return self.get_querset()", LIST + "def get(self): return self.get_queryset(), self.get_title()", "5:32: no class here has 'get_querset' (did you mean 'get_queryset'?)"),
    ("a.py", LIST + "def get(self): return self.pagniate_by", LIST + "pagniate_by = 1\n    def get(self): return self.pagniate_by", "5:32: no class here has 'pagniate_by' (did you mean 'paginate_by'?)"),
    # what nothing asks for
    ("a.py", LIST + "pagniate_by = 2", LIST + "paginate_by = 2\n    page_name = 1\n    _paginate_by = 2", "5:5: 'A' overrides nothing with 'pagniate_by' (did you mean 'paginate_by'?)"),
    ("a.py", LIST + "def get_quryset(self): return 1", LIST + "def get_queryset(self): return 1\n    def get_query(self): return 1", "5:9: 'A' overrides nothing with 'get_quryset' (did you mean 'get_queryset'?)"),
    ("a.py", LIST + "async def dispacth(self): return 1", LIST + "async def dispatch(self): return 1", "5:15: 'A' overrides nothing with 'dispacth' (did you mean 'dispatch'?)"),
    ("a.py", "from django.test import TestCase\nclass A(TestCase):\n    def setup(self): pass", "from django.test import TestCase\nclass A(TestCase):\n    def setUp(self): pass\n    SETUP = 1", "3:9: 'A' overrides nothing with 'setup' (did you mean 'setUp'?)"),
    ("a.py", MODEL + "class Meta:\n        orderng = ['a']", MODEL + "class Meta:\n        ordering = ['a']\n    slave = models.TextField()", "6:9: the Meta of a model has no 'orderng' (did you mean 'ordering'?)"),
    ("a.py", "from django.forms import ModelForm\nclass A(ModelForm):\n    class Meta:\n        modle = 1", "from django.forms import ModelForm\nclass A(ModelForm):\n    class Meta:\n        model = 1\n        mine = 2", "4:9: the Meta of a form has no 'modle' (did you mean 'model'?)"),
    # mixed up
    ("a.py", FLASK + "def h(): return request.GET", FLASK + "def h(): return request.args", "4:25: Request has no 'GET' (that is of Django's request)"),
    ("a.py", VIEW + "HttpResponse(request.args['q'])", VIEW + "HttpResponse(request.GET['q'])", "5:33: Django's request has no 'args' (that is Flask's)"),
    # order
    ("a.py", MODEL + "a = models.ForeignKey(Author, models.CASCADE)\n\n\nclass Author(models.Model): pass", MODEL + "a = models.ForeignKey('Author', models.CASCADE)\n    b = models.IntegerField(default=lambda: Author.x)\n    def f(self): return Author\n\n\nclass Author(models.Model): x = 1", "5:27: 'Author' is used before line 8 defines it (define it above)"),
    ("a.py", "class B(A): pass\nclass A: pass", "print(1)\nclass A: pass\nclass B(A): pass\ndef print(x): return x", "1:9: 'A' is used before line 2 defines it (define it above)"),
    ("a.py", "@a\ndef f(x): return x\ndef a(x): return x", "def f(x): return a(x)\ndef a(x): return f\n@a\ndef g(x): return x", "1:2: 'a' is used before line 3 defines it (define it above)"),
    ("a.py", "print(f())\ndef f(): return 1", "from __future__ import annotations\ndef g(a: A): return a\nclass A: pass", "1:7: 'f' is used before line 2 defines it (define it above)"),
    # arguments
    ("a.py", MODEL + "t = models.CharField(max_lenght=9)", MODEL + "t = models.CharField(max_length=9)", "5:26: models.CharField takes no argument 'max_lenght' (did you mean 'max_length'?)"),
    ("a.py", MODEL + "a = models.ForeignKey('A')", MODEL + "a = models.ForeignKey('A', models.CASCADE)", "5:9: models.ForeignKey: missing a required argument: 'on_delete' ()"),
    ("a.py", FORM + "t = forms.CharField(requird=False)", FORM + "t = forms.CharField(required=False)", "5:25: forms.CharField takes no argument 'requird' (did you mean 'required'?)"),
    ("a.py", URLS + "path('', print, nam='x')]", URLS + "path('', print, name='x')]", "2:32: path takes no argument 'nam' (did you mean 'name'?)"),
    ("a.py", URLS + "path('', 'books.views.index')]", URLS + "path('', print)]", "2:21: view must be a callable or a list/tuple in the case of include(). ()"),
    ("a.py", URLS + "path('')]", URLS + "path('', print)]", "2:16: path: missing a required argument: 'view' ()"),
    ("a.py", URLS + "path('', include('a', namspace='b'))]", URLS + "path('', include('a', namespace='b'))]", "2:38: include takes no argument 'namspace' (did you mean 'namespace'?)"),
    ("", "from django.shortcuts import render\nrender(1, 'a', contxt={})", "from django.shortcuts import render\nrender(1, 'a', context={})", "2:16: render takes no argument 'contxt' (did you mean 'context'?)"),
    ("", "from flask import Flask\napp = Flask(__name__, static_fodler='s')", "from flask import Flask\napp = Flask(__name__, static_folder='s')", "2:23: Flask takes no argument 'static_fodler' (did you mean 'static_folder'?)"),
    ("a.py", VIEW + "HttpResponse('', staus=404)", VIEW + "HttpResponse('', status=404)", "5:29: HttpResponse takes no argument 'staus' (did you mean 'status'?)"),
    ("", "from flask import redirect\nredirect('/', cod=301)", "from flask import redirect\nredirect('/', code=301)", "2:15: redirect takes no argument 'cod' (did you mean 'code'?)"),
    ("", "from rest_framework import serializers\nserializers.CharField(max_lenght=1)", "from rest_framework import serializers\nserializers.CharField(max_length=1)", "2:23: serializers.CharField takes no argument 'max_lenght' (did you mean 'max_length'?)"),
    # what goes
    ("", "import urllib2", "import urllib.request", "1:8: the module 'urllib2' is of Python 2 (did you mean 'urllib.request'?)"),
    ("", "from falsk import Flask", "from flask import Flask", "1:6: there is no module 'falsk' (did you mean 'flask'?)"),
    ("a.py", MODEL + "a = models.NullBooleanField()", MODEL + "a = models.BooleanField(null=True)", "5:9: models.NullBooleanField is deprecated: it goes in no version: it is removed ()"),
    ("", "import imp", "import importlib", "1:8: the module 'imp' goes in Python 3.12 ()"),
    ("", "from distutils.core import setup", "from setuptools import setup", "1:6: the module 'distutils.core' goes in Python 3.12 ()"),
    ("", "import flask\nflask.__version__", "import flask\nflask.Flask", "2:7: flask.__version__: The '__version__' attribute is deprecated and will be removed in Flask 3.2 ()"),
    ("a.py", "from django.db import models\nmodels.CheckConstraint(check=1, name='a')", "from django.db import models\nmodels.CheckConstraint(condition=1, name='a')", "2:24: the argument 'check' of models.CheckConstraint is deprecated: it goes in Django 6.0 ()"),
    ("", "import datetime\ndatetime.now()", "import datetime\ndatetime.datetime.now()", "2:10: datetime has no 'now' ()"),
    ("", "from collections import Mapping", "from collections.abc import Mapping", "1:25: collections has no 'Mapping' ()"),
    ("", "from urllib import quote", "from urllib.parse import quote", "1:20: urllib has no 'quote' ()"),
    ("", "x = raw_input('a')", "x = input('a')", "1:5: nothing defines 'raw_input' (did you mean 'input'?)"),
    ("", "if isinstance(x, unicode): pass", "if isinstance(x, str): pass", "1:18: nothing defines 'unicode' (did you mean 'str'?)"),
    ("", "for k in d.iteritems(): pass", "for k in d.items(): pass", "1:12: 'iteritems' is of Python 2 (did you mean 'items'?)"),
    ("", "if d.has_key('a'): pass", "if has_key(d, 'a'): pass", "1:6: 'has_key' is of Python 2 (did you mean 'in'?)"),
    ("", "def f(): return true", "def f(): return x == true()", "1:17: nothing defines 'true' (did you mean 'True'?)"),
    ("", "from books.models import Book\nBook.object.all()", "self.object.get()\nBook.objects.all()", "2:6: Book has no 'object' (did you mean 'objects'?)"),
    ("", "from sqlalchemy import Column\nColumn(primarykey=True)", "from sqlalchemy import Column\nColumn(primary_key=True, sqlite_on_conflict_primary_key='FAIL')", "2:8: Column has no argument 'primarykey' (did you mean 'primary_key'?)"),
    ("", "from django.shortcuts import get_object_or_404\nget_object_or_404()", "from django.shortcuts import get_object_or_404\nget_object_or_404(Book, pk=1)", "2:1: get_object_or_404: missing a required argument: 'klass' ()"),
    ("", "from flask import send_from_directory\nsend_from_directory('a', filename='b')", "from flask import send_from_directory\nsend_from_directory('a', 'b', download_name='c')", "2:1: send_from_directory: missing a required argument: 'path' ()"),
    # routes
    ("a.py", URLS + "path('<integer:pk>/', print)]", URLS + "path('<yyyy:year>/', print)]", "2:21: URL route '<integer:pk>/' uses invalid converter 'integer'. (did you mean 'int'?)"),
    ("a.py", URLS + "path('<int:pk/', print)]", URLS + "path('<int:pk>/', print)]", "2:21: Your URL pattern '<int:pk/' has an unmatched '<' bracket. ()"),
    ("a.py", "from django.urls import re_path\nre_path('^(a/$', print)", "from django.urls import re_path\nre_path('^(a)/$', print)", "2:9: \"^(a/$\" is not a valid regular expression: missing ), unterminated subpattern at position 1 ()"),
    ("a.py", FLASK + "@app.route('/<str:name>')\ndef h(name): return ''", FLASK + "@app.route('/<string(length=2):name>')\ndef h(name): return ''", "4:12: the converter 'str' does not exist (did you mean 'string'?)"),
    ("a.py", FLASK + "@app.route('about')\ndef h(): return ''", FLASK + "@app.route('/about', defaults={'a': x for x in 'b'})\ndef h(): return ''", "4:12: URL rule 'about' must start with a slash. ()"),
    ("a.py", FLASK + "@app.route('/', method=['POST'])\ndef h(): return ''", FLASK + "@app.route('/', methods=['POST'])\ndef h(): return ''", "4:12: Rule.__init__() got an unexpected keyword argument 'method' ()"),
    ("a.py", FLASK + "@app.get('/', methods=['GET'])\ndef h(): return ''", FLASK + "@app.get('/', endpoint='a')\ndef h(): return ''", "4:10: Use the 'route' decorator to use the 'methods' argument. ()"),
    ("a.py", "from flask import Flask, Blueprint\nbp = Flask('a')\n@bp.get('b')\ndef h(): return ''", "from flask import Flask, Blueprint\nbp = Blueprint('a', 'b', url_prefix='/a')\n@bp.get('b')\ndef h(): return ''", "3:9: URL rule 'b' must start with a slash. ()"),
    # sessions
    ("python", ">>> import math\n>>> math.sqr(4)\n2", ">>> import math\n>>> math.sqrt(4)\n2", "2:10: math has no 'sqr' (did you mean 'sqrt'?)"),
    ("python manage.py shell", ">>> x = 1\n>>> y", ">>> y = 1\n>>> y", "2:5: nothing defines 'y' (import or define it)"),
]  # fmt: skip


def block(source: str, title: str = "", language: str = "", **options: str) -> Block:
    shown = language or ("pycon" if source.startswith(">>>") else "python")
    marks = {f"data-{name}": value for name, value in options.items()}
    lines = tuple(range(2, 3 + source.count("\n")))
    return Block("docs/a.md", 1, shown, source, lines, options={"title": title, **marks})


def said(*blocks: Block) -> list[str]:
    return [
        f"{f.line}:{f.column}: {f.message} ({f.remedy})"
        for _, f in check_page_names(list(follow(blocks, {})))
    ]


@pytest.mark.parametrize(("title", "wrong", "right", "message"), TABLE)
def test_mistake(title, wrong, right, message):
    assert said(block(wrong, title)) == [message]


@pytest.mark.parametrize(("title", "wrong", "right", "message"), TABLE)
def test_right_twin(title, wrong, right, message):
    assert said(block(right, title)) == []


@pytest.mark.parametrize(
    "source",
    [
        "@login_required\ndef view(request): ...",
        "    def get(self, request):\n        return self.render(super().get(request))",
        "await answer()",
        "def view(request):\n    return render(request, 'a.html', {'books': books})",
        "for book in books:\n    print(book.title, books)",
        "from django.http import HttpResponse\nrequest.GET.whatever",
        "from books.models import Book\nBook.objects.published()",
        "import tornado\ntornado.web.Anything",
        "try:\n    import imp\nexcept ImportError:\n    imp = None",
        "import os\nif hasattr(os, 'startfil'):\n    os.startfil('a')",
        "import os, itertools, sys\nos.startfile('a'), itertools.batched('a', 2), sys.ps1",
        "import os\nos.path.splitroot('a'), os.path.isjunction('a')",
        "import fcntl, msvcrt, winreg\nfrom termios import TCSANOW\nmsvcrt.getch()",
        "from django.conf import settings\nsettings.ANYTHING",
        "from sqlalchemy import func\nfunc.anything()",
        "from flask import Flask\napp = Flask(__name__)\napp.login_manager",
        "from flask import g, current_app\ng.user, current_app.anything",
        "from django.urls import path\npath(...)\npath('', *more)\npath('', print, **more)",
        "from sqlalchemy.orm import Mapped\nbooks: Mapped['Book']",
        "x = [",
        "from math import *\nsqr(2)",
        "import ctypes\nctypes.memmove(1, 2, 3)",
        "from celery.utils.nodenames import gethostname\ngethostname()",
    ],
)
def test_nothing_is_said_where_one_cannot_be_sure(source):
    assert said(block(source)) == []


@pytest.mark.parametrize(
    "source",
    [
        "class A:\n    B = int\n\n    def f(self, x: B) -> B:\n        return x",
        "if 1:\n    class A:\n        x = 1\n\n    def f(x):\n        return A, x",
        "def f():\n    def g():\n        return x\n    x = 1\n    return g",
        "match 1:\n    case {'k': v, **rest}:\n        print(v, rest)\n    case [*more] as z:\n        print(more, z)",
        "try:\n    1 / 0\nexcept* ValueError as error:\n    print(error)",
        "def f():\n    global x\n    x = 1\n\n\nprint(x)",
        "class A:\n    def f(self):\n        return __class__",
    ],
)
def test_every_way_to_bind_a_name(source):
    assert said(block(source, "a.py")) == []


def test_assert_methods_that_python_3_12_has_no_more():
    start = (
        "from django.test import TestCase\n\n\nclass T(TestCase):\n    def test(self):\n        "
    )
    assert said(block(start + "self.assertEquals(1, 1)", "a.py")) == [
        "6:14: 'assertEquals' goes in Python 3.12 (did you mean 'assertEqual'?)"
    ]
    assert said(block(start + "self.assertEqual(1, 1)", "a.py")) == []


@pytest.mark.parametrize(
    ("wrong", "right", "near"),
    [
        ("from .model import Book", "from .models import Book", "books.model"),
        ("from book.models import Book", "from books.models import Book", "book.models"),
        ("from bookz.models import Book", "from bookz.models import Other", "bookz.models"),
        ("from .modles import Book", "from .modules import *", "books.modles"),
    ],
)
def test_module_that_is_named_nearly_so(wrong, right, near):
    models = block("class Book:\n    pass", "books/models.py")
    assert said(models, block(wrong, "books/views.py")) == [
        f"1:6: no module {near!r} is shown (did you mean 'books.models'?)"
    ]
    assert said(models, block(right, "books/views.py")) == []


def test_a_name_of_a_class_in_a_condition_is_not_the_modules():
    source = "if 1:\n    class A:\n        x = 1\n\nprint(x)"
    assert said(block(source, "a.py")) == ["5:7: nothing defines 'x' (import or define it)"]


@pytest.mark.skipif(sys.version_info < (3, 12), reason="PEP 695 is of Python 3.12")
@pytest.mark.parametrize(
    "source",
    [
        "type Pair[T] = tuple[T, T]\nx: Pair",
        "class B[T]:\n    def f[U](self, x: U, y: T) -> T:\n        z: U = x\n        return z or y",
    ],
)
def test_type_parameters_are_bound(source):
    assert said(block(source, "a.py")) == []


def test_a_file_knows_what_it_showed_before():
    first = block("from django.shortcuts import render", "a.py")
    view = block("def v(request):\n    return render(request, 'a')", "a.py", at="end of the file")
    assert said(first, view) == []
    assert said(first, block(view.source, "a.py")) == []
    assert said(first, block("redirect('/')", "a.py", at="end of the file")) == [
        "1:1: nothing defines 'redirect' (import or define it)"
    ]


def test_a_part_may_use_what_the_next_part_imports():
    first = block("x = 1\n", "a.py")
    use = block("sys.exit(x)", "a.py", at="end of the file")
    bring = block("import sys", "a.py", at="top of the file")
    assert said(first, use, bring) == []
    assert len(said(first, use)) == 1


def test_a_part_of_a_file_that_is_not_shown_may_use_anything():
    assert said(block("BASE_DIR / 'a'", "config/settings.py", at="end of the file")) == []


def test_place_in_a_part():
    first = block(
        "from django.urls import path\n\nurlpatterns = [\n    path('', print),\n]\n", "u.py"
    )
    part = block(
        "    path('a/', print),\n    path('b/', print, nme='b'),", "u.py", after="urlpatterns = ["
    )
    assert said(first, part) == ["2:23: path takes no argument 'nme' (did you mean 'name'?)"]


def test_a_module_of_the_project_that_is_shown_whole():
    models = block(MODEL + "pass", "books/models.py")
    views = block(
        "from .models import Bok\nfrom books.models import Book, Author", "books/views.py"
    )
    assert said(views, models) == [
        "1:21: books.models has no 'Bok' (did you mean 'Book'?)",
        "2:32: books.models has no 'Author' ()",
    ]
    assert said(views) == []
    more = block("class Author: pass\nclass Bok: pass", "books/models.py", at="end of the file")
    assert said(models, views, more) == []


def test_views_that_the_project_has_not():
    views = block("def home(request): return 1", "books/views.py")
    urls = "from . import views\nx = views."
    assert said(views, block(urls + "hom", "books/urls.py")) == [
        "2:11: books.views has no 'hom' (did you mean 'home'?)"
    ]
    assert said(views, block(urls + "home", "books/urls.py")) == []


def test_later_blocks_see_what_earlier_ones_imported():
    shown = block(FLASK, "app.py")
    assert said(shown, block("@app.gett('/')\ndef home(): ...")) == [
        "1:6: Flask has no 'gett' (did you mean 'get'?)"
    ]
    assert said(shown, block(">>> app.name, request.args", "python")) == []


def test_shell_of_django_has_the_models():
    assert said(block(">>> Book.objects.all()", "python manage.py shell")) == []


def test_an_error_that_is_shown_is_meant():
    assert (
        said(block(">>> pritn(1)\nTraceback (most recent call last):\nNameError: x", "python"))
        == []
    )


@pytest.mark.parametrize("mark", ["wrong", "mistake", "not-run"])
def test_marked_blocks_are_left_alone(mark):
    assert said(block("from django.urls import pth\npth()", "a.py", **{mark: "why"})) == []


@settings(max_examples=300)
@given(st.lists(st.tuples(st.text(max_size=50), st.booleans(), st.booleans()), max_size=4))
def test_any_text_is_read_without_a_crash(texts):
    said(*(block(text, "a.py" * titled, "pycon" * session) for text, titled, session in texts))


PIECES = (
    "import os from flask . * as x = ( ) [ ] : ... app Flask @ def f class A 'é' \n await , lambda"
)


@settings(max_examples=300)
@given(st.lists(st.sampled_from([*PIECES.split(" "), "\n    "]), max_size=25))
def test_any_tokens_are_read_without_a_crash(tokens):
    said(block(" ".join(tokens), "a.py"), block(" ".join(tokens), "a.py", at="end of the file"))
