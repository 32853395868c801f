"""Stored secrets of a channel account on its settings page."""

import re

import pytest
from django.test import Client

from changlai.channels import actions
from changlai.channels.models import Account
from changlai.kernel.tenancy import scope
from tests.support.house import found_firm

pytestmark = pytest.mark.django_db

PLAIN = {"corpid": "ww1234567890abcdef", "agentid": "1000002"}
KEYS = {"secret": "S" * 43, "token": "T" * 10, "encoding_aes_key": "K" * 43, "kf_secret": "F" * 43}


@pytest.fixture
def firm():
    return found_firm()


@pytest.fixture
def page(firm):
    """The administrator's browser and the address of the settings of an account with every secret."""
    with scope(firm.id):
        account = actions.connect(channel="wecom", name="企业微信", settings={**PLAIN, **KEYS}, by=firm.admin)
    client = Client()
    client.force_login(firm.admin.user)
    return client, f"/o/hemu/settings/channels/{account.id}/settings/"


@pytest.mark.parametrize(
    ("typed", "forget", "expected"),
    [
        ({}, [], KEYS),
        ({}, ["kf_secret"], {**KEYS, "kf_secret": ""}),
        ({}, ["secret", "token"], KEYS),
        ({"kf_secret": "N" * 43}, ["kf_secret"], {**KEYS, "kf_secret": "N" * 43}),
    ],
    ids=["nothing ticked", "one that may be missing", "those that are needed", "ticked and typed anew"],
)
def test_only_a_secret_that_may_be_missing_can_be_removed(firm, page, typed, forget, expected):
    client, path = page

    offered = re.findall(r'name="forget" value="([a-z_]+)"', client.get(path).content.decode())
    answer = client.post(path, {"name": "企业微信", **PLAIN, **typed, "forget": forget})

    assert (offered, answer.status_code) == (["kf_secret"], 302)
    with scope(firm.id):
        settings = Account.objects.get(channel="wecom").settings
        assert {name: settings[name] for name in KEYS} == expected
