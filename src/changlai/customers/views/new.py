"""A customer made by hand."""

from django.http import HttpResponse, HttpResponseRedirect
from django.utils import timezone

from changlai.accounts import queries as accounts
from changlai.accounts.pages import Request, page
from changlai.customers import actions, queries
from changlai.customers.errors import BadValue, KnownElsewhere
from changlai.customers.forms import NewCustomerForm, fields_form
from changlai.customers.views.record import address
from changlai.ui.render import render


@page(can="customers.edit")
def customer(request: Request) -> HttpResponse:
    """A form with the facts every customer has and the organisation's own fields."""
    fields = queries.active_fields()
    sent = request.POST if request.method == "POST" else None
    form = NewCustomerForm(sent, initial={"owner": request.member.pk})
    form.offer(accounts.visible_members(request.member).filter(is_active=True).order_by("name", "id"))
    own = fields_form(fields, data=sent)
    if sent is not None and form.is_valid():
        try:
            made = actions.create(
                organisation_id=request.organisation.pk,
                basics=form.basics(),
                owner=form.cleaned_data["owner"],
                by=request.member,
                now=timezone.now(),
                given=own.given(),
                fields=fields,
            )
        except BadValue as refusal:
            own.refuse(refusal)
        except KnownElsewhere as refusal:
            form.add_error(None, str(refusal.sentence))
        else:
            return HttpResponseRedirect(address(request, made))
    sections = [
        (section, [own[f"field-{one.pk}"] for one in fields if one.section_id == section.pk])
        for section in queries.sections()
    ]
    context = {"form": form, "sections": [(section, bound) for section, bound in sections if bound]}
    return render(request, "customers/new.html", context, status=422 if sent is not None else 200)
