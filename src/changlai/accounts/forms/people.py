"""What is decided about colleagues."""

from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from changlai.accounts import queries
from changlai.accounts.models import Department, Member, Role

NOBODY = ""


class RoleForm(forms.Form):
    """Another role for a colleague. ``cleaned_data["role"]`` is the Role."""

    role = forms.TypedChoiceField(label=_("Role"), coerce=int)

    def __init__(self, *arguments: Any, **options: Any) -> None:  # noqa: ANN401 - Form's own
        super().__init__(*arguments, **options)
        self.roles = {role.pk: role for role in Role.objects.order_by("id")}
        field = cast("forms.TypedChoiceField", self.fields["role"])
        field.choices = [(role.pk, role.label) for role in self.roles.values()]

    def clean_role(self) -> Role:
        return self.roles[self.cleaned_data["role"]]


class PlaceForm(forms.Form):
    """Where a colleague belongs. ``cleaned_data["department"]`` is the Department or None."""

    department = forms.ChoiceField(label=_("Department"), required=False)
    title = forms.CharField(label=_("Job title"), max_length=80, required=False)

    def __init__(self, *arguments: Any, **options: Any) -> None:  # noqa: ANN401 - Form's own
        super().__init__(*arguments, **options)
        tree = queries.department_tree()
        self.departments = {str(node.department.pk): node.department for node in tree}
        field = cast("forms.ChoiceField", self.fields["department"])
        field.choices = [(NOBODY, "-"), *((str(node.department.pk), node.indented) for node in tree)]

    def clean_department(self) -> Department | None:
        return self.departments.get(self.cleaned_data["department"])


class AccessForm(forms.Form):
    """Of whom and of what somebody asks why. ``cleaned_data["member"]`` is the Member."""

    member = forms.TypedChoiceField(label=_("Colleague"), coerce=int)
    link = forms.CharField(
        label=_("Link of a record"),
        required=False,
        max_length=500,
        help_text=_("Copy the address of a customer or a conversation from the browser. Empty: everything at once."),
    )

    def __init__(self, *arguments: Any, asker: Member, organisation: str, **options: Any) -> None:  # noqa: ANN401 - as above
        super().__init__(*arguments, **options)
        self.organisation = organisation
        found = queries.visible_members(asker).order_by("-is_active", "name", "id")
        self.members = {member.pk: member for member in found}
        field = cast("forms.TypedChoiceField", self.fields["member"])
        field.choices = [(member.pk, f"{member.name} ({member.role.label})") for member in self.members.values()]

    def clean_member(self) -> Member:
        return self.members[self.cleaned_data["member"]]

    def clean_link(self) -> Any:  # noqa: ANN401 - the kind of record and its id, or None
        link = self.cleaned_data["link"]
        found = queries.record_at(link, self.organisation) if link else None
        if link and found is None:
            kinds = _(", ").join(str(kind.label) for kind in queries.record_kinds())
            raise forms.ValidationError(
                _("This is not the address of a record here. Open one of these and copy its address: %(kinds)s."),
                params={"kinds": kinds},
            )
        return found
