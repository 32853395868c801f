"""A customer made by hand."""

from django.http import HttpResponse, HttpResponseRedirect
from django.utils import timezone

from changlai.accounts import queries as accounts
from changlai.accounts.pages import Request, page
from changlai.customers import actions, queries, tables
from changlai.customers.enums import KIND
from changlai.customers.errors import KnownElsewhere
from changlai.customers.forms import NewCustomerForm
from changlai.customers.models import Customer
from changlai.customers.views.record import address
from changlai.records import queries as records
from changlai.records.errors import BadValue
from changlai.records.inputs import fields_form
from changlai.ui.render import render


@page(can="customers.edit")
def customer(request: Request) -> HttpResponse:
    """A form with the facts every customer has and the organisation's own fields. Whom they look like is told first:
    sent again with ``sure``, they are made all the same.
    """
    fields = records.active_fields(KIND)
    sent = request.POST if request.method == "POST" else None
    form = NewCustomerForm(sent, initial={"owner": request.member.pk})
    form.offer(accounts.visible_members(request.member).filter(is_active=True).order_by("name", "id"))
    own = fields_form(KIND, fields, data=sent, files=request.FILES if sent is not None else None)
    twins: list[tuple[Customer, str]] = []
    if sent is not None and form.is_valid() and "sure" not in sent:
        twins = [(one, tables.rule_name(rule)) for one, rule in queries.lookalikes(request.member, form.known())]
    if sent is not None and form.is_valid() and not twins:
        try:
            made = actions.create(
                organisation_id=request.organisation.pk,
                basics=form.basics(),
                owner=form.cleaned_data["owner"],
                by=request.member,
                now=timezone.now(),
                given=own.given(),
                fields=fields,
                shares="sure" in sent,
            )
        except BadValue as refusal:
            own.refuse(refusal)
        except KnownElsewhere as refusal:
            form.add_error(None, str(refusal.sentence))
        else:
            return HttpResponseRedirect(address(request, made))
    sections = [
        (section, [bound for one in fields if one.section_id == section.pk for bound in own.bound(one)])
        for section in records.sections(KIND)
    ]
    context = {"form": form, "sections": [(section, bound) for section, bound in sections if bound], "twins": twins}
    return render(request, "customers/new.html", context, status=422 if sent is not None else 200)
