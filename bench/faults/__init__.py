"""Mistakes planted on purpose, to see that the chaos run would find them. Never part of the product.

A fault is a launcher that spoils the product in memory before it runs a worker, statements that spoil the scratch
database, or both.
"""

from dataclasses import dataclass

WORKER = ("changlai", "worker")

_NO_HORIZON = """
    create or replace function event_horizon() returns bigint language plpgsql volatile as
    $$ begin return event_position(); end $$"""


@dataclass(frozen=True)
class Fault:
    """``statements`` run as the superuser before anything starts; ``launcher`` is the module a worker is run by."""

    name: str
    launcher: tuple[str, ...] = WORKER
    statements: tuple[str, ...] = ()


FAULTS = (
    Fault("effect_and_cursor_in_two_transactions", ("bench.faults.worker", "two_transactions")),
    Fault(
        "reading_without_the_horizon",
        statements=(_NO_HORIZON,),
    ),
    Fault(
        "get_then_create_of_a_conversation",
        ("bench.faults.worker", "get_then_create"),
        ("drop index conversation_open_once",),
    ),
)
