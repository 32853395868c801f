"""The mail server: what is set, whether it works, and what became of the latest mails."""

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone

from changlai.accounts.pages import Request, outside_page, page
from changlai.kernel import db
from changlai.kernel.errors import Refusal
from changlai.kernel.sentences import in_words
from changlai.kernel.tenancy import scope
from changlai.notifications import actions, queries
from changlai.notifications.engine import try_mail
from changlai.ui.render import render


@page(can="settings.manage", methods=("GET",))
def mail(request: Request) -> HttpResponse:
    """The operator's settings, a button that tries them, and the latest mails."""
    return _shown(request)


@outside_page(can="settings.manage", methods=("POST",))
def mail_trial(request: Request) -> HttpResponse:
    """Send a mail to the member at once; the page says which step went wrong, if one did."""
    try:
        to = try_mail(request.member, organisation=request.organisation)
    except Refusal as refusal:
        with scope(request.organisation.pk):
            return _shown(request, wrong=str(refusal.sentence))
    with scope(request.organisation.pk):
        return _shown(request, sent_to=to)


@page(can="settings.manage", methods=("POST",))
def mail_replay(request: Request, mail_id: int) -> HttpResponse:
    """Try a mail again that was given up."""
    found = queries.mail_for(request.member, mail_id)
    actions.mail_again(mail=found, by=request.member, now=timezone.now())
    return HttpResponseRedirect(reverse("notifications:mail", args=[request.organisation.slug]))


def _shown(request: Request, *, wrong: str = "", sent_to: str = "") -> HttpResponse:
    before = request.GET.get("before", "")
    place = db.id_of(before)
    rows = list(queries.mails(before=place, limit=queries.MAILS + 1))
    here = reverse("notifications:mail", args=[request.organisation.slug])
    context = {
        "server": queries.mail_server(),
        "mails": rows[: queries.MAILS],
        "first": here if place else None,
        "next": f"{here}?before={rows[queries.MAILS - 1].pk}" if len(rows) > queries.MAILS else None,
        "wrong": wrong,
        "sent_to": sent_to,
        "in_words": in_words,
    }
    return render(request, "notifications/mail_server.html", context, status=422 if wrong else 200)
