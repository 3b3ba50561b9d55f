"""The reader's browser, as far as an answer goes: real requests, with cookies."""

import http.cookiejar
import urllib.error
import urllib.request
from typing import Any

from hooks.blocks import Block
from tests.chapters.normalize import clean, matches, matches_json, without_blank_lines
from tests.chapters.outcome import failure


class _Stay(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *args: Any, **kwargs: Any) -> None:
        return None


class Browser:
    """Asks for the addresses in the titles of blocks."""

    def __init__(self) -> None:
        cookies = urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar())
        self._following = urllib.request.build_opener(cookies)
        self._staying = urllib.request.build_opener(cookies, _Stay)

    def compare(self, block: Block) -> None:
        """Ask for the block's address and hold the answer against the block.

        An `http` block shows status, some headers and perhaps the body of the answer itself; other
        languages show the body that the browser ends up with, redirects followed.
        """
        headers = {"Accept": "text/html,*/*", "User-Agent": "reader"}
        request = urllib.request.Request(block.title, headers=headers)
        opener = self._staying if block.language == "http" else self._following
        try:
            response: Any = opener.open(request, timeout=20)
        except urllib.error.HTTPError as error:
            response = error
        except OSError as error:
            raise failure(block, f"{block.title} does not answer: {error}") from None
        body = response.read().decode("utf-8", "replace")
        shown = block.source
        if block.language == "http":
            real = _head(response, shown) + (f"\n\n{body}" if "\n\n" in shown else "")
            same = matches(shown, real)
        elif block.language == "json":
            real, same = body, matches_json(shown, body)
        else:
            real, same = body, matches(without_blank_lines(shown), without_blank_lines(body))
        if not same:
            raise failure(block, f"{block.title} answers something else", shown, clean(real))


def _head(response: Any, shown: str) -> str:
    """The status and those headers that the page shows."""
    lines = [f"HTTP/1.1 {response.status} {response.reason}"]
    for line in shown.partition("\n\n")[0].split("\n")[1:]:
        name = line.partition(":")[0]
        value = response.headers.get(name)
        lines.append(f"(no header {name})" if value is None else f"{name}: {value}")
    return "\n".join(lines)
