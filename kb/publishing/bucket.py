"""The store in a bucket of an S3-compatible service. Needs obstore: see requirements-dev.txt."""

import io
from collections.abc import Iterator
from datetime import datetime
from typing import IO
from urllib.parse import urlsplit

from obstore.exceptions import NotFoundError
from obstore.store import S3Store

from kb.publishing.stores import Missing, digest


class BucketStore:
    """Objects by key. Endpoint, region and key pair come from the usual AWS_ variables.

    `AWS_ENDPOINT_URL=https://minio.example.cn` names a service that is not Amazon's.
    """

    def __init__(self, address: str) -> None:
        parts = urlsplit(address)
        self._store = S3Store(parts.netloc, prefix=parts.path.strip("/") or None)

    def keep(self, content: IO[bytes]) -> str:
        key = digest(content)
        # Written again where it is there: the same bytes, and young again for the cleaning.
        self._store.put(key, content)
        content.seek(0)
        return key

    def open(self, key: str) -> IO[bytes]:
        try:
            # No file is larger than the limit of an upload.
            return io.BytesIO(self._store.get(key).bytes().to_bytes())
        except (FileNotFoundError, NotFoundError) as error:
            raise Missing(key) from error

    def remove(self, key: str) -> None:
        try:
            self._store.delete(key)
        except (FileNotFoundError, NotFoundError):
            return

    def held(self) -> Iterator[tuple[str, datetime]]:
        for batch in self._store.list():
            for found in batch:
                yield found["path"].rpartition("/")[2], found["last_modified"]
