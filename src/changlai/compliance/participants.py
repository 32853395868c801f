"""Refusals follow their customer through a merge."""

from collections.abc import Mapping

from changlai.kernel import db


class Compliance:
    def move(self, moves: Mapping[int, int]) -> None:
        db.run(
            """update compliance_refusedsend t set customer_id = m.n from unnest(%b::bigint[], %b::bigint[]) m(o, n) where t.customer_id = m.o""",
            (list(moves), list(moves.values())),
        )


PARTICIPANT = Compliance()
