"""The plain psycopg connection under Django's, for set-wise SQL inside the current transaction."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, cast

import psycopg
from django.db import OperationalError, connection
from psycopg import errors
from psycopg.pq import ExecStatus, TransactionStatus

LARGEST_ID = 2**63 - 1
ID_DIGITS = len(str(LARGEST_ID))
Row = tuple[Any, ...]
Parameters = Sequence[Any] | Mapping[str, Any]

# Trying the same again is right; the data is not to blame. A cancelled statement is not among them: a batch that
# runs into statement_timeout must be made smaller, not repeated.
_TRANSIENT = (
    psycopg.OperationalError,
    psycopg.InterfaceError,
    errors.SerializationFailure,
    errors.DeadlockDetected,
    errors.LockNotAvailable,
)


def raw() -> psycopg.Connection[Row]:
    """The psycopg connection of this thread, opened if need be."""
    connection.ensure_connection()
    return cast("psycopg.Connection[Row]", connection.connection)


def is_id(number: int) -> bool:
    """Whether a number from an address may be a row's: PostgreSQL refuses larger ones, where Django finds nothing."""
    return 0 < number <= LARGEST_ID


def id_of(text: str) -> int | None:
    """The id of a row that a text from outside tells; None when it is none."""
    is_number = text.isascii() and text.isdecimal() and len(text) <= ID_DIGITS
    return int(text) if is_number and is_id(int(text)) else None


def ids_of(texts: Iterable[str]) -> list[int]:
    """The ids among texts from outside; what is none is left out."""
    return [found for found in map(id_of, texts) if found is not None]


def begin(sql: str) -> bool:
    """Begin the transaction that Django has announced and run one statement in it, in a single round trip.

    False, and nothing is done, when it has begun already. ``sql`` must not hold anything from outside.
    """
    link = raw().pgconn
    if connection.get_autocommit() or link.transaction_status != TransactionStatus.IDLE:
        return False
    answer = link.exec_(b"begin; " + sql.encode())
    if answer.status != ExecStatus.TUPLES_OK:
        raise psycopg.errors.error_from_result(answer)
    return True


def run(sql: str, parameters: Parameters = ()) -> None:
    """One prepared statement without an answer."""
    with psycopg.Cursor(raw()) as cursor:
        cursor.execute(sql.encode(), parameters, prepare=True)


def rows(sql: str, parameters: Parameters = ()) -> list[Row]:
    """One prepared statement, all its rows."""
    with psycopg.Cursor(raw()) as cursor:
        return cursor.execute(sql.encode(), parameters, prepare=True).fetchall()


def row(sql: str, parameters: Parameters = (), *, packed: bool = False) -> Row | None:
    """One prepared statement, its first row; ``packed`` in PostgreSQL's binary form, for arrays of long texts, of which
    the other form escapes every quotation mark.
    """
    with psycopg.Cursor(raw()) as cursor:
        return cursor.execute(sql.encode(), parameters, prepare=True, binary=packed).fetchone()


def value(sql: str, parameters: Parameters = ()) -> Any:  # noqa: ANN401 - whatever the column holds
    """The first column of the first row; None when there is none."""
    first = row(sql, parameters)
    return first[0] if first else None


def planned(sql: str, parameters: Parameters = ()) -> list[Row]:
    """All rows of a statement that is planned anew each time, for the values it has: where these decide what is cheap,
    as in a filter. ``sql`` must not hold anything from outside.
    """
    with psycopg.Cursor(raw()) as cursor:
        return cursor.execute(sql.encode(), parameters, prepare=False).fetchall()


def packed(sql: str, parameters: Parameters = ()) -> list[Row]:
    """The same as ``planned``, answered in PostgreSQL's binary form: for megabytes of bytea, which text doubles."""
    with psycopg.Cursor(raw()) as cursor:
        return cursor.execute(sql.encode(), parameters, prepare=False, binary=True).fetchall()


def is_transient(error: BaseException) -> bool:
    """Whether the same work may simply be tried again: a lost connection, a deadlock, a lock that was not to be had."""
    cause = error.__cause__ if isinstance(error, OperationalError) and error.__cause__ else error
    return isinstance(cause, (*_TRANSIENT, OperationalError)) and not isinstance(cause, errors.QueryCanceled)


def storable(text: str) -> str:
    """What a column of text takes of it: no NUL, no half of a surrogate pair."""
    return text.replace("\x00", "").encode(errors="ignore").decode()


def parameters() -> dict[str, Any]:
    """What psycopg needs to connect as Django does: for connections of our own beside Django's."""
    wanted = connection.get_connection_params()
    for ours in ("cursor_factory", "context", "prepare_threshold", "pool"):
        wanted.pop(ours, None)
    return wanted


def drop_connection() -> None:
    """Throw a broken connection away; the next query opens a new one."""
    connection.in_atomic_block = False
    connection.savepoint_ids = []
    connection.needs_rollback = False
    connection.close()
