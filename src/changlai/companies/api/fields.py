"""What companies have in their organisation's own fields, for programs."""

from typing import Any

from django.utils import timezone
from ninja import File
from ninja.files import UploadedFile

from changlai.accounts.operations import ApiRequest, allowed
from changlai.companies import actions, queries
from changlai.companies.api.routing import router
from changlai.companies.enums import KIND
from changlai.records import onpage
from changlai.records.outputs import ValueOut, ValuesIn, values_out

FIELDS = "/companies/{int:company_id}/fields"


@router.get(FIELDS, response=list[ValueOut], summary="A company's own fields")
@allowed("companies.view")
def held(request: ApiRequest, company_id: int) -> list[dict[str, Any]]:
    """Every field, with or without a value."""
    found = queries.get_for(request.member, company_id)
    return values_out(KIND, found.pk, request.member)


@router.patch(FIELDS, response=list[ValueOut], summary="Fill in own fields of a company")
@allowed("companies.edit")
def fill_in(request: ApiRequest, company_id: int, body: ValuesIn) -> list[dict[str, Any]]:
    """Fields that are not named stay; one that is masked for the role is a 404. 422 ``records.bad_value`` names the
    field; then nothing is kept.
    """
    found = queries.get_to_edit(request.member, company_id)
    fields = onpage.fields_to_fill(KIND, request.member, found.pk, body.values)
    actions.fill_in(company=found, given=body.values, by=request.member, now=timezone.now(), fields=fields)
    return held(request, company_id)


@router.post(f"{FIELDS}/{{int:field_id}}/file", response=list[ValueOut], summary="Put a file into a company's field")
@allowed("companies.edit")
def put_file(request: ApiRequest, company_id: int, field_id: int, file: File[UploadedFile]) -> list[dict[str, Any]]:
    """Send ``multipart/form-data`` with one field ``file``. 404 for a field that takes none or is masked."""
    found = queries.get_to_edit(request.member, company_id)
    field = onpage.file_field(KIND, request.member, found.pk, field_id)
    actions.fill_in(company=found, given={field.pk: file}, by=request.member, now=timezone.now(), fields=[field])
    return held(request, company_id)
