"""Two hundred thousand conversations, copied from one that the product made itself.

A copy differs from its template in ids, names, times and state; every other column is as the product wrote it, so that
a table may gain columns without this file hearing of it. Copied by the superuser, without the checks of foreign keys.
"""

from collections.abc import Mapping

import psycopg

from bench.support.house import House

PERSON = "template"  # who wrote the message that is copied
OPEN_SHARE = 20  # one conversation in so many is open, and one in four of those is nobody's
DAYS = 180
_COLUMNS = """
    select a.attname, pg_get_serial_sequence(%s, a.attname) from pg_attribute a
    where a.attrelid = %s::regclass and a.attnum > 0 and not a.attisdropped and a.attgenerated = ''
    order by a.attnum"""
_TEXTS = """(array['你好，上周看的床垫还有活动价吗？', '可以送到余杭未来科技城吗，大概几天到',
    '餐边柜 1.5 米的有现货吗',
    '有的，今天下单周四能到', '好的，谢谢', '发票抬头写公司可以吗',
    '可以，请把税号发给我'])[1 + (n * 3 + m) %% 7]"""
_AGE = f"(n * 7919 %% {DAYS * 1440}) * interval '1 minute'"
_LAST = f"now() - case when n %% {OPEN_SHARE} = 0 then (n %% 2880) * interval '1 minute' else {_AGE} end"


class Crowd:
    """Fills one company; ``conversations`` and ``messages`` are totals."""

    def __init__(self, house: House, organisation: int, members: list[int]) -> None:
        self.house, self.organisation, self.members = house, organisation, members

    def fill(self, conversations: int, messages: int) -> None:
        """Copy the template's customer, identity, conversation, message and interactions."""
        with psycopg.connect(self.house.cluster.admin_url("changlai"), autocommit=True) as connection:
            connection.execute("set session_replication_role = replica")
            connection.execute("set synchronous_commit = off")
            self._fill(connection, conversations, messages // conversations)
            connection.execute("vacuum analyze")  # as a house that has stood for a while

    def _fill(self, connection: psycopg.Connection, count: int, each: int) -> None:
        ids = {table: self._highest(connection, table) for table in _TABLES}
        people = ids["customers_customer"], ids["customers_identity"]
        member = f"(array{self.members})[1 + n %% {len(self.members)}]"
        is_open = f"n %% {OPEN_SHARE} = 0"
        address = f"replace(t.address::text, '{PERSON}', 'p' || n)::jsonb"
        last = {"last_message_at": _LAST, "opened_at": f"{_LAST} - interval '2 hours'"}
        self._copy(
            connection,
            "customers_customer",
            count,
            {"id": f"{people[0]} + n", "name": "'顾客 ' || n", "last_interaction_at": _LAST, "created_at": _LAST},
        )
        self._copy(
            connection,
            "customers_identity",
            count,
            {"id": f"{people[1]} + n", "customer_id": f"{people[0]} + n", "value": "'p' || n"},
        )
        self._copy(
            connection,
            "inbox_conversation",
            count,
            last
            | {
                "id": f"{ids['inbox_conversation']} + n",
                "customer_id": f"{people[0]} + n",
                "address": address,
                "identity_id": f"{people[1]} + n",
                "state": f"case when {is_open} then 'open' else 'closed' end",
                "closed_at": f"case when not {is_open} then {_LAST} end",
                "waiting_since": f"case when {is_open} and n %% 3 = 0 then {_LAST} end",
                "unread_count": f"case when {is_open} then n %% 3 else 0 end",
                "assignee_id": f"case when n %% {OPEN_SHARE * 4} > 0 then {member} end",
            },
        )
        self._copy(
            connection,
            "inbox_message",
            count,
            {
                "id": f"{ids['inbox_message']} + (n - 1)::bigint * {each} + m",
                "conversation_id": f"{ids['inbox_conversation']} + n",
                "event_id": "null",
                "platform_id": "''",
                "identity_id": f"{people[1]} + n",
                "author": "case when m %% 2 = 0 then 'member' else 'customer' end",
                "state": "case when m %% 2 = 0 then 'sent' else '' end",
                "address": "null",
                "member_id": f"case when m %% 2 = 0 then {member} end",
                "occurred_at": f"{_LAST} - ({each} - m) * interval '11 minutes'",
                "text": _TEXTS,
                "content": f"jsonb_set(t.content::jsonb, '{{text}}', to_jsonb({_TEXTS}))",
            },
            each,
        )
        self._copy(
            connection,
            "customers_interaction",
            count,
            {
                "id": f"{ids['customers_interaction']} + (n - 1)::bigint * 3 + m",
                "customer_id": f"{people[0]} + n",
                "event_id": "-(n::bigint * 3 + m)",
                "occurred_at": f"{_LAST} - (3 - m) * interval '11 minutes'",
            },
            3,
        )

    def _highest(self, connection: psycopg.Connection, table: str) -> int:
        question = f"select coalesce(max(id), 0) from {table}"  # noqa: S608 - a name of ours
        row = connection.execute(question.encode()).fetchone()
        return int(row[0]) if row else 0

    def _copy(
        self, connection: psycopg.Connection, table: str, count: int, differs: Mapping[str, str], each: int = 1
    ) -> None:
        columns = connection.execute(_COLUMNS.encode(), (table, table)).fetchall()
        names = ", ".join(f'"{name}"' for name, _ in columns)
        values = ", ".join(differs.get(name, f't."{name}"') for name, _ in columns)
        template = f"(select * from {table} where organisation_id = %s order by id limit 1) t"  # noqa: S608 - ours
        series = f"generate_series(1, {count}) n cross join generate_series(1, {each}) m"
        into = f"insert into {table} ({names}) overriding system value"
        insert = f"{into} select {values} from {template} cross join {series}"  # noqa: S608 - names and words of ours
        connection.execute(insert.encode(), (self.organisation,))
        for name, sequence in columns:
            if sequence:
                go_on = f"select setval(%s, (select max({name}) from {table}))"  # noqa: S608 - a name of ours
                connection.execute(go_on.encode(), (sequence,))


_TABLES = ("customers_customer", "customers_identity", "inbox_conversation", "inbox_message", "customers_interaction")
