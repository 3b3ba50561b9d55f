"""What of Lighthouse does not depend on how busy the machine is. Speed: `make audit`."""

import gzip
from pathlib import Path
from urllib.request import Request, urlopen

import pytest

from tests.audit.lighthouse import CATEGORIES, TYPES, inspect
from tests.audit.server import serve

STABLE = [category for category in CATEGORIES if category != "performance"]


@pytest.mark.parametrize("address", TYPES.values(), ids=TYPES.keys())
def test_nothing_is_left_to_mend(site: Path, address: str):
    with serve(site) as url:
        report = inspect(url + address, *STABLE)
    assert report.faults == []
    assert report.scores == dict.fromkeys(STABLE, 100)


def test_faults_lower_each_score(site: Path, tmp_path: Path):
    page = (site / "index.html").read_text(encoding="utf-8")
    page = page.replace('<meta name="description"', '<meta name="x"')
    page = page.replace("</article>", "<img src=gone.png></article>")
    (tmp_path / "index.html").write_text(page, encoding="utf-8")
    (tmp_path / "404.html").write_text("gone", encoding="utf-8")
    with serve(tmp_path) as url:
        report = inspect(url, *STABLE)
    assert all(report.scores[category] < 100 for category in STABLE), report
    assert any("alt" in fault for fault in report.faults), report


def test_the_server_compresses_and_answers_404(site: Path):
    with serve(site) as url:
        plain = urlopen(f"{url}django/")
        packed = urlopen(Request(f"{url}django/", headers={"Accept-Encoding": "gzip"}))
        assert packed.headers["Content-Encoding"] == "gzip"
        assert packed.headers["Cache-Control"] == "max-age=600"
        assert gzip.decompress(packed.read()) == plain.read()
        with pytest.raises(OSError, match="404"):
            urlopen(f"{url}gone/")
        assert urlopen(f"{url}django").url == f"{url}django/"
