"""Connecting accounts, changing their settings and switching them, for programs. Secrets are written, never shown."""

from typing import Any

from django import forms
from django.http import Http404, QueryDict
from ninja import Field, Schema, Status
from ninja.errors import ValidationError

from changlai.accounts.operations import ApiRequest, allowed
from changlai.channels import actions, queries, registry
from changlai.channels.api.accounts import AccountOut, account_out, router
from changlai.channels.forms import changed_settings_form, forgotten, settings_form
from changlai.channels.tables import callback_url

BASE = "/channel-accounts/{int:account_id}"
Value = str | bool | int | list[str]


class AccountConnected(AccountOut):
    """The account with the address its platform sends callbacks to; empty when it sends none."""

    callback_url: str


class ConnectIn(Schema):
    """``settings`` are the fields of the channel's form, by name."""

    channel: str = Field(max_length=40)
    name: str = Field(min_length=1, max_length=120)
    settings: dict[str, Value] = Field(max_length=60)


class AccountSettingsIn(Schema):
    """All settings; a secret that is left out stays as it is, one named in ``forget`` goes."""

    name: str = Field(min_length=1, max_length=120)
    settings: dict[str, Value] = Field(max_length=60)
    forget: list[str] = Field(default=[], max_length=20)


class AccountSwitchIn(Schema):
    """Whether the account takes callbacks and sends."""

    is_on: bool


@router.post("/channel-accounts", response={201: AccountConnected}, summary="Connect an account")
@allowed("channels.manage")
def connect(request: ApiRequest, given: ConnectIn) -> Status[dict[str, Any]]:
    """404 for an unknown channel; 422 with the fields that do not fit, or when the app is connected already."""
    spec = registry.channels().get(given.channel)
    if spec is None:
        raise Http404
    settings = _cleaned(settings_form(spec, _as_form(given.settings)))
    made = actions.connect(channel=given.channel, name=given.name, settings=settings, by=request.member)
    callback = callback_url(made) if spec.takes_callbacks else ""
    return Status(201, {**account_out(made, []), "callback_url": callback})


@router.put(f"{BASE}/settings", response=AccountOut, summary="Change an account's settings")
@allowed("channels.manage")
def change(request: ApiRequest, account_id: int, given: AccountSettingsIn) -> dict[str, Any]:
    """Streams that had stopped with an error go on from where they were."""
    found = queries.top_for(request.member, account_id)
    spec = registry.channel(found.channel)
    data = _as_form(given.settings)
    data.setlist("forget", given.forget)
    settings = _cleaned(changed_settings_form(spec, found.settings, data))
    forget = forgotten(spec, found.settings, data)
    actions.change_settings(account=found, name=given.name, settings=settings, forget=forget, by=request.member)
    return _fresh(request, account_id)


@router.put(f"{BASE}/switch", response=AccountOut, summary="Switch an account off or on")
@allowed("channels.manage")
def switch(request: ApiRequest, account_id: int, given: AccountSwitchIn) -> dict[str, Any]:
    """Nothing is deleted; what the platform told nobody meanwhile is fetched afterwards."""
    found = queries.top_for(request.member, account_id)
    actions.switch(account=found, on=given.is_on, by=request.member)
    return _fresh(request, account_id)


def _as_form(given: dict[str, Value]) -> QueryDict:
    """As a browser would send it: a ticked box is "on", an unticked one is missing."""
    data = QueryDict(mutable=True)
    for name, value in given.items():
        if isinstance(value, list):
            data.setlist(name, value)
        elif value is not False:
            data[name] = "on" if value is True else str(value)
    return data


def _cleaned(form: forms.Form) -> dict[str, Any]:
    """What the channel's form makes of it. Raises ValidationError, which names the fields."""
    if form.is_valid():
        return dict(form.cleaned_data)
    raise ValidationError(
        [
            {"loc": ["body", "settings", name], "msg": str(message), "type": "settings"}
            for name, messages in form.errors.items()
            for message in messages
        ]
    )


def _fresh(request: ApiRequest, account_id: int) -> dict[str, Any]:
    found = queries.top_for(request.member, account_id)
    return account_out(found, list(queries.endpoints_of([found.id])))
