"""A company made or changed by hand."""

from collections.abc import Sequence

from django.http import HttpResponse, HttpResponseRedirect
from django.utils import timezone
from django.utils.translation import gettext as _

from changlai.accounts import queries as accounts
from changlai.accounts.pages import Request, page
from changlai.companies import actions, queries
from changlai.companies.enums import KIND
from changlai.companies.forms import CompanyForm, Differing, differing, held
from changlai.companies.models import Company
from changlai.companies.views.record import address
from changlai.kernel.errors import Refusal
from changlai.records import queries as records
from changlai.records.errors import BadValue
from changlai.records.inputs import FieldsForm, fields_form
from changlai.ui.render import render


@page(can="companies.edit")
def new(request: Request) -> HttpResponse:
    """A form with the facts every company has and the organisation's own fields."""
    fields = records.active_fields(KIND)
    is_sent = request.method == "POST"
    form = _form(request, {"owner": request.member.pk, "name": request.GET.get("name", "")[:120]})
    own = fields_form(KIND, fields, data=request.POST if is_sent else None, files=request.FILES if is_sent else None)
    if is_sent and form.is_valid() and _names_parent(request, form):
        try:
            made = actions.create(
                facts=form.facts(), by=request.member, now=timezone.now(), given=own.given(), fields=fields
            )
        except BadValue as refusal:
            own.refuse(refusal)
        except Refusal as refusal:
            form.add_error(None, str(refusal.sentence))
        else:
            return HttpResponseRedirect(address(request, made))
    return _shown(request, form, None, own)


@page(can="companies.edit")
def change(request: Request, company_id: int) -> HttpResponse:
    """The facts of a company, changed."""
    company = queries.get_to_edit(request.member, company_id)
    form = _form(request, held(company))
    conflicts = differing(form, company) if form.is_bound and form.is_valid() else []
    if conflicts:
        return _shown(request, form, company, None, conflicts)
    if form.is_bound and form.is_valid() and _names_parent(request, form):
        try:
            actions.edit(company=company, facts=form.facts(), by=request.member, now=timezone.now())
        except Refusal as refusal:
            form.add_error(None, str(refusal.sentence))
        else:
            return HttpResponseRedirect(address(request, company))
    return _shown(request, form, company, None)


def _form(request: Request, initial: dict[str, object]) -> CompanyForm:
    form = CompanyForm(request.POST if request.method == "POST" else None, initial=initial)
    members = accounts.visible_members(request.member).filter(is_active=True).order_by("name", "id")
    form.offer(queries.industries(), list(members))
    return form


def _names_parent(request: Request, form: CompanyForm) -> bool:
    """Whether the parent that was typed is there, or none was; the form says so when it is not."""
    name = str(form.cleaned_data["parent"]).strip()
    form.parent_company = queries.named_so(request.member, name) if name else None
    if name and form.parent_company is None:
        form.add_error("parent", _("There is no company “%(name)s” here. Make it first.") % {"name": name})
        return False
    return True


def _shown(
    request: Request,
    form: CompanyForm,
    company: Company | None,
    own: FieldsForm | None,
    conflicts: Sequence[Differing] = (),
) -> HttpResponse:
    sections = own.by_section(records.sections(KIND)) if own else []
    context = {"form": form, "company": company, "sections": sections, "conflicts": conflicts}
    is_wrong = form.is_bound
    return render(request, "companies/form.html", context, status=422 if is_wrong else 200)
