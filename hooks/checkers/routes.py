"""Names that lead from one file to another: URL names, endpoints and templates."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from hooks import packages
from hooks.blocks import Block
from hooks.checkers.project import Found, Pairs, is_mistaken
from hooks.packages import did_you_mean, find_slip
from hooks.problems import Finding

DJANGO_USE = re.compile(
    r"""(?:\{%-?\s*url\s+["']|\b(?:reverse|reverse_lazy)\(\s*["']|"""
    r"""(?:\bredirect\(|\bLOG(?:IN|OUT)\w*_URL\s*=)\s*["'](?=\w+:[\w.-]+["']))([\w:.-]+)["']"""
)
FLASK_USE = re.compile(r"""\burl_for\(\s*["']([\w.-]+)["']""")
TEMPLATE_USE = re.compile(
    r"""(?:\{%-?\s*(?:extends|include)\s+|\brender\(\s*\w+,\s*|\brender_template\(\s*|"""
    r"""\btemplate_name\s*=\s*)["']([\w./-]+)["']"""
)
URL_NAME = re.compile(r"""\bname=["']([\w.-]+)["']""")
# A route in one piece, and its name: `path("<int:pk>/", …, name="detail")`
NAMED_ROUTE = re.compile(
    r"""\bpath\(\s*["']([^"']*)["'],(?:(?!path\().)*?\bname=["']([\w.-]+)["']""", re.DOTALL
)
# What follows where a template or a function names a route and hands it nothing.
NOTHING_GIVEN = re.compile(r"""\s*(?:as\s+\w+\s*)?(?:-?%\}|\))""")
NAMESPACE = re.compile(r"""\b(?:app_name\s*=|namespace=)\s*["'](\w+)["']""")
INCLUDE = re.compile(r"""\binclude\(\s*["']([\w.]+)["']""")
BLUEPRINT = re.compile(r"""(\w+)\s*=\s*Blueprint\(\s*["'](\w+)["']""")
VIEW = re.compile(
    r"^[ \t]*@(\w+)\.(?:route|get|post|put|patch|delete)\((.*)\)\n(?:[ \t]*@.*\n)*"
    r"[ \t]*(?:async )?def (\w+)",
    re.MULTILINE,
)
ENDPOINT = re.compile(r"""(?:endpoint=|\.as_view\(\s*)["'](\w+)["']""")


Uses = list[tuple[Block, re.Match[str]]]


@dataclass
class Routes:
    """Names that can be reversed, and whether there may be others."""

    names: set[str] = field(default_factory=set)
    open: bool = False
    needs: dict[str, set[str]] = field(default_factory=dict)
    """What every route of a name takes from its address."""

    def add(self, name: str, route: str) -> None:
        parts = set(re.findall(r"<(?:[^<>]*:)?\s*(\w+)>", route))
        self.names.add(name)
        self.needs[name] = self.needs.get(name, parts) & parts


def check_routes(pairs: Pairs) -> Found:
    """`{% url %}`, `reverse` and `url_for` of a name that nothing shown defines; slips in templates."""
    names = _find_uses(pairs, DJANGO_USE, "url ", "reverse", "redirect(", "_URL")
    endpoints = _find_uses(pairs, FLASK_USE, "url_for")
    files = _find_uses(pairs, TEMPLATE_USE, "extends", "include", "render", "template_name")
    if names or endpoints:
        sources = _sources(pairs)
        yield from _check_uses(names, _url_names(sources), "URL pattern named")
        yield from _check_uses(endpoints, _endpoints(sources), "endpoint")
    if files:
        paths = {path for block, shown in pairs for path in (*shown.files, block.title)}
        templates = {path.partition("templates/")[2] for path in paths if "templates/" in path}
        for block, use in files:
            if use[1] not in templates and (slip := find_slip(use[1], templates)):
                message = f"no template {use[1]!r} is shown"
                yield block, _finding(block.source, use, message, f"did you mean {slip!r}?")


def _is_right(block: Block) -> bool:
    languages = ("python", "html", "html+django", "html+jinja")
    return not is_mistaken(block) and block.language in languages


def _find_uses(pairs: Pairs, pattern: re.Pattern[str], *words: str) -> Uses:
    """Where the pattern stands; a text without any of the words is not searched, which is slow."""
    found: Uses = []
    for block, _ in pairs:
        for word in words:
            if word in block.source:
                uses = pattern.finditer(block.source) if _is_right(block) else ()
                found += [(block, use) for use in uses]
                break
    return found


def _sources(pairs: Pairs) -> dict[str, str]:
    """The text of every file that is shown, in each of its states, and its path."""
    sources: dict[str, str] = {}
    for block, shown in pairs:
        whole = block.source if shown.whole is None else shown.whole
        known = {**shown.files, block.title: whole} if block.language == "python" else shown.files
        sources |= {text: path for path, text in known.items() if not path.endswith(".html")}
    return sources


def _url_names(sources: Mapping[str, str]) -> Routes:
    """The names in every URLconf that is shown, or that one of them includes from a package."""
    routes = Routes()
    for source in sources:
        if "path(" not in source:
            continue
        names, spaces = URL_NAME.findall(source), NAMESPACE.findall(source)
        own = re.findall(r"""\bapp_name\s*=\s*["'](\w+)["']""", source)
        routes.names |= {f"{space}:{name}" for space in own for name in names} or set(names)
        for route, name in NAMED_ROUTE.findall(source):
            for space in own or [""]:
                routes.add(f"{space}:{name}".lstrip(":"), route)
        # A namespace given by include() goes with names of another file.
        routes.open |= bool(set(spaces) - set(own)) or "register(" in source
        for module in INCLUDE.findall(source):
            included = packages.load(module)
            shown = any(p.endswith(f"{module.replace('.', '/')}.py") for p in sources.values())
            routes.open |= not included and not shown
            space = getattr(included, "app_name", "")
            patterns = getattr(included, "urlpatterns", ())
            routes.names |= {f"{space}:{p.name}" if space else p.name for p in patterns}
    return routes


def _endpoints(sources: Iterable[str]) -> Routes:
    """The endpoints of every Flask view that is shown."""
    routes = Routes()
    for source in sources:
        if "Blueprint(" not in source and "@" not in source and "as_view(" not in source:
            continue
        blueprints = dict(BLUEPRINT.findall(source))
        routes.names |= {f"{name}.static" for name in blueprints.values()}
        for view in VIEW.finditer(source):
            owner, arguments, function = view.groups()
            name = (ENDPOINT.findall(arguments) or [function])[0]
            blueprint = blueprints.get(owner, "")
            others = "defaults" in arguments or view[0].count(f"@{owner}.") > 1
            route = "" if others else arguments
            for full in (f"{blueprint}.{name}", f".{name}") if blueprint else (name,):
                routes.add(full, route)
        routes.names |= set(ENDPOINT.findall(source))
    if routes.names:
        routes.names.add("static")
    return routes


def _check_uses(uses: Uses, routes: Routes, what: str) -> Found:
    if not routes.names:  # the page shows no route at all
        return
    for block, use in uses:
        name = use[1]
        needs = routes.needs.get(name)
        if needs and NOTHING_GIVEN.match(block.source, use.end()):
            message = f"{name!r} needs {', '.join(sorted(needs))}, and nothing is given"
            yield block, _finding(block.source, use, message, "")
        if name in routes.names or name.startswith("admin:"):
            continue
        near = did_you_mean(name, routes.names)
        if near and (find_slip(name, routes.names) or not routes.open) or not routes.open:
            yield block, _finding(block.source, use, f"no {what} {name!r} is shown", near)


def _finding(source: str, use: re.Match[str], message: str, remedy: str) -> Finding:
    start = use.start(1)
    line = source.count("\n", 0, start) + 1
    return Finding(line, start - source.rfind("\n", 0, start), message, remedy)
