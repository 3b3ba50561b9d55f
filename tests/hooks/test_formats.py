"""SQL, diffs, Dockerfiles and the files around a project: each mistake with its exact report."""

import difflib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hooks.blocks import Block
from hooks.checkers import FILES, check_block
from hooks.checkers.diff import check_diff
from hooks.diffs import DiffError, apply_diff

# Language, title, source, report.
BAD = [
    (
        "sql",
        "",
        "SELEC * FROM books;",
        [
            "docs/page.md:4:1: sql: unexpected 'SELEC'",
            "    SELEC * FROM books;",
            "    ^",
            "    help: did you mean SELECT?",
        ],
    ),
    (
        "sql",
        "",
        "SELECT title FROM WHERE id = 1;",
        [
            "docs/page.md:4:19: sql: unexpected 'WHERE'",
            "    SELECT title FROM WHERE id = 1;",
            "                      ^",
        ],
    ),
    (
        "sql",
        "",
        "CREATE TABLE books (\n    id integer PRIMARY KEY,\n    title text;",
        [
            "docs/page.md:6:15: sql: unexpected ';'",
            "        title text;",
            "                  ^",
        ],
    ),
    (
        "sql",
        "",
        "CREATE TABLE books (\n    id integer,\n    title text,\n);",
        [
            "docs/page.md:7:1: sql: unexpected ')'",
            "    );",
            "    ^",
        ],
    ),
    (
        "sql",
        "",
        "SELECT 1;\nSELECT * FROM books WHERE title = 'Dune;",
        [
            "docs/page.md:5:35: sql: this ' is never closed",
            "    SELECT * FROM books WHERE title = 'Dune;",
            "                                      ^",
            "    help: add '",
        ],
    ),
    (
        "sql",
        "",
        "SELECT count(*\nFROM books",
        [
            "docs/page.md:5:1: sql: unexpected 'FROM'",
            "    FROM books",
            "    ^",
        ],
    ),
    (
        "sql",
        "",
        "SELECT * FORM books;",
        [
            "docs/page.md:4:10: sql: unexpected 'FORM'",
            "    SELECT * FORM books;",
            "             ^",
            "    help: did you mean FROM?",
        ],
    ),
    (
        "sql",
        "",
        "SELECT 'é', FROM books WHERE id = %s;",
        [
            "docs/page.md:4:13: sql: unexpected 'FROM'",
            "    SELECT 'é', FROM books WHERE id = %s;",
            "                ^",
        ],
    ),
    (
        "sql",
        "",
        "CREATE USER shelf WITH PASSWORD 'x';\nGRANT ALL ON DATABASE shelf shelf;",
        [
            "docs/page.md:5:29: sql: unexpected 'shelf'",
            "    GRANT ALL ON DATABASE shelf shelf;",
            "                                ^",
        ],
    ),
    (
        "sql",
        "",
        "CREATE TABLE `books` (`id` bigint AUTO_INCREMENT NOT NULL;",
        [
            "docs/page.md:4:54: sql: unexpected 'NULL'",
            "    CREATE TABLE `books` (`id` bigint AUTO_INCREMENT NOT NULL;",
            "                                                         ^",
        ],
    ),
    (
        "sql",
        "",
        "SELECT title FROM",
        [
            "docs/page.md:4:18: sql: the statement ends too early",
            "    SELECT title FROM",
            "                     ^",
            "    help: complete it, or close what is open",
        ],
    ),
    (
        "sql",
        "",
        "SELECT * FROM books WHERE title = ‘Dune’;",
        [
            "docs/page.md:4:35: sql: left single quotation mark opens a value",
            "    SELECT * FROM books WHERE title = ‘Dune’;",
            "                                      ^",
            "    help: type straight quotes",
        ],
    ),
    (
        "diff",
        "",
        "--- a/shelf.py\n+++ b/shelf.py\n@@ -1,3 +1,2 @@\n import os\n-import sys\n+import re",
        [
            "docs/page.md:6:1: diff: the header tells of 3 old and 2 new lines; there are 2 and 2",
            "    @@ -1,3 +1,2 @@",
            "    ^",
            "    help: write @@ -1,2 +1,2 @@",
        ],
    ),
    (
        "diff",
        "",
        "@@ -1 @@\n-a\n+b",
        [
            "docs/page.md:4:1: diff: the header of this hunk cannot be read",
            "    @@ -1 @@",
            "    ^",
            "    help: write @@ -first,number +first,number @@",
        ],
    ),
    (
        "diff",
        "",
        "import os\n-import sys",
        [
            "docs/page.md:4:1: diff: a line of a diff without its sign",
            "    import os",
            "    ^",
            "    help: begin it with a space (kept), - (removed) or + (added), as `diff -u` does",
        ],
    ),
    (
        "docker",
        "Dockerfile",
        "FROM python:3.13-slim\nWROKDIR /app",
        [
            "docs/page.md:5:1: docker: unknown instruction 'WROKDIR'",
            "    WROKDIR /app",
            "    ^",
            "    help: did you mean WORKDIR?",
        ],
    ),
    (
        "docker",
        "Dockerfile",
        "FROM python:3.13-slim\nWORKDIR\nRUN ls",
        [
            "docs/page.md:5:1: docker: WORKDIR needs an argument",
            "    WORKDIR",
            "    ^",
            "    help: see https://docs.docker.com/reference/dockerfile/#workdir",
        ],
    ),
    (
        "docker",
        "Dockerfile",
        "FROM python:3.13-slim\nCOPY requirements.txt",
        [
            "docs/page.md:5:1: docker: COPY has too few arguments, or some that it does not take",
            "    COPY requirements.txt",
            "    ^",
            "    help: see https://docs.docker.com/reference/dockerfile/#copy",
        ],
    ),
    (
        "docker",
        "Dockerfile",
        "WORKDIR /app\nFROM python:3.13-slim",
        [
            "docs/page.md:4:1: docker: a Dockerfile begins with FROM (only ARG may stand before it)",
            "    WORKDIR /app",
            "    ^",
        ],
    ),
    (
        "docker",
        "Dockerfile",
        'FROM python:3.13-slim\nCMD ["gunicorn", "--bind" "0.0.0.0:8000"]',
        [
            "docs/page.md:5:27: docker: Expecting ',' delimiter",
            '    CMD ["gunicorn", "--bind" "0.0.0.0:8000"]',
            "                              ^",
            '    help: the exec form is a JSON array: ["program", "argument"]',
        ],
    ),
    (
        "docker",
        "",
        "CMD ['gunicorn', 'config.wsgi']",
        [
            "docs/page.md:4:6: docker: Expecting value",
            "    CMD ['gunicorn', 'config.wsgi']",
            "         ^",
            '    help: the exec form is a JSON array: ["program", "argument"]',
        ],
    ),
    (
        "docker",
        "",
        'FROM a\nRUN ls && \\\n    pip instal x\nCMD [ "hypercorn", "--workes", "3"]',
        [
            "docs/page.md:6:9: docker: pip has no command 'instal'",
            "        pip instal x",
            "            ^",
            "    help: did you mean `install`?",
            "docs/page.md:7:20: docker: hypercorn has no option '--workes'",
            '    CMD [ "hypercorn", "--workes", "3"]',
            "                       ^",
            "    help: did you mean `--workers`?",
        ],
    ),
    (
        "docker",
        "",
        'VOLUME ["/data"',
        [
            "docs/page.md:4:16: docker: ] is missing here",
            '    VOLUME ["/data"',
            "                   ^",
        ],
    ),
    (
        "docker",
        "",
        'FROM a\nRUN apt-get update \\\n    # for psycopg\n    && echo "libpq',
        [
            "docs/page.md:7:13: docker: no shell can read this",
            '        && echo "libpq',
            "                ^",
            "    help: look for an open quote, bracket or block",
        ],
    ),
    (
        "docker",
        "",
        "FROM a\nRUN <<EOF\necho a",
        [
            "docs/page.md:5:1: docker: the heredoc <<EOF is never closed",
            "    RUN <<EOF",
            "    ^",
            "    help: add a line EOF",
        ],
    ),
    (
        "docker",
        "",
        "FROM a\nRUN echo a \\",
        [
            "docs/page.md:5:12: docker: the last line goes on, but nothing follows",
            "    RUN echo a \\",
            "               ^",
            "    help: remove the \\",
        ],
    ),
    (
        "text",
        "requirements.txt",
        "django=5.2",
        [
            "docs/page.md:4:7: text: Expected semicolon (after name with no version specifier) or end",
            "    django=5.2",
            "          ^",
            "    help: did you mean django==5.2?",
        ],
    ),
    (
        "text",
        "requirements.txt",
        "# the site\n\n…\n\nflask>=3.1 <4",
        [
            "docs/page.md:8:12: text: Expected comma (within version specifier), semicolon (after version specifier) or end",
            "    flask>=3.1 <4",
            "               ^",
            "    help: name>=1.0,<2 ; marker",
        ],
    ),
    (
        "text",
        "requirements-dev.txt",
        "-r requirements.txt\n--hsh sha256:abc",
        [
            "docs/page.md:5:1: text: no such option: --hsh",
            "    --hsh sha256:abc",
            "    ^",
            "    help: the options are those of pip install",
        ],
    ),
    (
        "text",
        "requirements.txt",
        "waitress; sys_plattform == 'win32'",
        [
            "docs/page.md:4:11: text: Expected a marker variable or quoted string",
            "    waitress; sys_plattform == 'win32'",
            "              ^",
        ],
    ),
    (
        "toml",
        "pyproject.toml",
        '[project]\nname = "shelf"\ndependencies = [\n    "flask>=3.1",\n    "django=5.2",\n]',
        [
            "docs/page.md:8:12: toml: Expected semicolon (after name with no version specifier) or end",
            '        "django=5.2",',
            "               ^",
            "    help: did you mean django==5.2?",
        ],
    ),
    (
        "text",
        ".env",
        "DEBUG",
        [
            "docs/page.md:4:1: text: this is no NAME=value",
            "    DEBUG",
            "    ^",
            "    help: write NAME=value, or # for a comment",
        ],
    ),
    (
        "bash",
        ".env",
        "SECRET_KEY='open\nDEBUG=1",
        [
            "docs/page.md:4:12: bash: this ' is never closed",
            "    SECRET_KEY='open",
            "               ^",
            "    help: add '",
        ],
    ),
    (
        "ini",
        "example.env",
        "A=1\nPORT: 8000",
        [
            "docs/page.md:5:1: ini: this is no NAME=value",
            "    PORT: 8000",
            "    ^",
            "    help: write NAME=value, or # for a comment",
        ],
    ),
    (
        "text",
        ".gitignore",
        "__pycache__/\n.v\u200benv/",
        [
            "docs/page.md:5:3: text: zero width space (U+200B)",
            "    .v\u200benv/",
            "      ^",
            "    help: type a plain space, or nothing",
        ],
    ),
    (
        "nginx",
        "",
        "server {\n    listn 80;\n}",
        [
            "docs/page.md:5:5: nginx: unknown directive 'listn'",
            "        listn 80;",
            "        ^",
            "    help: did you mean listen?",
        ],
    ),
    (
        "nginx",
        "",
        "server {\n    listen 80\n    server_name example.com;\n}",
        [
            "docs/page.md:5:14: nginx: ; is missing before 'server_name'",
            "        listen 80",
            "                 ^",
            "    help: end the directive with ;",
        ],
    ),
    (
        "nginx",
        "",
        "location / {\n    proxy_pass;\n}",
        [
            'docs/page.md:5:5: nginx: invalid number of arguments in "proxy_pass" directive',
            "        proxy_pass;",
            "        ^",
        ],
    ),
    (
        "nginx",
        "",
        "server {\n    location / {\n        proxy_pass http://127.0.0.1:8000;\n}",
        [
            'docs/page.md:7:1: nginx: unexpected end of file, expecting "}"',
            "    }",
            "    ^",
        ],
    ),
    (
        "nginx",
        "",
        "server {\n    gzip yes;\n}",
        [
            'docs/page.md:5:10: nginx: invalid value "yes" in "gzip" directive, it must be "on" or "off"',
            "        gzip yes;",
            "             ^",
        ],
    ),
    (
        "nginx",
        "",
        "s}rver {\n    listen 80;",
        [
            'docs/page.md:4:2: nginx: unexpected "}"',
            "    s}rver {",
            "     ^",
        ],
    ),
    (
        "yaml",
        "docker-compose.yml",
        "services:\n  web:\n    biuld: .\n    ports: ['80:80']",
        [
            "docs/page.md:6:5: yaml: there is no key 'biuld' here",
            "        biuld: .",
            "        ^",
            "    help: did you mean 'build'?",
        ],
    ),
    (
        "yaml",
        "compose.yaml",
        "services:\n  web:\n    image: x\n    depends_on: db",
        [
            "docs/page.md:7:17: yaml: 'db' is not of type 'array' or 'db' is not of type 'object'",
            "        depends_on: db",
            "                    ^",
        ],
    ),
    (
        "yaml",
        ".github/workflows/test.yml",
        "on: puhs\njobs:\n  a:\n    runs-on: x\n    steps:\n      - run: ls",
        [
            "docs/page.md:4:5: yaml: 'puhs' is none of those known",
            "    on: puhs",
            "        ^",
            "    help: did you mean 'push'?",
        ],
    ),
    (
        "yaml",
        ".github/workflows/test.yaml",
        "on: push\njobs:\n  a:\n    runs-on: x\n    steps:\n      - uses: a/b@v1\n        wiht: {c: d}",
        [
            "docs/page.md:10:9: yaml: there is no key 'wiht' here",
            "            wiht: {c: d}",
            "            ^",
            "    help: did you mean 'with'?",
        ],
    ),
    (
        "docker",
        "",
        "FROM a\nENV A = 1\nRUN pip install x \\\n  COPY . .",
        [
            "docs/page.md:5:7: docker: the variable's value begins with this =",
            "    ENV A = 1",
            "          ^",
            "    help: write ENV NAME=value",
            "docs/page.md:7:3: docker: the line above goes on, so this COPY is a part of it",
            "      COPY . .",
            "      ^",
            "    help: remove the \\ above",
        ],
    ),
    (
        "docker",
        "",
        "FROM a\nRUN pip install flask>=3.1\nRUN cd b & ls",
        [
            "docs/page.md:5:22: docker: a shell takes '>' for a redirection",
            "    RUN pip install flask>=3.1",
            "                         ^",
            "    help: put the requirement into quotes",
            "docs/page.md:6:5: docker: with a single & the shell stays in its folder",
            "    RUN cd b & ls",
            "        ^",
            "    help: write &&",
        ],
    ),
    (
        "toml",
        "pyproject.toml",
        "[tool.ruff]\nfix = true\nline_length = 100",
        [
            "docs/page.md:6:1: toml: ruff: unknown field `line_length`",
            "    line_length = 100",
            "    ^",
        ],
    ),
    (
        "toml",
        "ruff.toml",
        '[lint]\nselct = ["E"]',
        [
            "docs/page.md:5:1: toml: ruff: unknown field `selct`",
            '    selct = ["E"]',
            "    ^",
            "    help: did you mean 'select'?",
        ],
    ),
    (
        "toml",
        "pyproject.toml",
        '[tool.pytest.ini_options]\ntestpath = ["a"]',
        [
            "docs/page.md:5:1: toml: no setting is named 'testpath'",
            '    testpath = ["a"]',
            "    ^",
            "    help: did you mean 'testpaths'?",
        ],
    ),
    (
        "ini",
        "pytest.ini",
        "[pytest]\nadopts = -q",
        [
            "docs/page.md:5:1: ini: no setting is named 'adopts'",
            "    adopts = -q",
            "    ^",
            "    help: did you mean 'addopts'?",
        ],
    ),
    (
        "ini",
        ".coveragerc",
        "[run]\nsorce = .",
        [
            "docs/page.md:5:1: ini: no setting is named 'sorce'",
            "    sorce = .",
            "    ^",
            "    help: did you mean 'source'?",
        ],
    ),
    (
        "http",
        "",
        "HTTP/1.1 OK 200",
        [
            "docs/page.md:4:1: http: neither the first line of a request nor that of a response",
            "    HTTP/1.1 OK 200",
            "    ^",
            "    help: GET /books/ HTTP/1.1, or HTTP/1.1 200 OK",
        ],
    ),
    (
        "http",
        "",
        "HTTP/1.1 302 Found\nLocation /books/",
        [
            "docs/page.md:5:1: http: this is no header",
            "    Location /books/",
            "    ^",
            "    help: a header is `Name: value`",
        ],
    ),
    (
        "http",
        "",
        "GET /books/\nHost: example.com",
        [
            "docs/page.md:4:1: http: neither the first line of a request nor that of a response",
            "    GET /books/",
            "    ^",
            "    help: GET /books/ HTTP/1.1, or HTTP/1.1 200 OK",
        ],
    ),
    (
        "http",
        "",
        "POST /books/ HTTP/1.1\nContent-Length: ten",
        [
            "docs/page.md:5:1: http: bad Content-Length",
            "    Content-Length: ten",
            "    ^",
            "    help: a header is `Name: value`",
        ],
    ),
    (
        "xml",
        "",
        "<urlset>\n  <url><loc>/</url>\n</urlset>",
        [
            "docs/page.md:5:16: xml: mismatched tag",
            "      <url><loc>/</url>",
            "                   ^",
        ],
    ),
    (
        "ini",
        "",
        "[uwsgi]\nenv = A=1\nenv = B=2\nnonsense",
        [
            "docs/page.md:7:1: ini: neither a [section] nor a name = value: nonsense",
            "    nonsense",
            "    ^",
        ],
    ),
]

GOOD = [
    (
        "toml",
        "pyproject.toml",
        '[tool.ruff]\nline-length = 100\nrequired-version = "==0.1.0"\n[tool.ruff.lint]\nselect = ["E", "DJ"]\n[tool.pytest.ini_options]\naddopts = "-q"\nDJANGO_SETTINGS_MODULE = "a"\ntimeout = 5\n[tool.coverage.run]\nbranch = true\n[tool.other]\nsorce = 1',
    ),
    ("toml", "ruff.toml", 'target-version = "py311"\n[lint.per-file-ignores]\n"a" = ["E501"]'),
    ("ini", "pytest.ini", "[pytest]\ntestpaths = a\nenv_files = b\nmarkers =\n    slow: x"),
    ("ini", "setup.cfg", "[metadata]\nadopts = 1\n[coverage:report]\nfail_under = 9"),
    ("ini", ".coveragerc", "[run]\nomit =\n    a\n[report]\nshow_missing = 1\n[x]\nsorce = 1"),
    ("ini", "other.ini", "[run]\nsorce = 1"),
    (
        "yaml",
        "docker-compose.prod.yaml",
        "x-a: &a\n  image: x\nservices:\n  web:\n    <<: *a\n    build: {context: .}\n    ports: ['8000:8000']\n    depends_on:\n      db: {condition: service_healthy}\n  db:\n    image: postgres\n    environment:\n      A: 1\nvolumes:\n  data:",
    ),
    ("yaml", "compose.yaml", "services:\n  web:\n    …\n  db:\n    prot: 1"),
    ("yaml", "compose.yaml", "services:\n  a: &a\n    b: !c [*a]"),
    ("yaml", "servers.yaml", "service:\n  web: 1"),
    (
        "yaml",
        ".github/workflows/test.yml",
        "on:\n  push:\n  pull_request: {branches: [main]}\njobs:\n  test:\n    runs-on: ${{ matrix.os }}\n    strategy:\n      matrix: {os: [a, b]}\n    steps:\n      - uses: actions/checkout@v4\n        with: {fetch-depth: 0}\n      - run: |\n          pytest\n        env: {A: 1}",
    ),
    (
        "sql",
        "",
        'BEGIN;\n--\n-- Add field pages to book\n--\nALTER TABLE "books_book" ADD COLUMN "pages" integer unsigned NULL CHECK ("pages" >= 0);\nCOMMIT;',
    ),
    ("sql", "", "--\n-- Raw Python operation\n--\n-- (no-op)"),
    (
        "sql",
        "",
        "PRAGMA foreign_keys;\nPRAGMA foreign_keys = ON;\nPRAGMA table_info('books_book');",
    ),
    (
        "sql",
        "",
        'CREATE TABLE IF NOT EXISTS "books_book" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "author_id" bigint NOT NULL REFERENCES "books_author" ("id") DEFERRABLE INITIALLY DEFERRED);\nCREATE INDEX "a_id" ON "books_book" ("author_id");',
    ),
    (
        "sql",
        "schema.sql",
        "DROP TABLE IF EXISTS user;\nCREATE TABLE user (\n  id INTEGER PRIMARY KEY AUTOINCREMENT,\n  created TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP\n);",
    ),
    (
        "sql",
        "",
        "SELECT book.id, book.title \nFROM book \nWHERE book.year < :year_1 ORDER BY book.title",
    ),
    ("sql", "", "SELECT * FROM a WHERE b = %s AND c = ? AND d = %(name)s -- typed by a driver"),
    (
        "sql",
        "",
        "SELECT title, row_number() OVER (PARTITION BY author ORDER BY year) FROM books; /* two */ SELECT 1",
    ),
    (
        "sql",
        "",
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 5) SELECT * FROM n",
    ),
    (
        "sql",
        "",
        "INSERT INTO a (id, n) VALUES (1, 2)\nON CONFLICT (id) DO UPDATE SET n = excluded.n RETURNING id;",
    ),
    ("sql", "", "CREATE TRIGGER t AFTER INSERT ON a BEGIN UPDATE b SET x = 1; END;\nVACUUM;"),
    (
        "sql",
        "",
        'CREATE TABLE "b" ("id" bigint NOT NULL PRIMARY KEY GENERATED BY DEFAULT AS IDENTITY, "at" timestamp with time zone NOT NULL);\nCREATE INDEX CONCURRENTLY "b_at" ON "b" ("at");',
    ),
    (
        "sql",
        "",
        "CREATE USER shelf WITH PASSWORD 'secret';\nCREATE DATABASE shelf OWNER shelf;\nGRANT ALL PRIVILEGES ON DATABASE shelf TO shelf;",
    ),
    ("sql", "", "SELECT id FROM book WHERE id IN (__[POSTCOMPILE_id_1])"),
    ("sql", "", "SELECT id::text, a[1:2] FROM b WHERE c ILIKE $1 FOR UPDATE SKIP LOCKED;"),
    (
        "sql",
        "",
        "CREATE TABLE `b` (`id` bigint AUTO_INCREMENT NOT NULL PRIMARY KEY, `at` datetime(6) NOT NULL) ENGINE=InnoDB;",
    ),
    ("sql", "", "CREATE DATABASE b CHARACTER SET utf8mb4;\nSHOW TABLES;"),
    ("sql", "", "SELECT … FROM books;\nCREATE TABLE a (\n    id integer,\n    ...\n);\nSELECT 1;"),
    (
        "diff",
        "",
        "diff --git a/x.py b/x.py\nindex 1..2 100644\n--- a/x.py\n+++ b/x.py\n@@ -1,2 +1,3 @@ def f():\n import os\n-import sys\n+import re\n+\n\\ No newline at end of file",
    ),
    ("sql", "load.sql", "\\echo loading\n.headers on\nSELECT 1;"),
    ("docker", "", "RUN a; \\ \n    [ -f b ] || c"),
    ("diff", "", "@@ -4 +4 @@\n-a\n+b\n\n@@ -9,2 +9 @@\n c\n-d"),
    ("diff", "", " def a():\n-    return 1\n+    return 2\n…\n+    x = 1"),
    ("diff", "", "--- a/x.sql\n+++ b/x.sql\n@@ -1,2 +1 @@\n SELECT 1\n--- a comment"),
    (
        "docker",
        "Dockerfile",
        '# syntax=docker/dockerfile:1\nARG VERSION=3.13\nFROM python:${VERSION}-slim AS build\nENV PYTHONUNBUFFERED=1 \\\n    # two\n    PATH="/app/.venv/bin:$PATH"\nWORKDIR /app\nCOPY --from=ghcr.io/astral-sh/uv:latest /uv /bin/\nRUN --mount=type=cache,target=/var/cache/pip \\\n    # a comment\n\n    pip install -r requirements.txt && \\\n    [ "$A" = b ] || true\nCOPY --chown=app:app . .\nRUN <<EOF\nif true; then echo\nfi\nEOF\nEXPOSE 8000/tcp\nHEALTHCHECK --interval=5m CMD curl -f http://localhost/ || exit 1\nUSER app\nENTRYPOINT ["gunicorn"]\nCMD [ "config.wsgi" ]',
    ),
    ("docker", "", 'CMD ["sh", "-c", "pip install \\"$A\\" && exec gunicorn a:b --bind :$PORT"]'),
    ("docker", "", "RUN pip install .\nCMD python manage.py runserver"),
    ("docker", "", "HEALTHCHECK --interval=5m \\\n  CMD ls\nENV A =b C==\nRUN copy \\\n  run"),
    ("docker", "Dockerfile", 'FROM python:3.13-slim\n…\nCMD ["gunicorn", "config.wsgi"]'),
    (
        "text",
        "requirements.txt",
        '# the site\n-r base.txt\n-c constraints.txt\n--index-url https://example.com/simple\nDjango==5.2.19\npsycopg[binary] >= 3.2, < 4  # PostgreSQL\nwaitress ; sys_platform == "win32"\ncelery==5.5 \\\n    --hash=sha256:abc\n-e .\n./shelf\ngit+https://example.com/a.git@main#egg=a\nb @ https://example.com/b.whl\n…',
    ),
    (
        "toml",
        "pyproject.toml",
        '[build-system]\nrequires = ["flit_core<4"]\n[project]\nname = "shelf"\ndependencies = ["flask>=3.1,<4"]\n[project.optional-dependencies]\ntest = ["pytest"]\n[dependency-groups]\ndev = [{include-group = "lint"}, "ruff"]',
    ),
    ("toml", "pyproject.toml", "project = 1"),
    (
        "text",
        ".env",
        "# secrets\nSECRET_KEY='a#b'\nexport DEBUG = 1\nURL=postgres://u:p@h/d?a=b\nEMPTY=\nNAME=\"two\nlines\" # yes\nMOTTO=it's\n…",
    ),
    ("bash", "prod.env", "A=1"),
    ("text", ".gitignore", "__pycache__/\n*.sqlite3\n!.env.example"),
    ("text", "Procfile", "web: gunicorn config.wsgi"),
    (
        "nginx",
        "/etc/nginx/conf.d/a.conf",
        "upstream app { server unix:/run/a.sock fail_timeout=0; }\nserver {\n    listen 443 ssl;\n    http2 on;\n    …\n    location / {\n        proxy_set_header Host $host; # host\n        proxy_pass http://app;\n        if ($a = b) { return 301 https://$host$request_uri; }\n    }\n}",
    ),
    (
        "nginx",
        "",
        "user www-data;\nevents {}\nhttp {\n    map $a $b {\n        default 1;\n        x 2;\n    }\n    gzip_types text/plain\n        text/css;\n}",
    ),
    ("nginx", "", "proxy_pass http://127.0.0.1:8000;\nproxy_set_header Host $host;"),
    ("nginx", "", "stream {\n    server { listen 1; proxy_pass a:2; }\n}"),
    ("nginx", "", "brotli on;"),
    (
        "http",
        "",
        "HTTP/1.1 302 FOUND\n…\nLocation: /books/\nServer: Werkzeug/…\nX-Empty:\n\nno header: <p>",
    ),
    ("http", "", "HTTP/2 200 \nserver: nginx"),
    ("http", "", "GET /books/?page=2 HTTP/1.1\nHost: example.com"),
    ("http", "", "POST /books/ HTTP/1.1\nTransfer-Encoding: gzip, chunked\n\n{}"),
    ("http", "", "Set-Cookie: sessionid=abc; HttpOnly; SameSite=Lax\nVary: Cookie"),
    ("http", "", "HTTP/1.1 101 Switching Protocols\nUpgrade: websocket\nConnection: Upgrade"),
    ("xml", "", '<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns="a"><url/></urlset>'),
    ("xml", "", "<url>1</url>\n<url>2</url>"),
    (
        "ini",
        "/etc/systemd/system/a.service",
        "[Service]\nEnvironment=A=1\nEnvironment=B=2\nExecStart=/a/gunicorn \\\n--workers 3 \\\n  config.wsgi\n[Install]\nWantedBy=multi-user.target",
    ),
]

SHELF = "import os\n\n\ndef a():\n    return 1\n\n\ndef b():\n    return 2\n"
HEAD = "--- a/shelf.py\n+++ b/shelf.py\n"

# A diff, and what it makes of SHELF: a text, or the place and the message.
APPLIED = [
    (HEAD + "@@ -4,2 +4,2 @@\n def a():\n-    return 1\n+    return 3", SHELF.replace("1", "3")),
    (HEAD + "@@ -9,2 +40,2 @@\n def b():\n-    return 2\n+    return 3", SHELF.replace("2", "3")),
    (" def b():\n-    return 2\n+    return 3", SHELF.replace("2", "3")),
    (
        "…\n-def a():\n+def c():\n…\n-    return 2\n+    return 5",
        SHELF.replace("a", "c").replace("2", "5"),
    ),
    ("+import sys\n import os", "import sys\n" + SHELF),
    ("+x = 1", SHELF + "x = 1\n"),
    (
        HEAD + "@@ -4,2 +4,2 @@\n def a():\n-    return 4\n+    return 3",
        (5, "shelf.py has no such line where the page has shown it"),
    ),
    (
        " def b():\n-    return 1\n+    return 3",
        (2, "shelf.py has this line, but not at this place"),
    ),
    ("-import json", (1, "shelf.py has no such line where the page has shown it")),
]


def page(language: str, title: str, source: str) -> str:
    named = f' title="{title}"' if title else ""
    return f"# Title\n\n```{language}{named}\n{source}\n```\n"


@pytest.mark.parametrize(("language", "title", "source", "lines"), BAD)
def test_mistake_is_reported(report, language, title, source, lines):
    assert report(page(language, title, source)).split("\n") == lines


@pytest.mark.parametrize(("language", "title", "source"), GOOD)
def test_what_is_right_is_left_alone(report, language, title, source):
    assert report(page(language, title, source)) == ""


def diff_block(source: str) -> Block:
    lines = tuple(range(2, 3 + source.count("\n")))
    return Block("docs/page.md", 1, "diff", source, lines, options={"title": "shelf.py"})


@pytest.mark.parametrize(("source", "outcome"), APPLIED)
def test_diff_of_a_file_that_the_page_has_shown(source, outcome):
    found = [(f.line, f.message) for f in check_diff(diff_block(source), {"shelf.py": SHELF})]
    if isinstance(outcome, str):
        assert found == []
        assert apply_diff(SHELF, source) == outcome
    else:
        assert found == [outcome]
        with pytest.raises(DiffError):
            apply_diff(SHELF, source)


@pytest.mark.parametrize(("source", "outcome"), APPLIED)
def test_diff_of_an_unknown_file_is_checked_for_its_form_only(source, outcome):
    assert list(check_diff(diff_block(source), {"other.py": ""})) == []


def test_diff_of_two_files():
    source = (
        "--- a/shelf.py\n+++ b/shelf.py\n@@ -1 +1 @@\n-import os\n+import re\n"
        "--- /dev/null\n+++ b/new.py\n@@ -0,0 +1 @@\n+x = 1"
    )
    shown = {"shelf.py": SHELF, "new.py": ""}
    assert list(check_diff(diff_block(source), shown)) == []
    assert apply_diff(SHELF, source, "shelf.py") == SHELF.replace("os", "re")
    assert apply_diff("", source, "new.py") == "x = 1\n"


LINES = st.lists(st.sampled_from(["", "a", "b", "    c", "- d", "+ e", "-- f", "…"]), max_size=30)


@given(LINES, LINES)
def test_what_difflib_writes_applies(old, new):
    source = "\n".join(difflib.unified_diff(old, new, "a/shelf.py", "b/shelf.py", lineterm=""))
    if source:
        text = "".join(line + "\n" for line in old)
        assert list(check_diff(diff_block(source), {"shelf.py": text})) == []
        assert apply_diff(text, source) == "".join(line + "\n" for line in new)


@given(st.sampled_from([pattern.replace("*", "") for pattern in FILES]), st.text(max_size=60))
def test_any_text_in_any_file_is_checked_without_a_fault(title, source):
    lines = tuple(range(2, 3 + source.count("\n")))
    for problem in check_block(Block("p.md", 1, "text", source, lines, options={"title": title})):
        assert "failed:" not in problem.message


@given(st.sampled_from(GOOD), st.integers(0, 400), st.integers(1, 5), st.text(max_size=2))
def test_a_damaged_block_is_checked_without_a_fault(row, start, length, inserted):
    language, title, source = row
    source = source[:start] + inserted + source[start + length :]
    lines = tuple(range(2, 3 + source.count("\n")))
    block = Block("docs/page.md", 1, language, source, lines, options={"title": title})
    for problem in check_block(block):
        assert "failed:" not in problem.message
