from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone

from changlai.accounts import actions, queries
from changlai.accounts.errors import TooManyPasswords, WrongPassword
from changlai.accounts.forms import AS_HOUSE, PasswordForm, PortraitForm, ProfileForm
from changlai.accounts.pages import Request, member_page
from changlai.accounts.views import session
from changlai.ui.render import render


@member_page
def profile(request: Request) -> HttpResponse:
    """The member's own name and language."""
    form = ProfileForm(request.POST or None, initial=_present(request))
    if form.is_valid():
        actions.change_profile(member=request.member, **form.cleaned_data)
        return saved(request)
    return shown(request, profile_form=form)


@member_page
def password(request: Request) -> HttpResponse:
    """A new password: every other session ends, this one goes on."""
    if request.method != "POST":
        return HttpResponseRedirect(reverse("accounts:profile", args=[request.organisation.slug]))
    form = PasswordForm(request.POST, user=request.user)
    if form.is_valid():
        try:
            actions.change_password(member=request.member, now=timezone.now(), **form.cleaned_data)
        except (WrongPassword, TooManyPasswords) as refusal:
            form.add_error("present", str(refusal.sentence))
        else:
            session.go_on(request, request.user)
            return saved(request)
    return shown(request, password_form=form)


def _present(request: Request) -> dict[str, str]:
    return {"name": request.member.name, "language": request.user.language or AS_HOUSE}


def shown(
    request: Request,
    *,
    profile_form: ProfileForm | None = None,
    portrait_form: PortraitForm | None = None,
    password_form: PasswordForm | None = None,
) -> HttpResponse:
    """The whole page, with the form that was sent as it was sent."""
    is_wrong = any(form is not None and form.is_bound for form in (profile_form, portrait_form, password_form))
    linked = queries.linked_doors(request.member)
    doors = [(door, door.slug in linked) for door in queries.doors()]
    context = {
        "doors": doors,
        "profile_form": profile_form or ProfileForm(initial=_present(request)),
        "portrait_form": portrait_form or PortraitForm(),
        "password_form": password_form or PasswordForm(user=request.user),
        "saved": "saved" in request.GET,
    }
    return render(request, "accounts/profile.html", context, status=422 if is_wrong else 200)


def saved(request: Request) -> HttpResponse:
    """Back to the page, which says so."""
    return HttpResponseRedirect(reverse("accounts:profile", args=[request.organisation.slug]) + "?saved")
