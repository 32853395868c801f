"""Connecting channel accounts by program."""

import pytest

from changlai.channels.models import Account
from changlai.kernel.tenancy import scope
from tests.support.house import found_firm, hire
from tests.support.programs import program

pytestmark = pytest.mark.django_db

JSON = "application/json"
HOME = "/api/v1/channel-accounts"
SETTINGS = {"secret": "whsec_" + "B" * 43 + "=", "send_url": "", "id_space": ""}


@pytest.fixture
def firm():
    return found_firm()


def test_account_is_connected_changed_and_switched(firm):
    ours = program(firm.admin, "en")

    made = ours.post(HOME, {"channel": "webhook", "name": "Shop", "settings": SETTINGS}, content_type=JSON)
    here = f"{HOME}/{made.json()['id']}"
    changed = ours.put(f"{here}/settings", {"name": "Store", "settings": {"id_space": "shop"}}, content_type=JSON)
    off = ours.put(f"{here}/switch", {"is_on": False}, content_type=JSON).json()
    on = ours.put(f"{here}/switch", {"is_on": True}, content_type=JSON).json()

    assert (made.status_code, "/hooks/webhook/" in made.json()["callback_url"]) == (201, True)
    assert "whsec_" not in made.content.decode()
    assert (changed.status_code, changed.json()["name"]) == (200, "Store")
    assert (off["is_active"], on["is_active"]) == (False, True)
    with scope(firm.id):
        kept = Account.objects.get(pk=made.json()["id"]).settings
    assert (kept["secret"], kept["id_space"]) == (SETTINGS["secret"], "shop")


def test_wrong_settings_are_named_by_field(firm):
    given = {"channel": "webhook", "name": "Shop", "settings": {**SETTINGS, "secret": "short"}}

    answer = program(firm.admin, "en").post(HOME, given, content_type=JSON)

    assert answer.status_code == 422
    assert answer.json()["errors"][0]["place"] == ["body", "settings", "secret"]
    with scope(firm.id):
        assert Account.objects.count() == 1


def test_unknown_channel_and_agents_are_turned_away(firm):
    given = {"channel": "fax", "name": "Fax", "settings": {}}

    assert program(firm.admin, "en").post(HOME, given, content_type=JSON).status_code == 404
    assert program(hire(firm, "Chen", "agent"), "en").post(HOME, given, content_type=JSON).status_code == 403
