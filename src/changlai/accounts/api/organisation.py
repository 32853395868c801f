"""The organisation for programs: its name, language and time zone."""

from typing import Literal
from zoneinfo import available_timezones

from ninja import Field, Schema

from changlai.accounts import actions
from changlai.accounts.api.members import OrganisationOut
from changlai.accounts.api.routing import router
from changlai.accounts.errors import UnknownTimeZone
from changlai.accounts.models import Organisation
from changlai.accounts.operations import ANY_MEMBER, ApiRequest, allowed


class OrganisationIn(Schema):
    """``time_zone`` is an IANA name."""

    name: str = Field(min_length=1, max_length=80)
    language: Literal["zh-hans", "en"]
    time_zone: str = Field(max_length=50)


@router.get("/organisation", response=OrganisationOut, summary="The organisation")
@allowed(ANY_MEMBER)
def organisation(request: ApiRequest) -> Organisation:
    return request.organisation


@router.put("/organisation", response=OrganisationOut, summary="Change the organisation")
@allowed("settings.manage")
def change(request: ApiRequest, given: OrganisationIn) -> Organisation:
    """The address stays: people have links. 422 ``unknown_time_zone`` for one that does not exist."""
    if given.time_zone not in available_timezones():
        raise UnknownTimeZone(given.time_zone)
    actions.change_organisation(
        organisation=request.organisation,
        name=given.name,
        language=given.language,
        time_zone=given.time_zone,
        by=request.member,
    )
    return request.organisation
