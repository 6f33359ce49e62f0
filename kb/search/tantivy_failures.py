"""What Tantivy raises, as the port says it."""

from types import TracebackType

from kb.search.engine import EngineUnavailable


class _Failures:
    """Turns what Tantivy raises into EngineUnavailable.

    Its panics are no Exception and their class cannot be imported. A context manager sees every
    error's class without catching it, so that a keyboard interrupt or an exit passes untouched.
    """

    def __enter__(self) -> None: ...

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if kind and (issubclass(kind, ValueError | OSError) or kind.__name__ == "PanicException"):
            raise EngineUnavailable(f"the index cannot be used: {error}") from error


FAILURES = _Failures()
