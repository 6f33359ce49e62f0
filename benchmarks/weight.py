"""Weight: what a reader's browser fetches for a text page, and the memory of all processes."""

import gzip
import re
from collections.abc import Iterator
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urldefrag, urljoin, urlsplit

from bs4 import BeautifulSoup

from benchmarks.running import Server

FETCHED = {
    "use": "href",
    "script": "src",
    "img": "src",
    "source": "src",
    "iframe": "src",
    "object": "data",
}
LINKS = {"stylesheet", "icon", "preload", "modulepreload", "manifest", "apple-touch-icon"}


def page(server: Server, path: str) -> dict[str, float]:
    """KB over the wire with gzip (bodies and headers), requests, and other hosts asked."""
    size, html = _fetch(server, path)
    addresses = dict.fromkeys(address for address in _needed(html) if address)
    foreign = {host for address in addresses if (host := urlsplit(address).netloc)}
    for address in list(addresses):
        if not urlsplit(address).netloc:
            more, text = _fetch(server, urljoin(path, address))
            size += more
            for inner in re.findall(r"url\(['\"]?([^)'\"]+)", text):
                if not inner.startswith("data:"):
                    addresses[urljoin(address, inner)] = None
    return {
        "kilobytes": round(size / 1000, 1),
        "requests": 1 + len(addresses),
        "foreign_hosts": len(foreign),
    }


def _needed(html: str) -> Iterator[str]:
    soup = BeautifulSoup(html, "html.parser")
    for name, attribute in FETCHED.items():
        for tag in soup.find_all(name, **{attribute: True}):
            yield urldefrag(str(tag[attribute])).url
    for tag in soup.find_all("link", href=True):
        if LINKS & set(tag.get("rel", ())):
            yield str(tag["href"])


def _fetch(server: Server, path: str) -> tuple[int, str]:
    """Bytes of the answer as sent, and its text."""
    connection = HTTPConnection("127.0.0.1", server.port, timeout=10)
    connection.request("GET", path, headers={"Accept-Encoding": "gzip", "Accept-Language": "zh-CN"})
    answer = connection.getresponse()
    body = answer.read()
    if answer.status != 200:
        raise SystemExit(f"{path} answers {answer.status}")
    head = sum(len(name) + len(value) + 4 for name, value in answer.getheaders())
    packed = answer.getheader("Content-Encoding") == "gzip"
    text = gzip.decompress(body) if packed else body
    connection.close()
    return head + len(body), text.decode(errors="replace")


def memory(pid: int) -> dict[str, float]:
    """MiB of a process and all its descendants. RSS counts what they share once for each."""
    processes = list(_tree(pid))
    found = [Path(f"/proc/{one}/smaps_rollup").read_text() for one in processes]
    return {
        "processes": len(processes),
        "pss_mib": round(sum(_kib(text, "Pss") for text in found) / 1024, 1),
        "rss_mib": round(sum(_kib(text, "Rss") for text in found) / 1024, 1),
    }


def _tree(pid: int) -> Iterator[int]:
    yield pid
    for task in Path(f"/proc/{pid}/task").iterdir():
        for child in (task / "children").read_text().split():
            yield from _tree(int(child))


def _kib(text: str, name: str) -> int:
    found = re.search(rf"^{name}:\s+(\d+) kB", text, re.MULTILINE)
    return int(found[1]) if found else 0
