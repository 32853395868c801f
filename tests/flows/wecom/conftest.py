"""The sandbox's WeCom, a house connected to it, and the address of its door."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings as django_settings

from changlai.accounts.tests.factories import make_member, make_organisation
from changlai.channels import actions as channels
from changlai.channels.adapters.wecom.tests.stage import Stage, stage
from changlai.kernel.tenancy import scope
from tests.flows.wecom.people import SETTINGS

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    with stage(tmp_path_factory.mktemp("sandbox")) as play:
        yield play


@pytest.fixture
def play(running: Stage, settings: Any, monkeypatch: pytest.MonkeyPatch) -> Stage:
    settings.OUTBOUND_ALLOW = [f"127.0.0.1:{running.port}"]
    monkeypatch.setenv("CHANGLAI_WECOM_URL", f"http://127.0.0.1:{running.port}")
    running.order("reset")
    named = {name: SETTINGS[name] for name in ("corpid", "secret", "token", "encoding_aes_key")}
    running.order("demo", **named, agentid=1_000_002, callback_url=f"{django_settings.PUBLIC_URL}/hooks/wecom/key")
    return running


@pytest.fixture
def house(play):
    return make_organisation("hemu", name="Hemu")


@pytest.fixture
def admin(house):
    return make_member(house, name="Meng Jia", email="mengjia@hemu.example")


@pytest.fixture
def door(house, admin) -> str:
    with scope(house.pk):
        account = channels.connect(channel="wecom", name="WeCom", settings=SETTINGS, by=admin)
    return f"wecom-{account.pk}"
