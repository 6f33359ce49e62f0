"""One contract for both stores: a content is kept once, under its hash, and durably."""

import hashlib
import io
import os
import re
import threading
from datetime import timedelta
from email.utils import formatdate
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

import pytest

from kb.clock import utcnow
from kb.publishing.stores import FolderStore, Missing, open_store

CONTENT = "会议纪要".encode() * 1000
KEY = hashlib.sha256(CONTENT).hexdigest()


class Bucket(BaseHTTPRequestHandler):
    """As much of S3 as a store needs: put, get, delete, list."""

    held: dict[str, bytes] = {}

    def do_PUT(self):
        self.held[urlsplit(self.path).path] = self.rfile.read(int(self.headers["Content-Length"]))
        self._answer(200)

    def do_DELETE(self):
        self.held.pop(urlsplit(self.path).path, None)
        self._answer(204)

    def do_GET(self):
        parts = urlsplit(self.path)
        if "list-type" in parts.query:
            return self._answer(200, self._listing(parse_qs(parts.query)["prefix"][0]))
        content = self.held.get(parts.path)
        self._answer(404 if content is None else 200, content or b"")

    def do_POST(self):
        asked = self.rfile.read(int(self.headers["Content-Length"])).decode()
        keys = re.findall("<Key>(.*?)</Key>", asked)
        for key in keys:
            self.held.pop(f"/files/{key}", None)
        rows = "".join(f"<Deleted><Key>{key}</Key></Deleted>" for key in keys)
        self._answer(200, f"<DeleteResult>{rows}</DeleteResult>".encode())

    def _listing(self, prefix) -> bytes:
        names = [name.removeprefix("/files/") for name in self.held]
        rows = "".join(
            f"<Contents><Key>{name}</Key><LastModified>{utcnow():%Y-%m-%dT%H:%M:%S}.000Z"
            "</LastModified><Size>1</Size></Contents>"
            for name in names
            if name.startswith(prefix)
        )
        return (
            f"<ListBucketResult><IsTruncated>false</IsTruncated>{rows}</ListBucketResult>"
        ).encode()

    def _answer(self, status, body=b""):
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("ETag", '"1"')
        self.send_header("Last-Modified", formatdate(usegmt=True))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_words):
        pass


@pytest.fixture(params=["folder", "bucket"])
def store(request, tmp_path, monkeypatch):
    if request.param == "folder":
        yield open_store("", tmp_path / "files")
        return
    Bucket.held = {}
    server = ThreadingHTTPServer(("127.0.0.1", 0), Bucket)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    for name, value in {
        "AWS_ENDPOINT_URL": f"http://127.0.0.1:{server.server_port}",
        "AWS_ALLOW_HTTP": "true",
        "AWS_ACCESS_KEY_ID": "test",
        "AWS_SECRET_ACCESS_KEY": "test",
        "AWS_REGION": "cn-test",
    }.items():
        monkeypatch.setenv(name, value)
    yield open_store("s3://files/kb", tmp_path)
    server.shutdown()
    server.server_close()


def test_what_is_kept_is_given_back(store):
    given = io.BytesIO(CONTENT)
    assert store.keep(given) == KEY
    assert given.tell() == 0
    with store.open(KEY) as content:
        content.seek(6)
        assert content.read() == CONTENT[6:]


def test_the_same_content_is_kept_once(store):
    assert [store.keep(io.BytesIO(CONTENT)) for _turn in range(3)] == [KEY] * 3
    assert [key for key, _brought in store.held()] == [KEY]


def test_a_key_says_when_it_was_last_brought(store):
    store.keep(io.BytesIO(CONTENT))
    ((_key, brought),) = store.held()
    assert abs(utcnow() - brought) < timedelta(minutes=1)


def test_what_is_removed_is_missing(store):
    store.keep(io.BytesIO(CONTENT))
    store.remove(KEY)
    store.remove(KEY)
    assert list(store.held()) == []
    with pytest.raises(Missing):
        store.open(KEY)


def test_a_crash_while_writing_leaves_no_content_under_the_key(tmp_path, monkeypatch):
    store = FolderStore(tmp_path)

    def fail(_handle):
        raise OSError("no space left on device")

    monkeypatch.setattr(os, "fsync", fail)
    with pytest.raises(OSError, match="no space"):
        store.keep(io.BytesIO(CONTENT))
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


def test_bringing_it_again_makes_it_young(tmp_path):
    store = FolderStore(tmp_path)
    store.keep(io.BytesIO(CONTENT))
    os.utime(tmp_path / KEY[:2] / KEY, (0, 0))
    store.keep(io.BytesIO(CONTENT))
    ((_key, brought),) = store.held()
    assert brought > utcnow() - timedelta(minutes=1)
