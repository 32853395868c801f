"""What the API refuses to start with."""

import pytest
from ninja import Router

from changlai.accounts.operations import ApiRequest, allowed
from changlai.web.api import build


def test_an_operation_without_a_declared_permission_stops_the_start():
    careless = Router()

    @careless.get("/x")
    def forgotten(request: ApiRequest) -> int:
        return 1

    with pytest.raises(ValueError, match="lacks @allowed"):
        build.mounted([careless])


def test_ids_must_be_ascii():
    careless = Router()

    @careless.get("/x/{customer_id}")
    @allowed("")
    def customer(request: ApiRequest, customer_id: int) -> int:
        return customer_id

    with pytest.raises(ValueError, match="int:"):
        build.mounted([careless])
