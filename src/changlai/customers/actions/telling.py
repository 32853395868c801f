"""Telling open screens that something about a customer is different: they look again."""

from collections.abc import Iterable

from changlai.kernel.sse import room, tell_many


def tell_screens(customers: Iterable[tuple[int, int]]) -> None:
    """(organisation, customer): heard when the transaction commits, once each."""
    tell_many([(room(org, "customer", one), "interaction", {"customer": one}) for org, one in dict.fromkeys(customers)])
