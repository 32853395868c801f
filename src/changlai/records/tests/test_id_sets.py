"""A set of ids that Python found says the same of every record, however it is put to the database."""

import numpy as np
import pytest

from changlai.kernel import db
from changlai.records.columns import among
from tests.support.house import found_firm

pytestmark = pytest.mark.django_db

_FOUND = "select r.id from unnest(%(near)b::bigint[]) r(id) where {text}"
FEW = [3, 5, 900]
DENSE = list(range(10, 60_000, 7))
WIDE = [one * 4_001 for one in range(1, 6_000)]


@pytest.mark.parametrize("ids", [FEW, DENSE, WIDE], ids=["listed", "dense", "wide"])
@pytest.mark.parametrize("is_in", [True, False])
def test_who_is_in_it(ids, is_in):
    found_firm()
    asked = among("x", ids, is_in=is_in)
    near = sorted({one + step for one in (ids[0], ids[1], ids[len(ids) // 2], ids[-1]) for step in (-1, 0, 1, 9_999)})
    sql = _FOUND.format(text=asked.text)

    found = {row[0] for row in db.planned(sql, {**asked.values, "near": near})}

    assert found == {one for one in near if (one in set(ids)) == is_in}


def test_a_dense_set_is_sent_as_bits_and_known_to_who_counts():
    asked = among("x", np.array(DENSE))

    assert len(asked.values["x"]) < len(DENSE)
    assert asked.ids.tolist() == DENSE
    assert among("x", DENSE, is_in=False).ids is None
