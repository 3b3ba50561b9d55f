"""HTTP messages, as servers and browsers send them and `curl --include` prints them, by h11."""

import re
from collections.abc import Iterator

import h11

from hooks.blocks import Block
from hooks.problems import Finding

RESPONSE = re.compile(r"HTTP/?\S*\s|HTTP/?\S*$", re.IGNORECASE)
HEADER = re.compile(r"[!#$%&'*+.^_`|~\w-]+:\s")
# h11 speaks HTTP/1.1; the lines of later versions are shown in the same way.
LATER = re.compile(r"\bHTTP/[23](\.0)?(?=\s|$)")
LEFT_OUT = {"…", "..."}


def check_http(block: Block) -> Iterator[Finding]:
    """The start line and the headers, one by one. A block may show headers alone."""
    first, *headers = block.source.split("\n")
    if first in LEFT_OUT or HEADER.match(first):
        start, headers = "HTTP/1.1 200 OK", [first, *headers]
    else:
        start = LATER.sub("HTTP/1.1", first)
        if not _reads(start):
            message = "neither the first line of a request nor that of a response"
            yield Finding(1, 1, message, "GET /books/ HTTP/1.1, or HTTP/1.1 200 OK")
            return
    for number, line in enumerate(headers, block.source.count("\n") + 2 - len(headers)):
        if not line.strip():
            return  # the body follows
        if line not in LEFT_OUT and not _reads(start, line):
            yield Finding(number, 1, "this is no header", "a header is `Name: value`")


def _reads(start: str, header: str = "") -> bool:
    response = RESPONSE.match(start)
    connection = h11.Connection(h11.CLIENT if response else h11.SERVER)
    if response:
        connection.send(h11.Request(method="GET", target="/", headers=[("Host", "example.com")]))
    else:  # a request has to have it; an excerpt need not show it
        start += "" if header.lower().startswith("host:") else "\r\nHost: example.com"
    lines = [start, header] if header else [start]
    connection.receive_data("\r\n".join([*lines, "", ""]).encode())
    try:
        connection.next_event()
    except h11.RemoteProtocolError as error:
        return "Transfer-Encoding" in str(error)  # right, but h11 does not speak it
    return True
