"""Every program's parser on a mistake, with the exact finding, and on what is right."""

import sys

import pytest

from hooks.blocks import Block
from hooks.checkers import check_block
from hooks.checkers.commands import check_commands, read_programs
from hooks.checkers.grammars import check_syntax
from hooks.checkers.programs import PROGRAMS, _django_commands, _django_parser
from hooks.checkers.slips import check_slips
from hooks.problems import Finding

# Shell, a mistake, its column, what is said, the remedy; what is right.
# fmt: off
PAIRS = [
    ('bash', 'python manage.py makemigration', 18, "manage.py has no command 'makemigration'", 'did you mean `makemigrations`?', 'python manage.py makemigrations'),
    ('bash', 'python manage.py migrate --fake-inital', 26, "manage.py migrate has no option '--fake-inital'", 'did you mean `--fake-initial`?', 'python manage.py migrate --fake-initial'),
    ('bash', 'python manage.py runsever', 18, "manage.py has no command 'runsever'", 'did you mean `runserver`?', 'python manage.py runserver'),
    ('bash', 'python manage.py collecstatic', 18, "manage.py has no command 'collecstatic'", 'did you mean `collectstatic`?', 'python manage.py collectstatic --no-input'),
    ('bash', 'python manage.py creatsuperuser', 18, "manage.py has no command 'creatsuperuser'", 'did you mean `createsuperuser`?', 'python manage.py createsuperuser --username ada'),
    ('bash', 'python manage.py startap books', 18, "manage.py has no command 'startap'", 'did you mean `startapp`?', 'python manage.py startapp books'),
    ('bash', 'python manage.py test --paralel', 23, "manage.py test has no option '--paralel'", 'did you mean `--parallel`?', 'python manage.py test --parallel'),
    ('bash', 'python manage.py runserver --port 8000', 28, "manage.py runserver has no option '--port'", '', 'python manage.py runserver 0.0.0.0:8000'),
    ('bash', 'python manage.py runserver 8000 9000', 33, "manage.py runserver takes no further argument '9000'", '', 'python manage.py runserver 8000 --noreload'),
    ('bash', 'python manage.py migrate -v 9', 29, 'manage.py migrate: argument -v/--verbosity: invalid choice: 9 (choose from 0, 1, 2, 3)', '', 'python manage.py migrate -v 3'),
    ('bash', 'python manage.py migrate --verbosity high', 38, "manage.py migrate: argument -v/--verbosity: invalid int value: 'high'", '', 'python manage.py migrate --verbosity 2'),
    ('bash', 'python manage.py migrate --database', 26, 'manage.py migrate: argument --database: expected one argument', '', 'python manage.py migrate --database replica'),
    ('bash', 'python manage.py sqlmigrate books', 18, 'manage.py sqlmigrate: the following arguments are required: migration_name', '', 'python manage.py sqlmigrate books 0001'),
    ('bash', 'python manage.py --settings=x migrate', 18, "manage.py: the command comes first, then '--settings'", '', 'python manage.py migrate --settings=x'),
    ('bash', 'python manage.py createsuperuser --usrname ada', 34, "manage.py createsuperuser has no option '--usrname'", 'did you mean `--username`?', 'python manage.py createsuperuser --birthday 2000-01-01'),
    ('bash', 'python manage.py findstatik x', 18, "manage.py has no command 'findstatik'", 'did you mean `findstatic`?', 'python manage.py findstatic --first x'),
    ('bash', 'python manage.py changepasword ada', 18, "manage.py has no command 'changepasword'", 'did you mean `changepassword`?', 'python manage.py changepassword ada'),
    ('bash', 'python manage.py clearsesions', 18, "manage.py has no command 'clearsesions'", 'did you mean `clearsessions`?', 'python manage.py clearsessions'),
    ('bash', 'python manage.py generateshema', 18, "manage.py has no command 'generateshema'", 'did you mean `generateschema`?', 'python manage.py generateschema'),
    ('bash', 'python manage.py loaddata', 18, 'manage.py loaddata: the following arguments are required: fixture', '', 'python manage.py loaddata shelf.json'),
    ('bash', 'python manage.py dumpdata --indnt 2', 27, "manage.py dumpdata has no option '--indnt'", 'did you mean `--indent`?', 'python -X utf8 manage.py dumpdata books --indent 2'),
    ('bash', 'django-admin startprojet x', 14, "django-admin has no command 'startprojet'", 'did you mean `startproject`?', 'django-admin startproject config .'),
    ('bash', 'django-admin startapp', 14, 'django-admin startapp: the following arguments are required: name', '', 'django-admin startapp NAME'),
    ('bash', 'django-admin startproject config . x', 36, "django-admin startproject takes no further argument 'x'", '', 'django-admin --version'),
    ('bash', 'python -m django startprojet x', 18, "django-admin has no command 'startprojet'", 'did you mean `startproject`?', 'python -m django startproject x'),
    ('bash', 'flask --ap app run', 7, "flask has no option '--ap'", 'did you mean `--app`?', 'flask --app app run'),
    ('bash', 'flask run --prot 8000', 11, "flask run has no option '--prot'", 'did you mean `--port`?', 'flask run --port 8000'),
    ('bash', 'flask run --port abc', 18, "flask run: 'abc' is not a valid integer.", '', 'flask run --port $PORT'),
    ('bash', 'flask run --port', 11, "flask run: Option '--port' requires an argument.", '', 'flask run -h 0.0.0.0 -p 80'),
    ('bash', 'flask db upgarde', 10, "flask db has no command 'upgarde'", 'did you mean `upgrade`?', 'flask db upgrade'),
    ('bash', 'flask db migrate --mesage x', 18, "flask db migrate has no option '--mesage'", 'did you mean `--message`?', 'flask db migrate --message x'),
    ('bash', 'flask rutes', 7, "flask has no command 'rutes'", 'did you mean `routes`?', 'flask routes'),
    ('bash', 'flask routes --sort nme', 21, "flask routes: 'nme' is not one of 'endpoint', 'methods', 'domain', 'rule', 'match'.", '', 'flask routes --sort rule'),
    ('bash', 'python -m flask --app x rn', 25, "flask has no command 'rn'", 'did you mean `run`?', 'python -m flask --app x run'),
    ('bash', 'pip instal django', 5, "pip has no command 'instal'", 'did you mean `install`?', 'pip install django'),
    ('bash', 'pip install --upgrad pip', 22, 'pip install: ambiguous option: --upgrad (--upgrade, --upgrade-strategy?)', '', 'pip install --upgrade pip'),
    ('bash', 'pip install -r', 13, 'pip install: -r option requires 1 argument', '', 'pip install -r requirements.txt'),
    ('bash', 'pip install --timeout abc x', 23, "pip install: option --timeout: invalid floating-point value: 'abc'", '', 'pip install --timeout 5 x'),
    ('bash', 'pip freez > requirements.txt', 5, "pip has no command 'freez'", 'did you mean `freeze`?', 'pip freeze > requirements.txt'),
    ('bash', 'pip --vresion list', 5, 'pip: no such option: --vresion', 'did you mean `--version`?', 'pip --version'),
    ('bash', 'python -m pip instal django', 15, "pip has no command 'instal'", 'did you mean `install`?', 'python -m pip install -e \'.[dev]\' "$PACKAGE"'),
    ('bash', 'python -m vevn .venv', 11, "python: no module is named 'vevn'", 'did you mean `venv`?', 'python -m venv .venv'),
    ('bash', 'python -m venv --without-pipp x', 16, "python -m venv has no option '--without-pipp'", 'did you mean `--without-pip`?', 'python -m venv --without-pip x'),
    ('bash', 'python -m venv --prompt', 16, 'python -m venv: argument --prompt: expected one argument', '', 'python -m venv --prompt shelf .venv'),
    ('bash', 'python --vresion -m venv x', 8, 'python: unknown option --vresion', 'did you mean `--version`?', 'python --version'),
    ('bash', 'python3 -Z app.py', 9, 'python: Unknown option: -Z', '', 'python3 -W error -B app.py -Z'),
    ('bash', 'virtualenv --pyton=3', 12, "virtualenv has no option '--pyton'", 'did you mean `--python`?', 'virtualenv --python=3 .venv'),
    ('bash', 'virtualenv .venv --systm-site-packages', 18, "virtualenv has no option '--systm-site-packages'", 'did you mean `--system-site-packages`?', 'virtualenv .venv --system-site-packages'),
    ('bash', 'pipenv instal', 8, "pipenv: argument COMMAND: invalid choice: 'instal'", 'did you mean `install`?', 'pipenv install'),
    ('bash', 'pipenv install --devv x', 16, "pipenv has no option '--devv'", 'did you mean `--dev`?', 'pipenv install --dev x'),
    ('bash', 'pipenv run python manage.py migrat', 29, "manage.py has no command 'migrat'", 'did you mean `migrate`?', 'pipenv run python manage.py migrate'),
    ('bash', 'uv pip instal x', 8, "uv: unrecognized subcommand 'instal'", 'did you mean `install`?', 'uv pip install x'),
    ('bash', 'uv add --devv x', 8, "uv: unexpected argument '--devv' found", 'did you mean `--dev`?', 'uv add --dev x'),
    ('bash', 'uv venv --python', 9, "uv: a value is required for '--python <PYTHON>' but none was supplied", '', 'uv venv --python 3.12'),
    ('bash', 'uv pip compile --resolution foo x', 29, "uv: invalid value 'foo' for '--resolution <RESOLUTION>'", '', 'uv pip compile --resolution lowest x'),
    ('bash', 'uv run --wit x pytest', 8, "uv: unexpected argument '--wit' found", 'did you mean `--with`?', 'uv run --with x pytest --looponfail'),
    ('bash', 'uv run --with x python manage.py migrat', 34, "manage.py has no command 'migrat'", 'did you mean `migrate`?', 'uv run --with x python manage.py migrate'),
    ('bash', 'uv run manage.py migrat', 18, "manage.py has no command 'migrat'", 'did you mean `migrate`?', 'uv run -- manage.py migrate'),
    ('bash', 'uvx --frm x ruff', 5, "uv: unexpected argument '--frm' found", 'did you mean `--from`?', 'uvx --from x ruff check'),
    ('bash', 'gunicorn --worker-klass x', 10, "gunicorn has no option '--worker-klass'", 'did you mean `--worker-class`?', 'gunicorn --worker-class gthread config.wsgi'),
    ('bash', 'gunicorn a:b --workers three', 24, "gunicorn: argument -w/--workers: invalid int value: 'three'", '', 'gunicorn a:b --workers 3 --bind=0.0.0.0:8000'),
    ('bash', 'celery -A proj workr', 16, "celery has no command 'workr'", 'did you mean `worker`?', 'celery -A proj worker -l INFO'),
    ('bash', 'celery -A proj worker --concurency 2', 23, "celery worker has no option '--concurency'", 'did you mean `--concurrency`?', 'celery -A proj worker --concurrency 2'),
    ('bash', 'waitress-serve --hst=1 a:b', 16, 'waitress-serve: option --hst not recognized', 'did you mean `--host`?', 'waitress-serve --listen=127.0.0.1:8000 a:b'),
    ('bash', 'uvicorn --relod a:b', 9, "uvicorn has no option '--relod'", 'did you mean `--reload`?', 'uvicorn --reload a:b'),
    ('bash', 'uvicorn a:b --port eighty', 20, "uvicorn: 'eighty' is not a valid integer.", '', 'uvicorn a:b --port 80'),
    ('bash', 'daphne --prt 80 a:b', 8, "daphne has no option '--prt'", 'did you mean `--port`?', 'daphne -b 0.0.0.0 --port 80 a:b'),
    ('bash', 'hypercorn --bnd x a:b', 11, "hypercorn has no option '--bnd'", 'did you mean `--bind`?', 'hypercorn --bind x a:b'),
    ('bash', 'pytest --verbos', 8, "pytest has no option '--verbos'", 'did you mean `--verbose`?', 'pytest --verbose --cov=books --reuse-db -n auto'),
    ('bash', 'coverage rn manage.py test', 10, "coverage has no command 'rn'", 'did you mean `run`?', 'coverage run manage.py test'),
    ('bash', 'coverage run --sorce=x manage.py test', 14, 'coverage run: no such option: --sorce', 'did you mean `--source`?', 'coverage run --source=x manage.py test'),
    ('bash', 'coverage run --source=x manage.py tst', 35, "manage.py has no command 'tst'", 'did you mean `test`?', 'coverage run -m pytest -q'),
    ('bash', 'coverage html --dirctory x', 15, 'coverage html: no such option: --dirctory', 'did you mean `--directory`?', 'coverage html --directory x'),
    ('bash', 'mkdocs biuld', 8, "mkdocs has no command 'biuld'", 'did you mean `build`?', 'mkdocs build'),
    ('bash', 'mkdocs build --strickt', 14, "mkdocs build has no option '--strickt'", 'did you mean `--strict`?', 'mkdocs build --strict --site-dir x'),
    ('bash', 'ruff chek .', 6, "ruff: unrecognized subcommand 'chek'", 'did you mean `check`?', 'ruff check .'),
    ('bash', 'ruff check --selct E .', 12, "ruff: unexpected argument '--selct' found", 'did you mean `--select`?', 'ruff check --select E .'),
    ('bash', 'pip-audit --fx', 11, "pip-audit has no option '--fx'", 'did you mean `--fix`?', 'pip-audit --fix -r requirements.txt'),
    ('bash', 'pipx instal x', 6, "pipx: argument command: invalid choice: 'instal'", 'did you mean `install`?', 'pipx install x'),
    ('bash', 'sudo -u www python manage.py migrat', 30, "manage.py has no command 'migrat'", 'did you mean `migrate`?', 'sudo -u www python manage.py migrate'),
    ('bash', 'A=1 B=2 python manage.py migrat', 26, "manage.py has no command 'migrat'", 'did you mean `migrate`?', 'A=1 B=2 python manage.py migrate'),
    ('bash', 'env A=1 python manage.py migrat', 26, "manage.py has no command 'migrat'", 'did you mean `migrate`?', 'env A=1 python manage.py migrate'),
    ('bash', 'cd x && python manage.py migrat', 26, "manage.py has no command 'migrat'", 'did you mean `migrate`?', 'cd x && python manage.py migrate'),
    ('bash', 'cat x | xargs pip instal', 19, "pip has no command 'instal'", 'did you mean `install`?', 'cat x | xargs pip install -r'),
    ('bash', 'echo $(python manage.py migrat)', 25, "manage.py has no command 'migrat'", 'did you mean `migrate`?', 'echo $(python manage.py migrate)'),
    ('bash', 'timeout 5 python manage.py migrat', 28, "manage.py has no command 'migrat'", 'did you mean `migrate`?', 'timeout 5 python manage.py migrate'),
    ('bash', 'pyhton manage.py migrate', 1, "no program is named 'pyhton'", 'did you mean `python`?', 'ipython manage.py'),
    ('bash', 'sudo flaks run', 6, "no program is named 'flaks'", 'did you mean `flask`?', 'sudo flash run'),
    ('bash', 'python mange.py migrate', 8, "python: no file is named 'mange.py'", 'did you mean `manage.py`?', 'python manager.py migrate'),
    ('bash', 'python -m unitest', 11, "python: no module is named 'unitest'", 'did you mean `unittest`?', 'python -m unittest tests.test_a'),
    ('bash', 'python -m http.sever 80', 11, "python: no module is named 'http.sever'", 'did you mean `http.server`?', 'python -m http.server 80'),
    ('bash', "python -c 'print(1'", 11, "python -c: '(' was never closed", '', "python -c 'print(1)' x"),
    ('bash', 'django-admin startproject my-site', 27, "django-admin startproject: 'my-site' is no Python name", 'did you mean `my_site`?', 'django-admin startproject my_site my-site'),
    ('bash', 'python manage.py startapp code', 27, "manage.py startapp: 'code' is the name of a module that is there already", '', 'python manage.py startapp codes'),
    ('bash', 'pip install django=5.2', 13, 'pip install: Expected semicolon (after name with no version specifier) or end', 'did you mean `django==5.2`?', "pip install django==5.2 . ./x 'flask<4' git+https://example.com/a.git"),
    ('bash', 'gunicorn a:b --bind', 14, 'gunicorn: argument -b/--bind: expected one argument', '', 'gunicorn a:b --bind :80'),
    ('bash', 'a < b.json --x; python manage.py loaddata < b.json --indent=2 -', 52, "manage.py loaddata has no option '--indent'", '', 'python manage.py loaddata < b.json --format=json -'),
    ('bash', 'exec gunicorn --wokers 2 a:b', 15, "gunicorn has no option '--wokers'", 'did you mean `--workers`?', 'exec -a web gunicorn --workers 2 a:b'),
    ('bash', 'docker compose exec web python manage.py migrat', 42, "manage.py has no command 'migrat'", 'did you mean `migrate`?', 'docker compose exec web python manage.py migrate && cat manage.py urls.py'),
    ('bash', 'python manage.py runserver 127.0.0.1', 28, "manage.py runserver: '127.0.0.1' is no port, nor an address with its port", 'did you mean `127.0.0.1:8000`?', 'python manage.py runserver [::1]:8000'),
    ('bash', 'flask rnu', 7, "flask has no command 'rnu'", 'did you mean `run`?', 'flask run'),
    ('bash', 'python -m SimpleHTTPServer', 11, "python: the module 'SimpleHTTPServer' is of Python 2, now 'http.server'", '', 'python -m http.server'),
    ('bash', 'python -m smtpd -n', 11, "python: the module 'smtpd' goes in Python 3.12", '', 'python -m email -n'),
    ('bash', 'python -Im vevn x', 12, "python: no module is named 'vevn'", 'did you mean `venv`?', 'python -Im venv x; python -Ic "print(1)"'),
    ('bash', 'gunicorn -c gunicorn.conf.py config/wsgi.py', 30, "gunicorn: 'config/wsgi.py' is a file; the application is told as module:name", 'did you mean `config.wsgi`?', 'gunicorn -c gunicorn.conf.py config.wsgi'),
    ('bash', 'uvicorn main.py:app', 9, "uvicorn: 'main.py:app' is a file; the application is told as module:name", 'did you mean `main:app`?', 'uvicorn main:app --reload'),
    ('powershell', '.venv\\Scripts\\python -m pip instal x', 29, "pip has no command 'instal'", 'did you mean `install`?', '.venv\\Scripts\\python -m pip install x'),
    ('powershell', '& "C:\\Python\\python.exe" -m venv --without-pipp x', 34, "python -m venv has no option '--without-pipp'", 'did you mean `--without-pip`?', '& "C:\\Python\\python.exe" -m venv --without-pip x'),
    ('powershell', 'py -m vevn .venv', 7, "python: no module is named 'vevn'", 'did you mean `venv`?', 'py -3.12 -m venv .venv'),
    ('powershell', '$env:A = python manage.py migrat', 27, "manage.py has no command 'migrat'", 'did you mean `migrate`?', '$env:A = python manage.py migrate -v $env:LEVEL'),
    ('bat', '.venv\\Scripts\\python -m pip instal x', 29, "pip has no command 'instal'", 'did you mean `install`?', '.venv\\Scripts\\python -m pip install x'),
    ('bat', 'call python manage.py migrat', 23, "manage.py has no command 'migrat'", 'did you mean `migrate`?', 'call python manage.py migrate --settings=%NAME%'),
    ('bat', 'py -3.12 -m venv --clera x', 18, "python -m venv has no option '--clera'", 'did you mean `--clear`?', 'py -3.12 -m venv --clear x'),
]
# fmt: on


@pytest.mark.parametrize(("shell", "bad", "column", "message", "remedy", "good"), PAIRS)
def test_mistake_and_its_clean_twin(shell, bad, column, message, remedy, good):
    if sys.platform == "win32" and "gunicorn" in bad:
        pytest.skip("gunicorn cannot be loaded on Windows, so it is not asked")
    assert list(check_commands(shell, bad)) == [Finding(1, column, message, remedy)]
    assert list(check_syntax(shell, good)) == []
    assert list(check_commands(shell, good)) == []


SLIPS = [
    ("bash", "$ pip install x", 1, "a prompt in a command", "$EDITOR a.py"),
    ("bash", '$env:A = "x"', 1, "this is PowerShell", "$env"),
    ("bash", "set A=x", 1, "this is cmd: here `set` sets no variable", "set -- A=x"),
    ("bash", ".venv\\Scripts\\activate", 1, "a shell drops the \\ of a path", "\\ls a\\ b"),
    ("bash", "A = b flask run", 1, "spaces around the = of a variable", "A=b flask run"),
    ("bash", "cd x; export A = b", 7, "spaces around the = of a variable", "export A=b C"),
    ("bash", "pip install a>=5", 14, "a shell takes '>' for a redirection", "pip freeze >a 2>&1"),
    ("bash", "pip install a<4.2", 14, "a shell takes '<' for a redirection", "pip install 'a<4.2'"),
    (
        "bash",
        "curl http://a/?b=1&c=2",
        6,
        "a shell ends the command at the & of an address without quotes",
        "curl 'http://a/?b=1&c=2' & curl http://a/?b=1 && ls",
    ),
    ("bash", ".venv/bin/activate", 1, "this starts nothing", ". .venv/bin/activate"),
    (
        "bash",
        "curl -H Content-Type: application/json http://a",
        1,
        "the shell ends the header at its space",
        "curl -H 'Content-Type: application/json' -H Accept: http://a",
    ),
    ("bash", "ls; cd a & ls", 5, "with a single & the shell stays in its folder", "cd a && ls &"),
    (
        "bash",
        "if [$A = b ]; then ls; fi",
        4,
        "[ is a command: a space stands after it, and before the ]",
        'if [ -n "${A[0]}" ] || [[ $A == b ]]; then ls; fi',
    ),
    (
        "bash",
        "[ $A = b]",
        1,
        "[ is a command: a space stands after it, and before the ]",
        "[ $A = ${B[0]} ]",
    ),
    (
        "bash",
        """curl -X POST -d "{'a': 1}" http://a""",
        1,
        "JSON has double quotes only",
        """curl -d '{"a": 1}' http://a; curl -d "{\\"a\\": 1}" http://a""",
    ),
    ("powershell", "export A=b", 1, "PowerShell has no command 'export'", "$h = @{A=1; B=2}"),
    (
        "powershell",
        "pip install a[b]>=5",
        17,
        "a shell takes '>' for a redirection",
        "pip x 'a>=5' >b",
    ),
    (
        "powershell",
        "set FLASK_APP=app",
        1,
        "this is cmd: here `set` sets no variable of the environment",
        "set a b",
    ),
    ("powershell", "ls; A=b flask run", 5, "this is bash", "$A = 'b'; flask run"),
    (
        "powershell",
        "$env:FLASK_ENV=development",
        1,
        "PowerShell takes a word without quotes for a command",
        "$env:FLASK_DEBUG=1; $env:FLASK_APP = 'a'; $env:FLASK_X = Get-Date -Format x",
    ),
    (
        "powershell",
        ".venv\\Scripts\\activate.bat",
        1,
        "this is for cmd: in PowerShell it changes nothing",
        ".venv\\Scripts\\activate; cmd /c a\\activate.bat",
    ),
    ("powershell", "rm -rf a", 1, "in PowerShell `rm` has no such option", "rm -r a; rm -Force a"),
    ("bat", "export A=b", 1, "cmd has no command 'export'", "exporter A"),
    ("bat", "$env:A = 1", 1, "this is PowerShell", "echo $env:A"),
    (
        "bat",
        "set A = b",
        1,
        "the spaces around = become part of the variable",
        "set A=b\nset /a B = 1\nset /p C = Name:",
    ),
    ("bat", "pip install a>=5", 14, "a shell takes '>' for a redirection", "pip freeze >a 2>&1"),
    ("powershell", "source a/b", 1, "PowerShell has no command 'source'", "Export-Csv a.csv"),
]


@pytest.mark.parametrize(("shell", "bad", "column", "message", "good"), SLIPS)
def test_slip_that_the_shell_does_not_tell(shell, bad, column, message, good):
    assert [(f.line, f.column, f.message) for f in check_slips(shell, bad)] == [
        (1, column, message)
    ]
    assert list(check_slips(shell, good)) == []


@pytest.mark.parametrize(
    "text",
    [
        "python -mvenv .venv",
        "python manage.py runserver $PORT",
        "git add python a manage.py b",
        "uvicorn --app-dir a.py app:main",
        "python manage.py COMMAND",
        "python manage.py $COMMAND --fast",
        "pip install '<package>'",
        "django-admin startapp $NAME",
        "python manage.py frobnicate",
        "flask frobnicate",
        "python -m our.module --fast",
        "git pul",
        "python3.14 -c 'lazy import json'",
        "pytest --cov=books",
        "gunicorn --worker-clas gthread a:b",  # argparse takes the beginning of a name
    ],
)
def test_what_may_be_right(text):
    assert list(check_commands("bash", text)) == []


DJANGO = {
    "config/settings.py": "INSTALLED_APPS = ['django.contrib.auth', 'books']",
    "books/management/commands/fill.py": "class Command: ...",
}
FLASK = {
    "app.py": "from flask import Flask\napp = Flask(__name__)\n"
    "@app.cli.command('seed')\ndef seed(): ...\n@app.cli.command()\ndef init_db(): ...\n"
}


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("python manage.py fill", DJANGO),
        ("flask seed", FLASK),
        ("flask --app app init-db", FLASK),
        ("flask admin add", {"app.py": "users = AppGroup('admin')"}),
        ("python -m vevn", {"vevn/__main__.py": ""}),
        ("python -m smtpd", {"smtpd.py": ""}),
        ("gunicorn 'app:create_app(1)' -b 0.0.0.0:80", {"app.py": "def create_app(a): ..."}),
        ("gunicorn app:app", {"app.py": "from shelf import *"}),
        ("gunicorn shelf:app", {"shelf/__init__.py": "app = 1"}),
        ("uvicorn applications:app", {"application.py": ""}),
    ],
)
def test_commands_of_the_project(text, shown):
    assert list(check_commands("bash", text, shown)) == []


@pytest.mark.parametrize(
    ("text", "shown", "finding"),
    [
        (
            "python manage.py fil",
            DJANGO,
            Finding(1, 18, "manage.py has no command 'fil'", "did you mean `fill`?"),
        ),
        ("python manage.py sow", DJANGO, Finding(1, 18, "manage.py has no command 'sow'")),
        (
            "gunicorn config.wsig:app",
            {"config/wsgi.py": ""},
            Finding(
                1,
                10,
                "gunicorn: no module 'config.wsig' is shown",
                "did you mean `config.wsgi:app`?",
            ),
        ),
        (
            "waitress-serve --port=80 app:ap",
            FLASK,
            Finding(1, 26, "waitress-serve: app has no 'ap'", "did you mean `app:app`?"),
        ),
        ("flask sow", FLASK, Finding(1, 7, "flask has no command 'sow'")),
    ],
)
def test_no_command_of_a_project_that_is_known(text, shown, finding):
    assert list(check_commands("bash", text, shown)) == [finding]


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("python manage.py sow", {"s.py": "INSTALLED_APPS = ['not_installed_here']"}),
        ("flask sow", {"app.py": "import not_installed_here\napp = Flask(__name__)"}),
        ("flask sow", {"app.py": "app = Flask(__name__)\napp.cli.add_command(grow)"}),
    ],
)
def test_a_project_with_parts_out_of_sight_may_have_more_commands(text, shown):
    assert list(check_commands("bash", text, shown)) == []


def session(language, source):
    lines = tuple(range(4, 5 + source.count("\n")))
    return list(map(str, check_block(Block("docs/page.md", 3, language, source, lines, 2))))


@pytest.mark.parametrize(
    ("language", "source", "place"),
    [
        ("console", "$ ls\na.py\n$ pip instal x", "docs/page.md:6:9"),
        ("console", "$ pip install \\\n> --upgrad x", "docs/page.md:5:5"),
        ("ps1con", "PS> py -m pip instal x", "docs/page.md:4:17"),
        ("doscon", "C:\\shelf>py -m pip instal x", "docs/page.md:4:22"),
        ("bash", "ls\npip instal x", "docs/page.md:5:7"),
        ("powershell", "ls\npip instal x", "docs/page.md:5:7"),
        ("bat", "@echo off\npip instal x", "docs/page.md:5:7"),
    ],
)
def test_place_in_the_page(language, source, place):
    [problem] = session(language, source)
    assert problem.startswith(f"{place}: {language}: ")
    assert (
        session(language, source.replace("instal ", "install ").replace("upgrad ", "upgrade "))
        == []
    )


@pytest.mark.parametrize(
    ("shell", "text"),
    [
        ("powershell", "Move-Item a.py, b app"),
        ("powershell", "Remove-Item -Recurse a.py, covers, app\\index.html"),
        ("bat", ".venv\\Scripts\\activate.bat"),
        ("bat", "if exist a (\n  echo x\n)"),
        ("bat", "for %%i in (*.py) do python %%i"),
        ("bat", "set FLASK_APP=app\npip install ^\n  django"),
        ("bat", "cd shelf && set FLASK_APP=app\nset"),
    ],
)
def test_right_syntax(shell, text):
    assert list(check_syntax(shell, text)) == []


@pytest.mark.parametrize(
    ("shell", "text"),
    [
        ("powershell", "Move-Item (a.py, b app"),
        ("powershell", "Move-Item a.py,, b app"),
        ("bat", "if exist a (\n  echo x"),
        ("bat", 'echo "open'),
    ],
)
def test_wrong_syntax(shell, text):
    assert len(list(check_syntax(shell, text))) == 1


def test_programs_that_are_asked_and_those_that_cannot_be():
    text = "sudo -u www python manage.py migrate && git pull | uv run -m pytest"
    assert dict(read_programs("bash", text)) == {
        "sudo": True,
        "python": True,
        "manage.py": True,
        "git": False,
        "uv": True,
        "pytest": True,
    }


def test_a_program_of_another_system_is_not_asked(monkeypatch):
    """As gunicorn on Windows."""

    def load(words, shown):
        raise ModuleNotFoundError("No module named 'grp'")

    text = "gunicorn --bidn x && pip instal y"
    assert len(list(check_commands("bash", text))) == 2
    monkeypatch.setitem(PROGRAMS, "gunicorn", ("gunicorn", load))
    assert [finding.column for finding in check_commands("bash", text)] == [26]


def test_every_program_is_installed():
    """The pins in requirements.txt are those that are asked."""
    asked = dict(pair for name in PROGRAMS for pair in read_programs("bash", f"'{name}' x"))
    assert [name for name in PROGRAMS if not asked.get(name)] == []


def test_every_command_of_the_installed_django_apps_has_a_parser():
    assert len(_django_commands()) > 30
    for name, apps in _django_commands().items():
        for app in apps:
            if app == "django.contrib.gis":  # wants the GDAL library of the system
                continue
            assert _django_parser(app, name).prog == f"manage.py {name}"
