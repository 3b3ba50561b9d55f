"""The index of the search, from small sites made here."""

import json
import string
from pathlib import Path

import pytest

from hooks.finish.searching import DIGITS, encode, weigh, words, write_index
from hooks.finish.sections import Page, Section, read_mentions, read_sections

PAGE = (
    '<title>x</title><meta name="description" content="All about rows."><article class="a">'
    '<ul class="md-tags"><li>Django</li></ul><h1>{title}</h1>{text}</article>'
)


def write(site: Path, **texts: str) -> None:
    for name, text in texts.items():
        (site / name).mkdir()
        html = PAGE.format(title=name.title(), text=text)
        (site / name / "index.html").write_text(html, encoding="utf-8")


def read(path: Path) -> object:
    return json.loads(path.read_text(encoding="utf-8").partition("=")[2])


def decode(index: dict[str, str]) -> dict[str, list[tuple[int, int]]]:
    """What `search.js` does, written a second time."""

    def numbers(stream: str):
        value, place = 0, 1
        for digit in map(DIGITS.index, stream):
            value += place * digit
            if digit < 75:
                yield value
                value, place = 0, 1
            else:
                place *= 15

    steps = numbers(index["steps"])
    weights = (w for n in numbers(index["weights"]) for w in divmod(n, 8))
    terms = {}
    for term, count in zip(index["terms"].split(), numbers(index["counts"]), strict=True):
        last, found = -1, []
        for _ in range(count):
            last += next(steps) + 1
            found.append((last, next(weights)))
        terms[term] = found
    return terms


def test_what_is_encoded_can_be_decoded():
    terms = {
        "get": [(0, 0), (1, 3), (75, 1), (151, 2)],
        "JsonResponse": [(74, 3)],
        "far": [(90000, 2)],
        "all": [(number, number % 8) for number in range(201)],
    }
    assert decode(encode(terms)) == terms


def test_digits_stand_for_themselves_in_a_script():
    assert len(DIGITS) == len(set(DIGITS)) == 90
    assert not set(DIGITS) & set('"\\' + string.whitespace)
    assert json.dumps("".join(DIGITS)) == '"' + "".join(DIGITS) + '"'


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("models.CharField(max_length=9)", ["models", "CharField", "max_length"]),
        ("Listen on 0.0.0.0, port 8000", ["Listen", "on", "0.0.0.0", "port", "8000"]),
        ("Who is logged in, logs in, or signs up", ["Who", "is", "login", "login", "or", "signup"]),
        ("a session 5d41402abc4b2a76b9719d911017c592", ["session"]),
        ("backlog in", ["backlog", "in"]),
    ],
)
def test_words(text: str, expected: list[str]):
    assert list(words(text)) == expected


def test_sections_begin_at_headings_questions_and_terms():
    article = (
        "<h1>Views</h1><p>First.</p>"
        '<h2 id="json">JSON<a class="headerlink" href="#json">#</a></h2><p>A dict.</p><pre>JsonResponse({})</pre>'
        '<h2 id="check">Check</h2>'
        '<details class="question" id="q-why"><summary>Why?</summary><p>Because.</p></details>'
        '<p><strong id="orm">ORM</strong> Maps classes.</p>'
        '<h2 id="docs">In the official documentation</h2><p>Links.</p>'
    )
    found = [(s.anchor, s.heading, s.prose, s.code) for s in read_sections(article)]
    assert found == [
        ("", "Views", "First.", ""),
        ("json", "JSON", "A dict.", "JsonResponse({})"),
        ("q-why", "Why?", "Because.", ""),
        ("orm", "ORM", "Maps classes.", ""),
    ]


def test_a_row_and_a_question_speak_for_the_section_that_they_link_to():
    first = list(
        read_sections(
            "<h1>Sheet</h1><table><tr><td>delete all rows</td>"
            '<td><a href="../b/#row-x">Rows</a></td></tr></table><p>See <a href="../b/#empty">here</a> too.</p>'
            '<details id="q-lost"><summary>What is lost?</summary><p><a href="../b/#empty">All</a>.</p></details>'
        )
    )
    second = list(read_sections('<h1>B</h1><h2 id="empty">Flush</h2><p><a id="row-x">x</a></p>'))
    mentions = read_mentions({"a/": Page("", first), "b/": Page("", second)})
    assert mentions["b/", "empty"] == ["delete all rows Rows", "here", "All What is lost?"]


def test_a_cell_with_a_link_does_not_speak_for_that_of_its_neighbour():
    (sheet,) = read_sections(
        '<h1>Both</h1><table><tr><td>Settings</td><td>a module <a href="../d/">(run)</a></td>'
        '<td>a dictionary <a href="../f/">(run)</a></td></tr></table>'
    )
    pages = {name: Page("", list(read_sections("<h1>X</h1>"))) for name in ("d/", "f/")}
    mentions = read_mentions({"a/": Page("", [sheet]), **pages})
    assert mentions["d/", ""] == ["Settings a module (run)"]
    assert mentions["f/", ""] == ["Settings a dictionary (run)"]


def test_a_section_puts_forward_its_labels_and_the_heading_above_it():
    _, above, section = read_sections(
        '<h1>A</h1><h2 id="b">Fields</h2><p>Text.</p><h3 id="c">All</h3><p>A <strong>slug</strong> is text.</p>'
        "<table><tr><th>Name</th></tr><tr><td><code>DEBUG</code></td><td>off</td></tr></table>"
        "<dl><dt>max_length</dt><dd>how long</dd></dl>"
    )
    assert above.mentions == "Fields"
    assert section.mentions == "Fields slug DEBUG max_length"


def test_links_within_a_section_and_to_other_sites_count_for_nothing():
    sections = list(
        read_sections(
            '<h1>A</h1><p><a href="#">x</a> <a href="https://example.org/#a">y</a> <a href="../no/">z</a></p>'
        )
    )
    assert not read_mentions({"a/": Page("", sections)})


def test_weights_grow_with_use_and_code_counts_less():
    terms = weigh(
        [
            Section("a", "A", "flush flush flush flush the table", ""),
            Section("b", "B", "one more flush in some text", ""),
            Section("c", "C", "", "flush " + "other code " * 9),
        ]
    )
    (_, often), (_, once), (_, code) = terms["flush"]
    assert often > once > code
    assert "the" not in terms


def test_what_is_put_forward_is_told_from_what_is_said_in_passing():
    terms = weigh(
        [Section("a", "A", "a slug", "", mentions="slug"), Section("b", "B", "slug slug", "")]
    )
    (_, forward), (_, passing) = terms["slug"]
    assert forward >= 4 > passing


def test_a_name_with_a_dot_is_a_term_of_its_own_as_it_is_written():
    terms = weigh(
        [
            Section("a", "A", "Read request.FILES in views.py.", ""),
            Section("b", "B", "Read request.files, not request.FILES.", ""),
            Section("c", "C", "", "request.user"),
        ]
    )
    assert [number for number, _ in terms["request.FILES"]] == [0, 1]
    # One section is found by the parts of a name; code has too many names.
    assert not {"views.py", "request.files", "request.user"} & set(terms)


def test_a_term_is_written_so_that_its_parts_show():
    assert "JsonResponse" in weigh([Section("a", "A", "jsonresponse JSONRESPONSE", "JsonResponse")])


def test_index_and_texts_of_a_site(tmp_path: Path):
    write(
        tmp_path,
        empty='<p>Rows go.</p><h2 id="how">How</h2><p>By <code>flush</code>.</p>',
        other="<p>Text.</p>",
    )
    (tmp_path / "moved").mkdir()
    (tmp_path / "moved" / "index.html").write_text("<title>This page has moved</title>")
    (tmp_path / "404.html").write_text(PAGE.format(title="Nothing", text="<p>No page.</p>"))
    write_index(tmp_path)
    index = read(tmp_path / "search" / "index.js")
    assert [page[:2] for page in index["pages"]] == [["empty/", "Django"], ["other/", "Django"]]
    assert index["pages"][0][2] == ["", "Empty", "how", "How"]
    assert [number for number, _ in decode(index)["flush"]] == [1]
    assert read(tmp_path / "search" / "0.js") == ["All about rows. Rows go.", "By flush."]
