"""The owner of an account agrees at its platform: there and back again.

All accounts of a channel come back to one address, for a platform wants to know it beforehand; which account it was
stands in the browser's session, beside the state that proves that whoever comes back was sent from here.
"""

import secrets
from dataclasses import asdict, dataclass

from django.conf import settings
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from changlai.accounts.pages import Request, outside_page, page
from changlai.channels import actions, queries, registry
from changlai.channels.contracts import Authorising, in_words
from changlai.channels.engine import AccountDesk
from changlai.channels.errors import AlreadyConnected, AuthorisationAstray, CallFailed
from changlai.channels.models import Account
from changlai.kernel.clock import epoch
from changlai.kernel.tenancy import scope

UNDER_WAY = "channel_authorisation"  # session: a visit to a platform that has begun
REFUSED = "channel_refusal"  # session: (account, why) of one that came to nothing
UNDER_WAY_SECONDS = 1_800


@dataclass(frozen=True, slots=True)
class Visit:
    """A visit to a platform that has begun."""

    state: str
    account_id: int
    at: float


@page(can="channels.manage", methods=("GET",))
def authorise(request: Request, account_id: int) -> HttpResponse:
    """Off to the platform. Nothing changes by going there, so it is a link: a form may not lead to other sites."""
    account = queries.top_for(request.member, account_id)
    visit = Visit(secrets.token_urlsafe(24), account.pk, epoch())
    request.session[UNDER_WAY] = asdict(visit)
    desk, back = AccountDesk(account), back_address(request, account.channel)
    return HttpResponseRedirect(_authorising(account).address(desk, back=back, state=visit.state))


@outside_page(can="channels.manage", methods=("GET",))
def authorised(request: Request, channel: str) -> HttpResponse:
    """Back from the platform: with a code, or with a no. Raises AuthorisationAstray."""
    visit = _visit(request)
    with scope(request.organisation.pk):
        account = queries.top_for(request.member, visit.account_id)
        desk = AccountDesk(account)
    if account.channel != channel:
        raise AuthorisationAstray
    why = _taken(request, account, desk)
    if why:
        request.session[REFUSED] = [account.pk, why]
    steps = registry.channel(channel).setup
    step = next((one.slug for one in steps if one.authorises), "done")
    address = reverse("channels:setup", args=[request.organisation.slug, account.pk, step])
    return HttpResponseRedirect(address if why else f"{address}?kept")


def back_address(request: Request, channel: str) -> str:
    """The address of ours that the platform sends them back to."""
    return settings.PUBLIC_URL + reverse("channels:authorised", args=[request.organisation.slug, channel])


def refusal_of(request: Request, account: Account) -> str:
    """Why the account was not authorised just now; said once."""
    kept = request.session.get(REFUSED)
    if not kept or kept[0] != account.pk:
        return ""
    del request.session[REFUSED]
    return str(kept[1])


def _taken(request: Request, account: Account, desk: AccountDesk) -> str:
    """Keep what the platform granted; why not, else."""
    code = request.GET.get("code", "")
    if not code:
        return str(AuthorisationAstray.declined())
    try:
        grant = _authorising(account).take(desk, code=code[:500], back=back_address(request, account.channel))
        with scope(request.organisation.pk):
            actions.authorise(account=account, grant=grant, by=request.member)
    except CallFailed as error:
        return in_words(str(error.sentence)) or error.code
    except AlreadyConnected as refusal:
        return str(refusal.sentence)
    return ""


def _visit(request: Request) -> Visit:
    """What was begun in this browser and is still young; it is good once. Raises AuthorisationAstray."""
    kept = request.session.pop(UNDER_WAY, None)
    if kept is None:
        raise AuthorisationAstray
    visit = Visit(**kept)
    given = request.GET.get("state", "").encode(errors="replace")
    if not secrets.compare_digest(visit.state.encode(), given) or epoch() - visit.at > UNDER_WAY_SECONDS:
        raise AuthorisationAstray
    return visit


def _authorising(account: Account) -> Authorising:
    found = registry.channel(account.channel).authorising
    if found is None:
        raise Http404
    return found
