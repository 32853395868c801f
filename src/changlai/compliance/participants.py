"""Refusals follow their customer through a merge."""

from collections.abc import Mapping

from changlai.kernel import db

_MOVE = """
    update compliance_refusedsend t set customer_id = m.n
    from unnest(%b::bigint[], %b::bigint[]) m(o, n) where t.customer_id = m.o"""


class Compliance:
    """See customers.contracts.MergeParticipant."""

    def move(self, moves: Mapping[int, int]) -> None:
        db.run(_MOVE, (list(moves), list(moves.values())))


PARTICIPANT = Compliance()
