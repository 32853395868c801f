"""How many SQL statements the product sent: pg_stat_statements, top level, its own login only.

BEGIN, COMMIT and SET count like any other statement; what a function does inside is one.
"""

from bench.support.house import House

_COUNT = """
    select coalesce(sum(calls), 0)::bigint from pg_stat_statements s join pg_roles r on r.oid = s.userid
    where s.toplevel and r.rolname in ('changlai_owner', 'changlai_app') and query like %s"""
_DEAREST = """
    select round(total_exec_time)::bigint, calls, round((total_exec_time / calls)::numeric, 2)::float,
      left(regexp_replace(query, '\\s+', ' ', 'g'), 90)
    from pg_stat_statements s join pg_roles r on r.oid = s.userid
    where s.toplevel and r.rolname in ('changlai_owner', 'changlai_app') order by total_exec_time desc limit %s"""


def forget(house: House) -> None:
    """Begin to count anew."""
    house.rows("select pg_stat_statements_reset()")


def count(house: House, like: str = "%") -> int:
    """Statements since ``forget``, or those among them whose text is like this."""
    return house.number(_COUNT, (like,))


def dearest(house: House, limit: int = 12) -> list[str]:
    """Where the server's time went: total ms, calls, ms a call, statement."""
    return [
        f"{total:>7} ms {calls:>7} x {each:>7.2f} ms  {text}"
        for total, calls, each, text in house.rows(_DEAREST, (limit,))
    ]
