"""What Whoosh raises, as the port says it."""

import pickle
import struct
from collections.abc import Iterator
from contextlib import contextmanager

from whoosh import index
from whoosh.reading import CorruptIndexError

from kb.search.engine import EngineUnavailable

_ERRORS = (
    index.IndexError,
    index.LockError,
    CorruptIndexError,
    OSError,
    EOFError,
    ValueError,
    KeyError,
    struct.error,
    pickle.UnpicklingError,
)
"""What Whoosh raises when its files are missing, broken or locked."""


@contextmanager
def failures() -> Iterator[None]:
    try:
        yield
    except _ERRORS as error:
        raise EngineUnavailable(f"the index cannot be used: {error!r}") from error
