"""What people fill in about themselves, their organisation and their colleagues."""

from changlai.accounts.forms.departments import DepartmentForm, DoorForm, TakeOverForm
from changlai.accounts.forms.entry import AcceptForm, AskResetForm, CodeForm, InviteForm, NewPasswordForm
from changlai.accounts.forms.own import (
    AS_HOUSE,
    DEMO,
    EMPTY,
    OrganisationForm,
    PasswordForm,
    PortraitForm,
    ProfileForm,
    SignInForm,
    WelcomeForm,
    check_strength,
)
from changlai.accounts.forms.people import AccessForm, PlaceForm, RoleForm
from changlai.accounts.forms.roles import CopyForm, RightsForm
from changlai.accounts.forms.tokens import TokenForm
from changlai.accounts.forms.trail import TrailForm

__all__ = [
    "AS_HOUSE",
    "DEMO",
    "EMPTY",
    "AcceptForm",
    "AccessForm",
    "AskResetForm",
    "CodeForm",
    "CopyForm",
    "DepartmentForm",
    "DoorForm",
    "InviteForm",
    "NewPasswordForm",
    "OrganisationForm",
    "PasswordForm",
    "PlaceForm",
    "PortraitForm",
    "ProfileForm",
    "RightsForm",
    "RoleForm",
    "SignInForm",
    "TakeOverForm",
    "TokenForm",
    "TrailForm",
    "WelcomeForm",
    "check_strength",
]
