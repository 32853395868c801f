"""What people fill in about themselves and their organisation."""

from typing import Any

from django import forms
from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from changlai.accounts.actions.sign_in import PASSWORD_LENGTH
from changlai.accounts.models import User
from changlai.accounts.sign_in_names import normalised
from changlai.ui.zones import zone_choices

DEMO, EMPTY = "demo", "empty"
AS_HOUSE = "organisation"  # a member's language follows the organisation's


_WEAK = {
    "password_too_short": _("Too short: take at least 12 characters, for example four words."),
    "password_too_common": _("Many people use this password, so it is guessed first. Take another."),
    "password_too_similar": _("Too close to your name or address. Take something that says nothing about you."),
}


def check_strength(password: str, user: User) -> None:
    """Raises ValidationError with every rule of AUTH_PASSWORD_VALIDATORS that the password breaks, in our words."""
    try:
        validate_password(password, user)
    except forms.ValidationError as error:
        broken = [_WEAK.get(one.code or "", one.message) for one in error.error_list]
        raise forms.ValidationError([str(sentence) for sentence in broken]) from error


class SignInForm(forms.Form):
    """Account and password. Both are checked by the action, so that nothing here tells accounts apart."""

    account = forms.CharField(
        label=_("Phone or e-mail"), max_length=254, widget=forms.TextInput(attrs={"autocomplete": "username"})
    )
    password = forms.CharField(
        label=_("Password"),
        max_length=PASSWORD_LENGTH,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )
    remember = forms.BooleanField(label=_("Stay signed in on this device for 14 days"), required=False)


class WelcomeForm(forms.Form):
    """First run: the organisation and its administrator."""

    token = forms.CharField(
        label=_("Set-up token"),
        max_length=100,
        help_text=_("Printed on the console where Changlai was started."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    organisation = forms.CharField(
        label=_("Organisation's name"), max_length=80, widget=forms.TextInput(attrs={"autocomplete": "organization"})
    )
    name = forms.CharField(label=_("Your name"), max_length=80, widget=forms.TextInput(attrs={"autocomplete": "name"}))
    account = forms.CharField(
        label=_("Your e-mail or phone"),
        max_length=254,
        help_text=_("You sign in with it."),
        widget=forms.TextInput(attrs={"autocomplete": "username"}),
    )
    password = forms.CharField(
        label=_("Password"),
        max_length=PASSWORD_LENGTH,
        strip=False,
        help_text=_("At least 12 characters."),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES)
    time_zone = forms.ChoiceField(label=_("Time zone"), choices=zone_choices)
    start_with = forms.ChoiceField(
        label=_("Start with"),
        choices=[(DEMO, _("With demo data")), (EMPTY, _("Empty"))],
        widget=forms.RadioSelect,
    )

    def clean_account(self) -> str:
        name = normalised(self.cleaned_data["account"])
        if not name.value or (name.email and not looks_like_email(name.email)):
            raise forms.ValidationError(_("Give an e-mail address or a phone number, such as 138 0000 0000."))
        return name.value

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        if password := values.get("password"):
            known = normalised(values.get("account", ""))
            user = User(email=known.email or None, phone=known.phone or None, name=values.get("name", ""))
            try:
                check_strength(password, user)
            except forms.ValidationError as error:
                self.add_error("password", error)
        return values


class ProfileForm(forms.Form):
    """How a member wants to be called and addressed."""

    name = forms.CharField(label=_("Name"), max_length=80)
    language = forms.ChoiceField(
        label=_("Language"), choices=[(AS_HOUSE, _("As the organisation")), *settings.LANGUAGES]
    )

    def clean_language(self) -> str:
        chosen: str = self.cleaned_data["language"]
        return "" if chosen == AS_HOUSE else chosen


class PortraitForm(forms.Form):
    """The picture a member chooses."""

    picture = forms.FileField(
        label=pgettext_lazy("of a person", "Picture"),
        help_text=_("JPEG, PNG, GIF or WebP. Its middle is shown in a circle."),
        widget=forms.FileInput(attrs={"accept": "image/jpeg,image/png,image/gif,image/webp"}),
    )


class PasswordForm(forms.Form):
    """A new password. The present one is asked of whoever has one."""

    present = forms.CharField(
        label=_("Current password"),
        max_length=PASSWORD_LENGTH,
        strip=False,
        required=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )
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
        if not user.has_usable_password():
            del self.fields["present"]

    def clean_new(self) -> str:
        new: str = self.cleaned_data["new"]
        check_strength(new, self.user)
        return new


class OrganisationForm(forms.Form):
    """What the organisation is called and which language and time it keeps."""

    name = forms.CharField(label=_("Organisation's name"), max_length=80)
    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES)
    time_zone = forms.ChoiceField(label=_("Time zone"), choices=zone_choices)


def looks_like_email(text: str) -> bool:
    try:
        forms.EmailField().clean(text)
    except forms.ValidationError:
        return False
    return True
