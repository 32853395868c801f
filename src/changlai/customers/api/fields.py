"""What customers have in their organisation's own fields, for programs; definitions are in changlai.records.api."""

from typing import Any

from django.utils import timezone
from ninja import File
from ninja.files import UploadedFile

from changlai.accounts.operations import ApiRequest, allowed
from changlai.customers import actions, queries
from changlai.customers.api.routing import router
from changlai.customers.enums import KIND
from changlai.customers.errors import MayNotUnmask
from changlai.records import actions as records_actions
from changlai.records import onpage
from changlai.records import queries as records
from changlai.records.holders import holder_of
from changlai.records.outputs import DisclosedOut, ValueOut, ValuesIn, values_out

FIELDS = "/customers/{int:customer_id}/fields"


@router.get(FIELDS, response=list[ValueOut], summary="A customer's own fields")
@allowed("customers.view")
def held(request: ApiRequest, customer_id: int) -> list[dict[str, Any]]:
    """Every field, with or without a value."""
    found = queries.get_for(request.member, customer_id)
    return values_out(KIND, found.pk, request.member)


@router.patch(FIELDS, response=list[ValueOut], summary="Fill in own fields")
@allowed("customers.edit")
def fill_in(request: ApiRequest, customer_id: int, body: ValuesIn) -> list[dict[str, Any]]:
    """Fields that are not named stay; one that is masked for the role is a 404. 422 ``records.bad_value`` names the
    field; then nothing is kept.
    """
    found = queries.get_to_edit(request.member, customer_id)
    fields = onpage.fields_to_fill(KIND, request.member, found.pk, body.values)
    actions.fill_in(customer=found, given=body.values, by=request.member, now=timezone.now(), fields=fields)
    return held(request, customer_id)


@router.post(
    f"{FIELDS}/{{int:field_id}}/disclosure",
    response=DisclosedOut,
    summary="Show a masked value",
)
@allowed("customers.unmask")
def disclosure(request: ApiRequest, customer_id: int, field_id: int) -> dict[str, str]:
    """The full value; who asked is written into the audit log. 404 when there is none."""
    found = queries.get_for(request.member, customer_id)
    if not queries.can_unmask(request.member, found):
        raise MayNotUnmask
    field = records.field_of(field_id, KIND)
    records_actions.unmask(value=records.value_of(holder_of(KIND), found.pk, field), by=request.member)
    return {"value": onpage.in_words(found.pk, field)}


@router.post(f"{FIELDS}/{{int:field_id}}/file", response=list[ValueOut], summary="Put a file into an own field")
@allowed("customers.edit")
def put_file(request: ApiRequest, customer_id: int, field_id: int, file: File[UploadedFile]) -> list[dict[str, Any]]:
    """Send ``multipart/form-data`` with one field ``file``. 404 for a field that takes none or is masked."""
    found = queries.get_to_edit(request.member, customer_id)
    field = onpage.file_field(KIND, request.member, found.pk, field_id)
    actions.fill_in(customer=found, given={field.pk: file}, by=request.member, now=timezone.now(), fields=[field])
    return held(request, customer_id)
