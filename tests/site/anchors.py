"""The anchors that readers may have linked to: `python -m tests.site.anchors SITE` notes new ones."""

import json
import re
import sys
from pathlib import Path

MANIFEST = Path(__file__).with_name("anchors.json")
ARTICLE = re.compile(r"<article.*</article>", re.DOTALL)


def published(site: Path) -> dict[str, list[str]]:
    """The ids in every page's article; those of tabs and footnotes are numbers, and promise nothing."""
    found = {}
    for path in sorted(site.rglob("*.html")):
        address = path.relative_to(site).as_posix().removesuffix("index.html")
        article = ARTICLE.search(path.read_text(encoding="utf-8"))
        if article and address != "404.html":
            ids = set(re.findall(r'<[a-z][^>]*? id="([^"]+)"', article[0]))
            found[address] = sorted(
                i for i in ids if not i.startswith(("__tabbed_", "fn:", "fnref:"))
            )
    return found


if __name__ == "__main__":
    manifest = json.loads(MANIFEST.read_text("utf-8")) if MANIFEST.exists() else {}
    for address, ids in published(Path(sys.argv[1])).items():
        manifest[address] = sorted({*ids, *manifest.get(address, [])})
    text = json.dumps(manifest, indent=0, sort_keys=True, ensure_ascii=False)
    MANIFEST.write_text(text + "\n", encoding="utf-8")
