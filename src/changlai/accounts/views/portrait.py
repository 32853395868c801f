"""Members' pictures: choosing one's own, and showing it to colleagues."""

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse

from changlai.accounts import actions
from changlai.accounts.forms import PortraitForm
from changlai.accounts.models import Member
from changlai.accounts.pages import Request, member_page
from changlai.accounts.views import profile
from changlai.kernel import files
from changlai.kernel.errors import Refusal
from changlai.kernel.models import StoredFile


@member_page
def portrait(request: Request, member_id: int, digest: str) -> HttpResponse:
    """A colleague's picture. Its address changes with it, so a browser may keep it."""
    shown = Member.objects.filter(pk=member_id, portrait=digest, portrait_file_id__isnull=False)
    return files.portrait_response(request, StoredFile.objects.filter(pk__in=shown.values("portrait_file_id")))


@member_page
def choice(request: Request) -> HttpResponse:
    """Choose a picture of one's own."""
    if request.method != "POST":
        return HttpResponseRedirect(reverse("accounts:profile", args=[request.organisation.slug]))
    form = PortraitForm(request.POST, request.FILES)
    if form.is_valid():
        picture = form.cleaned_data["picture"]
        try:
            actions.choose_portrait(member=request.member, picture=picture, name=picture.name)
        except Refusal as refusal:
            form.add_error("picture", str(refusal.sentence))
        else:
            return profile.saved(request)
    return profile.shown(request, portrait_form=form)


@member_page
def removal(request: Request) -> HttpResponse:
    """The letter again."""
    if request.method == "POST":
        actions.drop_portrait(member=request.member)
    return profile.saved(request)
