"""The one style sheet: what a page can use stays, all else goes."""

from pathlib import Path

import pytest

from hooks.finish.style import purge, write_style


@pytest.mark.parametrize(
    ("css", "left"),
    [
        (".a{color:red}", ".a{color:red}"),
        (".gone{color:red}", ""),
        (".a,.gone{color:red}", ".a{color:red}"),
        (".a .gone{color:red}", ""),
        (".a>p:hover{color:red !important}", ".a>p:hover{color:red!important}"),
        ("@media print{.gone{color:red}}", ""),
        ("@media print{.gone{color:red}.a{color:blue}}", "@media print{.a{color:blue}}"),
        ("/* why */ .a { color : red }", ".a{color:red}"),
        (":root{--x:1px;--y:2px}.a{top:var(--y)}", ":root{--y:2px}.a{top:var(--y)}"),
        # A variable that only an unused variable uses.
        (":root{--x:1px;--y:var(--x)}.a{top:0}", ".a{top:0}"),
        ('.a{content:"}.gone{"}', '.a{content:"}.gone{"}'),
    ],
)
def test_what_no_page_uses_goes(css: str, left: str):
    assert purge(css, {"a", "p", "root"}) == left


def test_classes_of_pages_and_of_scripts_count(tmp_path: Path):
    page, assets = tmp_path / "index.html", tmp_path / "assets"
    (assets / "stylesheets").mkdir(parents=True)
    page.write_text('<p class="one">four</p>')
    (assets / "site.js").write_text('element.className = "two"')
    (assets / "stylesheets" / "main.123.css").write_text(".one{top:1px}.three{top:3px}")
    (assets / "site.css").write_text(".two{top:2px}.four{top:4px}")
    write_style(tmp_path, [page])
    # The theme's rules come first, so that ours win.
    assert (assets / "site.css").read_text() == ".one{top:1px}.two{top:2px}"
