"""Coming in: invitations, forgotten passwords, second factors."""

import re
from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from changlai.accounts import queries
from changlai.accounts.actions.sign_in import PASSWORD_LENGTH
from changlai.accounts.enums import SystemRole
from changlai.accounts.forms.own import check_strength, looks_like_email
from changlai.accounts.models import Department, Role, User

MOST_ADDRESSES = 50


class InviteForm(forms.Form):
    """Whom to invite, and to which place. ``cleaned_data["emails"]`` is a list in lower case."""

    emails = forms.CharField(
        label=_("E-mail addresses"),
        max_length=10_000,
        widget=forms.Textarea(attrs={"rows": 4, "placeholder": "lin@example.com"}),
        help_text=_("One or many, each on a line of its own or separated by commas; at most 50."),
    )
    role = forms.TypedChoiceField(label=_("Role"), coerce=int)
    department = forms.ChoiceField(label=_("Department"), required=False)

    def __init__(self, *arguments: Any, **options: Any) -> None:  # noqa: ANN401 - Form's own
        super().__init__(*arguments, **options)
        self.roles = {role.pk: role for role in Role.objects.order_by("id")}
        tree = queries.department_tree()
        self.departments = {str(node.department.pk): node.department for node in tree}
        role, department = (
            cast("forms.ChoiceField", self.fields["role"]),
            cast("forms.ChoiceField", self.fields["department"]),
        )
        role.choices = [(one.pk, one.label) for one in self.roles.values()]
        role.initial = next((one.pk for one in self.roles.values() if one.slug == SystemRole.AGENT), None)
        department.choices = [("", "-"), *((str(node.department.pk), node.indented) for node in tree)]

    def clean_emails(self) -> list[str]:
        emails = [part.lower() for part in re.split(r"[\s,;，；、]+", self.cleaned_data["emails"]) if part]
        wrong = [email for email in emails if not looks_like_email(email)]
        if wrong:
            raise forms.ValidationError(
                _("These are no e-mail addresses: %(wrong)s."), params={"wrong": _(", ").join(wrong[:5])}
            )
        if len(emails) > MOST_ADDRESSES:
            raise forms.ValidationError(_("These are more than 50 addresses. Invite them in several goes."))
        return emails

    def clean_role(self) -> Role:
        return self.roles[self.cleaned_data["role"]]

    def clean_department(self) -> Department | None:
        return self.departments.get(self.cleaned_data["department"])


class AcceptForm(forms.Form):
    """Who takes an invited place: asked of those who are new here."""

    name = forms.CharField(label=_("Your name"), max_length=80, widget=forms.TextInput(attrs={"autocomplete": "name"}))
    password = forms.CharField(
        label=_("Password"),
        max_length=PASSWORD_LENGTH,
        strip=False,
        help_text=_("At least 12 characters."),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def __init__(self, *arguments: Any, email: str, **options: Any) -> None:  # noqa: ANN401 - Form's own
        super().__init__(*arguments, **options)
        self.email = email

    def clean_password(self) -> str:
        password: str = self.cleaned_data["password"]
        check_strength(password, User(email=self.email, name=self.cleaned_data.get("name", "")))
        return password


class AskResetForm(forms.Form):
    """Who forgot the password."""

    account = forms.CharField(
        label=_("Phone or e-mail"), max_length=254, widget=forms.TextInput(attrs={"autocomplete": "username"})
    )


class NewPasswordForm(forms.Form):
    """A new password, by a link from a mail."""

    new = forms.CharField(
        label=_("New password"),
        max_length=PASSWORD_LENGTH,
        strip=False,
        help_text=_("At least 12 characters. You are signed out on all other devices."),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def __init__(self, *arguments: Any, user: User, **options: Any) -> None:  # noqa: ANN401 - Form's own
        super().__init__(*arguments, **options)
        self.user = user

    def clean_new(self) -> str:
        new: str = self.cleaned_data["new"]
        check_strength(new, self.user)
        return new


class CodeForm(forms.Form):
    """The code of an authenticator app, or a recovery code."""

    code = forms.CharField(
        label=_("Code"),
        max_length=30,
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "text", "spellcheck": "false"}),
    )
