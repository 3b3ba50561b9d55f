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
    if not first.strip() or first in LEFT_OUT or HEADER.match(first):
        start, headers = "HTTP/1.1 200 OK", [first, *headers]
    else:
        start = LATER.sub("HTTP/1.1", first)
        if _error(start):
            message = "neither the first line of a request nor that of a response"
            yield Finding(1, 1, message, "GET /books/ HTTP/1.1, or HTTP/1.1 200 OK")
            return
    for number, line in enumerate(headers, block.source.count("\n") + 2 - len(headers)):
        if not line.strip():
            return  # the body follows
        if line not in LEFT_OUT and (error := _error(start, line)):
            message = "this is no header" if "illegal header" in error else error
            yield Finding(number, 1, message, "a header is `Name: value`")


def _error(start: str, header: str = "") -> str:
    """What h11 says of a message with one header."""
    response = RESPONSE.match(start)
    connection = h11.Connection(h11.CLIENT if response else h11.SERVER)
    if response:
        asked = [("Host", "example.com"), ("Connection", "Upgrade"), ("Upgrade", "any")]
        connection.send(h11.Request(method="GET", target="/", headers=asked))
    elif not header.lower().startswith("host:"):  # a request has it; an excerpt need not show it
        start += "\r\nHost: example.com"
    lines = [start, header] if header else [start]
    connection.receive_data("\r\n".join([*lines, "", ""]).encode())
    try:
        connection.next_event()
    except h11.RemoteProtocolError as error:
        return "" if "Transfer-Encoding" in str(error) else str(error)  # h11 speaks few of them
    return ""
