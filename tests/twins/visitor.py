"""A browser without a screen: keeps cookies, fills in forms, reads pages."""

from functools import cached_property
from typing import Any
from urllib.parse import urljoin

import requests
from bs4 import BeautifulSoup, Tag

Fields = dict[str, str]


class Page(BeautifulSoup):
    """The HTML of an answer."""

    def texts(self, selector: str) -> list[str]:
        return [found.get_text(" ", strip=True) for found in self.select(selector)]

    def form(self) -> Tag:
        """The form for what the page is about: the last one that posts."""
        return self.select("form[method=post]")[-1]

    def fields(self) -> Fields:
        """What a browser would send back if nobody touched the form."""
        found: Fields = {}
        for field in self.form().select("input, textarea, select"):
            name, kind = str(field.get("name", "")), field.get("type")
            if not name or kind in ("submit", "file", "button"):
                continue
            if kind in ("checkbox", "radio") and not field.has_attr("checked"):
                continue
            value = field.get_text().removeprefix("\n") if field.name == "textarea" else ""
            found[name] = str(field.get("value", value))
        return found


class Visitor:
    def __init__(self, url: str) -> None:
        self.url = url
        self.session = requests.Session()
        self.session.trust_env = False  # no proxy for 127.0.0.1

    def ask(self, method: str, path: str, **options: Any) -> requests.Response:
        """One request, no redirect followed."""
        address = urljoin(self.url, path)
        return self.session.request(method, address, allow_redirects=False, timeout=120, **options)

    def get(self, path: str, **options: Any) -> requests.Response:
        return self.ask("GET", path, **options)

    def open(self, path: str) -> Page:
        """A page that is there."""
        answer = self.get(path)
        assert answer.status_code == 200, f"{path}: {answer.status_code} {answer.text[:500]}"
        return read(answer)

    def send(self, path: str, fields: Fields, files: Any = None) -> requests.Response:
        """Open the page, fill in its form, send it, hidden fields and all."""
        page = self.open(path)
        target = str(page.form().get("action") or path)
        headers = {"Referer": urljoin(self.url, path)}
        data = page.fields() | fields
        # A browser sends a form with a file field as multipart, also when no file is chosen.
        if files is None and page.form().get("enctype") == "multipart/form-data":
            files = {"attachment": ("", b"")}
        return self.ask("POST", urljoin(path, target), data=data, files=files, headers=headers)

    @cached_property
    def token(self) -> str:
        """Asked for once: it is good as long as the session is."""
        return str(self.open("/").select("meta[name=csrf-token]")[0]["content"])

    def api(self, method: str, path: str, json: Any = None, **options: Any) -> requests.Response:
        """One request to the JSON API with the token of the visitor's session."""
        if method not in ("GET", "HEAD"):
            options.setdefault("headers", {})["X-CSRFToken"] = self.token
        if json is not None:
            options["json"] = json
        return self.ask(method, path, **options)


def read(answer: requests.Response) -> Page:
    return Page(answer.text, "html.parser")
