"""Break each app on purpose: the suite must notice each time.

Every mutant is one change to a copy of an app, and names the test that fails because of it. The same
test passes on the app as it is, in the rest of this folder.
"""

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from tests.twins import (
    test_api,
    test_attacks,
    test_moderation,
    test_notes,
    test_schema,
    test_users,
)
from tests.twins.boards import DJANGO, FLASK, Board, Kind


@dataclass(frozen=True)
class Mutant:
    name: str
    kind: Kind
    file: str
    old: str
    new: str
    test: Callable[..., None]
    given: dict[str, object] = field(default_factory=dict)


def both(
    name: str,
    django: tuple[str, str, str],
    flask: tuple[str, str, str],
    test: Callable[..., None],
    given: dict[str, object] | None = None,
) -> Iterator[Mutant]:
    """The same mistake in each of the two."""
    yield Mutant(name, DJANGO, *django, test, given or {})
    yield Mutant(name, FLASK, *flask, test, given or {})


EXEMPT_API = """\
from django.views.decorators.csrf import csrf_exempt
from . import api, views
as_view = api.View.as_view.__func__
api.ApiView.as_view = classmethod(lambda cls: csrf_exempt(as_view(cls)))
"""

# Django gives a second file of the same name another one, unless the first is gone.
REPLACE_UPLOAD = """\
from django.core.files.storage import default_storage
    default_storage.delete(filename)
    return filename
"""

MUTANTS = [
    *both(
        "no check for forged forms",
        (
            "config/settings.py",
            '"django.middleware.csrf.CsrfViewMiddleware",',
            "",
        ),
        ("board/__init__.py", "csrf.init_app(app)", 'app.config["WTF_CSRF_ENABLED"] = False'),
        test_attacks.test_a_form_without_its_token_is_refused,
    ),
    *both(
        "the API needs no token",
        (
            "board/urls.py",
            "from . import api, views",
            EXEMPT_API,
        ),
        (
            "board/__init__.py",
            "app.register_blueprint(api.bp)",
            "app.register_blueprint(csrf.exempt(api.bp) or api.bp)",
        ),
        test_api.test_the_api_needs_the_token_too,
    ),
    *both(
        "everybody may edit every note",
        (
            "board/views.py",
            "return self.get_object().author == self.request.user",
            "return True",
        ),
        ("board/notes.py", "if owned and note.author != current_user:", "if False:"),
        test_notes.test_somebody_elses_note_is_left_alone,
    ),
    *both(
        "the API lets everybody edit every note",
        ("board/api.py", "if owner and self.note.author != owner:", "if False:"),
        ("board/api.py", "if owned and note.author != current_user:", "if False:"),
        test_api.test_the_api_leaves_somebody_elses_note_alone,
    ),
    *both(
        "a note's text is marked as safe",
        ("board/templates/board/note_detail.html", "note.text|linebreaks", "note.text|safe"),
        ("board/templates/note_detail.html", "{{ note.text }}", "{{ note.text|safe }}"),
        test_attacks.test_a_script_in_a_note_stays_text,
    ),
    *both(
        "the search box is marked as safe",
        ("board/templates/board/note_list.html", "request.GET.q", "request.GET.q|safe"),
        ("board/templates/note_list.html", "request.args.q", "request.args.q|safe"),
        test_attacks.test_a_script_in_a_search_stays_text,
    ),
    *both(
        "any kind of file may be uploaded",
        (
            "board/forms.py",
            'validators=[FileExtensionValidator(["txt", "md", "pdf", "png"])]',
            "validators=[]",
        ),
        ("board/forms.py", 'FileAllowed(["txt", "md", "pdf", "png"]), ', ""),
        test_attacks.test_a_bad_attachment_is_refused,
        {"name": "page.html", "content": b"<script>"},
    ),
    *both(
        "an attachment opens in the browser",
        ("board/views.py", "as_attachment=True", "as_attachment=False"),
        ("board/notes.py", "as_attachment=True", "as_attachment=False"),
        test_attacks.test_an_attachment_is_downloaded_not_shown,
    ),
    *both(
        "uploads of one name replace each other",
        ("board/models.py", 'return f"{uuid4().hex}/{filename}"', REPLACE_UPLOAD),
        ("board/notes.py", 'f"{uuid4().hex}/{name}"', 'f"all/{name}"'),
        test_attacks.test_two_attachments_of_one_name_do_not_meet,
    ),
    *both(
        "nobody looks at the version",
        ("board/views.py", "if not self.object.claim(read):", "if False:"),
        ("board/notes.py", "if str(note.version) != str(version):", "if False:"),
        test_notes.test_who_saves_second_is_told,
    ),
    *both(
        "hidden notes are shown",
        ("board/models.py", "self.filter(hidden=False)", "self"),
        ("board/models.py", ".filter_by(hidden=False)", ""),
        test_moderation.test_a_moderator_hides_a_note,
    ),
    *both(
        "everybody is a moderator",
        (
            "board/admin.py",
            "admin.site.register(Tag)",
            "admin.site.register(Tag)\nadmin.site.has_permission = lambda request: True",
        ),
        (
            "board/moderation.py",
            "return current_user.is_authenticated and current_user.is_moderator",
            "return True",
        ),
        test_moderation.test_strangers_and_users_do_not_come_in,
    ),
    *both(
        "logging out by a link",
        (
            "board/urls.py",
            "LogoutView.as_view()",
            'LogoutView.as_view(http_method_names=["get", "post"], get=LogoutView.post)',
        ),
        ("board/auth.py", '@bp.post("/logout/")', '@bp.route("/logout/", methods=["GET", "POST"])'),
        test_users.test_logging_out_needs_a_post,
    ),
    *both(
        "logging in leads anywhere",
        (
            "board/urls.py",
            "LoginView.as_view()",
            "LoginView.as_view(get_redirect_url=lambda self: self.request.GET.get('next', ''))",
        ),
        ("board/auth.py", "return redirect(next_page())", 'return redirect(request.args["next"])'),
        test_users.test_logging_in_never_leads_to_another_site,
        {"elsewhere": "https://example.org/"},
    ),
    *both(
        "titles of any length",
        (
            "board/models.py",
            "title = models.CharField(max_length=80)",
            "title = models.TextField()",
        ),
        ("board/forms.py", "Length(max=80), ", ""),
        test_notes.test_a_bad_note_is_refused_and_what_was_typed_is_kept,
        {"fields": {"title": "x" * 81}},
    ),
    *both(
        "the API checks no types",
        (
            "board/api.py",
            'data["title"].encode(), data.get("text", "").encode()',
            "",
        ),
        ("board/api.py", "value.encode()", "pass"),
        test_api.test_the_api_refuses_what_is_no_note,
        {"body": b'{"title": "\\ud800"}'},
    ),
    *both(
        "the migration forgets the data",
        (
            "board/migrations/0002_tags.py",
            "migrations.RunPython(labels_to_tags, tags_to_labels),",
            "",
        ),
        ("migrations/versions/0002_tags.py", "    labels_to_tags(op.get_bind())\n", ""),
        test_schema.check_both_ways,
    ),
    Mutant(
        "a search takes % for anything",
        FLASK,
        "board/models.py",
        "cls.title.icontains(text, autoescape=True)",
        "cls.title.icontains(text)",
        test_notes.test_search_takes_every_character_as_itself,
    ),
    Mutant(
        "ids may be of any size",
        FLASK,
        "board/models.py",
        "if note_id < 2**63:",
        "if True:",
        test_notes.test_an_unknown_note_is_not_found,
        {"name": "99999999999999999999999999"},
    ),
    Mutant(
        "no security headers",
        FLASK,
        "board/__init__.py",
        "app.after_request(add_security_headers)",
        "",
        test_attacks.test_every_page_forbids_frames_and_guessing,
    ),
    Mutant(
        "passwords are kept as they are",
        FLASK,
        "board/models.py",
        "self.password_hash = generate_password_hash(password)",
        "self.password_hash = password",
        test_users.test_a_password_is_kept_as_a_hash,
    ),
    Mutant(
        "uploads keep the path in their name",
        FLASK,
        "board/notes.py",
        'secure_filename(file.filename.replace("\\\\", "/").rpartition("/")[2])',
        "file.filename",
        test_attacks.test_an_uploads_name_leads_nowhere,
        {"name": "../../evil.txt"},
    ),
]


def change(board: Board, mutant: Mutant) -> None:
    path = board.folder / mutant.file
    text = path.read_text(encoding="utf-8")
    assert text.count(mutant.old) == 1, f"{mutant.file} has not exactly one {mutant.old!r}"
    path.write_text(text.replace(mutant.old, mutant.new), encoding="utf-8")


def mutants() -> list:
    return [pytest.param(m, id=f"{m.kind.name}: {m.name}") for m in MUTANTS]


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Callable[[Kind], Path]:
    """A data folder with an empty database for each app, made when it is first asked for."""
    folders: dict[str, Path] = {}

    def data(kind: Kind) -> Path:
        if kind.name not in folders:
            board = Board(kind, tmp_path_factory.mktemp("empty"))
            board.run("migrate")
            folders[kind.name] = board.data
        return folders[kind.name]

    return data


@pytest.mark.parametrize("mutant", mutants())
def test_the_suite_notices(mutant: Mutant, made: Callable[[Kind], Path], tmp_path: Path) -> None:
    board = Board(mutant.kind, tmp_path / "board")
    change(board, mutant)
    if mutant.test is not test_schema.check_both_ways:
        shutil.copytree(made(mutant.kind), board.data)
        board.start()
    try:
        with pytest.raises(AssertionError):
            mutant.test(board, **mutant.given)
    finally:
        board.stop()
