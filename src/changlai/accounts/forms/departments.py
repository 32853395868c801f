"""Departments, and who may come in by a platform."""

from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from changlai.accounts import queries
from changlai.accounts.enums import Arrivals, SystemRole
from changlai.accounts.models import Department, DoorRule, Role


class DepartmentForm(forms.Form):
    """A department's name and the one above it. ``cleaned_data["parent"]`` is the Department or None."""

    name = forms.CharField(label=_("Name of the department"), max_length=80)
    parent = forms.ChoiceField(label=_("Below"), required=False)

    def __init__(self, *arguments: Any, **options: Any) -> None:  # noqa: ANN401 - Form's own
        super().__init__(*arguments, **options)
        tree = queries.department_tree()
        self.departments = {str(node.department.pk): node.department for node in tree}
        choices = [("", _("at the top")), *((str(node.department.pk), node.indented) for node in tree)]
        cast("forms.ChoiceField", self.fields["parent"]).choices = choices

    def clean_parent(self) -> Department | None:
        return self.departments.get(self.cleaned_data["parent"])


class DoorForm(forms.Form):
    """Whom a platform's door lets in, and as what. ``cleaned_data["role"]`` is the Role."""

    arrivals = forms.ChoiceField(
        label=_("Who may sign in this way"),
        choices=[(one.value, one.label) for one in Arrivals],
        help_text=_("The sign-in page offers this way as soon as somebody can come in by it."),
        widget=forms.RadioSelect,
    )
    role = forms.TypedChoiceField(label=_("Role of new members"), coerce=int)
    departments = forms.MultipleChoiceField(
        label=_("Only from these departments"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Nothing ticked: from all. Departments appear here once the directory was taken over."),
    )

    def __init__(self, *arguments: Any, door: str, rule: DoorRule | None, **options: Any) -> None:  # noqa: ANN401 - Form's own
        self.roles = {role.pk: role for role in Role.objects.order_by("id")}
        viewer = next(role.pk for role in self.roles.values() if role.slug == SystemRole.VIEWER)
        initial = {
            "arrivals": rule.arrivals if rule else Arrivals.KNOWN,
            "role": rule.role_id if rule else viewer,
            "departments": rule.departments if rule else [],
        }
        super().__init__(*arguments, **{**options, "initial": initial})
        cast("forms.ChoiceField", self.fields["role"]).choices = [(one.pk, one.label) for one in self.roles.values()]
        of_door = [
            (node.department.external_id, node.indented)
            for node in queries.department_tree()
            if node.department.door == door
        ]
        if of_door:
            cast("forms.MultipleChoiceField", self.fields["departments"]).choices = of_door
        else:
            del self.fields["departments"]

    def clean_arrivals(self) -> Arrivals:
        return Arrivals(self.cleaned_data["arrivals"])

    def clean_role(self) -> Role:
        return self.roles[self.cleaned_data["role"]]


class TakeOverForm(forms.Form):
    """What to do with whom a directory names. ``cleaned_data["role"]`` is the Role."""

    adds = forms.BooleanField(label=_("Make new people members"), required=False, initial=True)
    role = forms.TypedChoiceField(label=_("Role of new members"), coerce=int)
    removes = forms.BooleanField(label=_("Switch off members who are no longer in the directory"), required=False)

    def __init__(self, *arguments: Any, **options: Any) -> None:  # noqa: ANN401 - Form's own
        super().__init__(*arguments, **options)
        self.roles = {role.pk: role for role in Role.objects.order_by("id")}
        field = cast("forms.TypedChoiceField", self.fields["role"])
        field.choices = [(role.pk, role.label) for role in self.roles.values()]
        field.initial = next(role.pk for role in self.roles.values() if role.slug == SystemRole.AGENT)

    def clean_role(self) -> Role:
        return self.roles[self.cleaned_data["role"]]
