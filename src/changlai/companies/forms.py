"""What people fill in about companies."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from changlai.accounts.models import Member
from changlai.companies import labels, naming
from changlai.companies.models import Company, Industry
from changlai.records import divisions
from changlai.records.inputs import place_field

_QUIET = {"autocomplete": "off"}
NOTE_LENGTH = 4000


def _line(label: Any, length: int, **attrs: str) -> forms.CharField:  # noqa: ANN401 - a lazy text
    return forms.CharField(
        label=label, max_length=length, required=False, widget=forms.TextInput(attrs={**_QUIET, **attrs})
    )


class CompanyForm(forms.Form):
    """The facts every company has. ``parent_company`` is that of the typed name, once it was looked up."""

    parent_company: Company | None = None
    name = forms.CharField(
        label=_("Company name"),
        max_length=120,
        widget=forms.TextInput(attrs=_QUIET),
        error_messages={"required": _("Give the company its name.")},
    )
    short_name = _line(_("Short name"), 60)
    code = _line(_("Unified social credit code"), 30)
    industry = forms.TypedChoiceField(label=_("Industry"), required=False, coerce=int, empty_value=None)
    size = forms.ChoiceField(
        label=_("Number of people"), required=False, choices=[("", _("Not chosen")), *labels.SIZES.items()]
    )
    website = _line(_("Website"), 300, inputmode="url")
    phone = _line(_("Telephone"), 40, type="tel")
    place = place_field(label=_("Address"), required=False)
    parent = forms.CharField(
        label=_("Parent company"),
        required=False,
        max_length=120,
        widget=forms.TextInput(attrs={**_QUIET, "list": "companies"}),
        help_text=_("The whole name of a company that is here already."),
    )
    owner = forms.TypedChoiceField(label=_("Responsible"), required=False, coerce=int, empty_value=None)
    source = _line(_("Source"), 120)
    remark = forms.CharField(
        label=_("Remark"), required=False, max_length=NOTE_LENGTH, widget=forms.Textarea(attrs={"rows": 3})
    )
    seen = forms.CharField(required=False, max_length=40, widget=forms.HiddenInput())  # when it was last changed, then

    def offer(self, industries: Sequence[Industry], members: Sequence[Member]) -> None:
        """What may be chosen."""
        self.industries = {one.pk: one for one in industries}
        self.members = {one.pk: one for one in members}
        offered = (("industry", self.industries, _("Not chosen")), ("owner", self.members, _("Nobody")))
        for name, known, nothing in offered:
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)  # noqa: S101 - as declared above
            field.choices = [("", nothing), *((one, str(row.name)) for one, row in known.items())]

    def clean_code(self) -> str:
        """In its one form."""
        told = str(self.cleaned_data["code"])
        if told and not naming.code(told):
            raise forms.ValidationError(
                _("This is no unified social credit code: it has 18 signs, and the last of them checks the others.")
            )
        return naming.code(told)

    def clean_place(self) -> tuple[int | None, str]:
        """The code of the place, and the rest."""
        told = str(self.cleaned_data["place"])
        code, rest = divisions.read(told)
        return code or None, rest

    def facts(self) -> dict[str, object]:
        """As actions.create and actions.edit take them."""
        told = {name: value for name, value in self.cleaned_data.items() if name != "seen"}
        place, street = told.pop("place")
        industry, owner = self.industries.get(told["industry"] or 0), self.members.get(told["owner"] or 0)
        return {
            **told,
            "place": place,
            "street": street,
            "parent": self.parent_company,
            "industry": industry,
            "owner": owner,
        }


def held(company: Company) -> dict[str, object]:
    """A company as the form shows it."""
    names = ("name", "short_name", "code", "size", "website", "phone", "source", "remark")
    place = " ".join(filter(None, (f"{company.place:06d}" if company.place else "", company.street)))
    return {name: getattr(company, name) for name in names} | {
        "industry": company.industry_id or "",
        "owner": company.owner_id or "",
        "parent": company.parent.name if company.parent else "",
        "place": place,
        "seen": company.changed_at.isoformat(),
    }


@dataclass(frozen=True, slots=True)
class Differing:
    """A fact somebody else changed while this form was open: as it is now, and as it was typed here."""

    label: Any
    theirs: str
    mine: str


def differing(form: CompanyForm, company: Company) -> list[Differing]:
    """What is not as it was typed, when the company was changed since the form was opened; else nothing."""
    if not form.data.get("seen") or form.data["seen"] == company.changed_at.isoformat():
        return []
    now = held(company)
    return [
        Differing(field.label, _words(field, now[field.name]), _words(field, form.data.get(field.name, "")))
        for field in form
        if field.name != "seen" and _words(field, now[field.name]) != _words(field, form.data.get(field.name, ""))
    ]


def _words(field: forms.BoundField, value: object) -> str:
    """As people read it: of a choice its name, of a place its divisions."""
    if isinstance(field.field, forms.ChoiceField):
        choices: Any = field.field.choices
        return next((str(name) for slug, name in choices if slug and str(slug) == str(value)), "")
    if field.name == "place" and value:
        code, rest = divisions.read(str(value))
        return " ".join(filter(None, (divisions.words(code) if code else "", rest)))
    return str(value).replace("\r\n", "\n").strip()


class CompanyNoteForm(forms.Form):
    """A note about a company."""

    text = forms.CharField(label=_("Note"), max_length=NOTE_LENGTH, widget=forms.Textarea(attrs={"rows": 2}))


class CompanyBinForm(forms.Form):
    """Why a company goes to the bin."""

    reason = forms.CharField(
        label=_("Why"),
        max_length=200,
        required=False,
        help_text=_("Colleagues read it in the bin."),
        widget=forms.TextInput(attrs=_QUIET),
    )


class EmploymentForm(forms.Form):
    """The company a customer works for."""

    name = forms.CharField(
        label=_("Company name"),
        max_length=120,
        widget=forms.TextInput(attrs=_QUIET),
        help_text=_("A company of this name is linked; where there is none, it is made."),
        error_messages={"required": _("Give the company its name.")},
    )


class PostForm(forms.Form):
    """What a customer does at a company."""

    position = _line(_("Position"), 120)
    since = forms.DateField(label=_("Since"), required=False, widget=forms.DateInput(attrs={"type": "date"}))
    left_on = forms.DateField(label=_("Left on"), required=False, widget=forms.DateInput(attrs={"type": "date"}))
    is_main = forms.BooleanField(label=_("The main company of this customer"), required=False)


class IndustryForm(forms.Form):
    """An industry's name."""

    name = forms.CharField(
        label=_("Name of the industry"),
        max_length=40,
        widget=forms.TextInput(attrs=_QUIET),
        error_messages={"required": _("Give it a name, for example “Education”.")},
    )


class IndustriesOrderForm(forms.Form):
    """Ids in their new order, separated by commas."""

    ids = forms.RegexField(regex=r"^[0-9]{1,18}(,[0-9]{1,18}){0,999}$")

    def clean_ids(self) -> list[int]:
        return [int(one) for one in str(self.cleaned_data["ids"]).split(",")]
