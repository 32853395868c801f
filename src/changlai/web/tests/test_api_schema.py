"""Random requests made from the description itself: every answer is one that the description promises.

Schemathesis (https://schemathesis.readthedocs.io) makes them, right ones and wrong ones, a few for each operation;
hostile ones by hand are in test_api_fuzz.
"""

import copy
from collections.abc import Iterator

import pytest
import schemathesis
from django.core import signals
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from hypothesis import HealthCheck, Phase, settings
from ninja import Schema
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from changlai.kernel.throttle import Throttle
from changlai.web.api import guard
from changlai.web.tests import description
from changlai.web.tests.twins import make_twin

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

EXAMPLES = 4  # requests for each operation
CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]
SCHEMA = schemathesis.openapi.from_dict(copy.deepcopy(description.SCHEMA))
SCHEMA.app = get_wsgi_application()


@pytest.fixture
def connection_stays():
    """A request at the WSGI door ends by looking at the connection's age; here it is the test's own, inside its
    transaction.
    """
    ends = (signals.request_started, signals.request_finished)
    for signal in ends:
        signal.disconnect(close_old_connections)
    yield
    for signal in ends:
        signal.connect(close_old_connections)


@pytest.fixture
def house(monkeypatch, connection_stays):
    monkeypatch.setattr(guard, "_per_token", Throttle(per_minute=1e9, burst=10**9))
    return make_twin("hemu", "Kestrel")


@SCHEMA.parametrize()
@settings(
    max_examples=EXAMPLES,
    deadline=None,
    derandomize=True,
    database=None,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)
def test_answers_are_those_of_the_description(case, house):
    for name in case.path_parameters or {}:
        if name in house.ids:
            case.path_parameters[name] = house.ids[name]

    answer = case.call(
        headers={"Authorization": f"Bearer {house.token}", "Accept-Language": "en", "Accept-Encoding": "identity"}
    )

    case.validate_response(answer, checks=CHECKS)


def test_no_two_shapes_share_a_name():
    """The description names shapes without their module: the second of a name would silently replace the first."""
    modules: dict[str, set[str]] = {}
    for shape in _below(Schema):
        if shape.__module__.startswith("changlai.") and ".tests." not in shape.__module__:
            modules.setdefault(shape.__name__, set()).add(shape.__module__)

    assert {name: sorted(homes) for name, homes in modules.items() if len(homes) > 1} == {}


def _below(kind: type[Schema]) -> Iterator[type[Schema]]:
    for inner in kind.__subclasses__():
        yield inner
        yield from _below(inner)
