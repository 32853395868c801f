"""What belongs to the member a token acts for."""

from django.conf import settings
from ninja import Field, File, Schema, Status
from ninja.files import UploadedFile

from changlai.accounts import actions
from changlai.accounts.api.members import MemberOut, member_out
from changlai.accounts.api.routing import router
from changlai.accounts.operations import ANY_MEMBER, ApiRequest, allowed

LANGUAGES = "|".join(code for code, _name in settings.LANGUAGES)


class ProfileIn(Schema):
    """How the member is called, here and in other organisations; ``language`` empty follows the organisation."""

    name: str = Field(min_length=1, max_length=80, pattern=r"\S")
    language: str = Field(default="", pattern=rf"^({LANGUAGES})?$")


@router.put("/me", response=MemberOut, summary="Change one's own name and language")
@allowed(ANY_MEMBER)
def change_profile(request: ApiRequest, given: ProfileIn) -> dict[str, object]:
    actions.change_profile(member=request.member, name=given.name.strip(), language=given.language)
    return member_out(request.member)


@router.post("/me/portrait", response=MemberOut, summary="Choose a picture of one's own")
@allowed(ANY_MEMBER)
def choose_portrait(request: ApiRequest, file: File[UploadedFile]) -> dict[str, object]:
    """Send ``multipart/form-data`` with one field ``file``: JPEG, PNG, GIF or WebP. 422 for anything else."""
    actions.choose_portrait(member=request.member, picture=file, name=file.name or "")
    return member_out(request.member)


@router.delete("/me/portrait", response={204: None}, summary="Take one's picture away")
@allowed(ANY_MEMBER)
def drop_portrait(request: ApiRequest) -> Status[None]:
    """The first letter of the name stands for the member again."""
    actions.drop_portrait(member=request.member)
    return Status(204, None)
