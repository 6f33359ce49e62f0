"""Prepared: statements of pages that everybody opens, compiled once and then asked of the driver.

SQLAlchemy works out parameters and columns anew whenever a statement runs. For a record with its
surroundings that takes ten times as long as the database needs.
"""

from collections import namedtuple
from collections.abc import Callable, Iterable, Mapping
from typing import Any, Generic, TypeVar

from sqlalchemy import ColumnElement, Connection, Dialect, Select, inspect, select
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session, make_transient_to_detached

Model = TypeVar("Model")


class Prepared:
    """A SELECT. Its open parameters, numbers or texts, are given by name whenever it is asked;
    those with a callable call it then; what else stands in it never changes.
    """

    def __init__(self, statement: Select[*tuple[Any, ...]]) -> None:
        self.statement = statement
        self._ready: dict[str, _Ready] = {}

    def rows(self, connection: Connection, **given: object) -> list[Any]:
        """Named tuples of the columns, as the ORM would give their values."""
        dialect = connection.dialect
        ready = self._ready.get(dialect.name)
        if ready is None:
            ready = self._ready[dialect.name] = _Ready(self.statement, dialect, given)
        away = dialect.loaded_dbapi.Error
        try:
            cursor = connection.connection.cursor()
            cursor.execute(ready.text, ready.parameters(given))
            found = cursor.fetchall()
            cursor.close()
        except away as error:
            raise DBAPIError.instance(ready.text, None, error, away, dialect=dialect) from error
        return [ready.row(values) for values in found]


class PreparedRow(Generic[Model]):
    """A SELECT of the one row of a model, which becomes what the ORM would have loaded, for less
    than half of what it takes: its relationships are read when they are asked for.
    """

    def __init__(self, model: type[Model], condition: ColumnElement[bool]) -> None:
        mapper = inspect(model)
        self._mapper: Any = mapper
        self._names = [column.key for column in mapper.column_attrs]
        columns = [getattr(model, name).label(name) for name in self._names]
        # The statement that the ORM asks: it knows how the tables of the model are joined.
        self._statement = select(model).where(condition)
        self._prepared = Prepared(select(*columns).select_from(mapper.selectable).where(condition))

    def one(self, session: Session, **given: object) -> Model | None:
        """None where there is no such row."""
        if session.identity_map or session.new or session.deleted:
            return session.scalar(self._statement, given)  # It may be among what is loaded.
        rows = self._prepared.rows(session.connection(), **given)
        if not rows:
            return None
        made: Model = self._mapper.class_manager.new_instance()
        vars(made).update(zip(self._names, rows[0], strict=True))
        make_transient_to_detached(made)
        session.add(made)
        return made


class _Ready:
    """What one kind of database wants to hear, and how its answers are read."""

    def __init__(
        self, statement: Select[*tuple[Any, ...]], dialect: Dialect, given: Mapping[str, object]
    ) -> None:
        compiled: Any = statement.compile(dialect=dialect)
        state = compiled.construct_expanded_state(dict(given))
        self.text: str = state.statement
        self._order: list[str] | None = state.positiontup and list(state.positiontup)
        written = {name: state.processors.get(name) or _as_it_is for name in state.parameters}
        callables = {name: bind.callable for bind, name in compiled.bind_names.items()}
        self._called = [(n, call, written[n]) for n, call in callables.items() if call is not None]
        self._fixed = {n: written[n](v) for n, v in state.parameters.items() if n not in given}
        columns = statement.selected_columns
        self._make = _maker([column.key or "" for column in columns])
        readers = (_reader(column.type, dialect) for column in columns)
        self._readers = [(place, read) for place, read in enumerate(readers) if read is not None]

    def parameters(self, given: Mapping[str, object]) -> Any:
        values = {**self._fixed, **given}
        for name, call, written in self._called:
            values[name] = written(call())
        return values if self._order is None else tuple([values[name] for name in self._order])

    def row(self, values: Iterable[Any]) -> Any:
        values = list(values)
        for place, read in self._readers:
            values[place] = read(values[place])
        return self._make(values)


def _as_it_is(value: Any) -> Any:
    return value


def _maker(names: list[str]) -> Callable[[Iterable[object]], Any]:
    """Makes named tuples, whose names are known only now."""
    made: Any = namedtuple("Row", names, rename=True)  # type: ignore[misc]  # wants a literal
    return made._make


def _reader(type_: Any, dialect: Dialect) -> Any:
    return type_.dialect_impl(dialect).result_processor(dialect, None)
