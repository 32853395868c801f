"""Questions of the pages: the rules that are set, a customer's word, what people asked for."""

from django.http import Http404
from django.utils.translation import gettext as _

from changlai.accounts.models import Member
from changlai.compliance.enums import Purpose, RequestKind, RequestState
from changlai.compliance.models import BlockedWord, Cap, Consent, QuietHours, SubjectRequest, Suppression
from changlai.customers.models import Customer
from changlai.kernel.sentences import error_in_words

PAGE = 50
MOST_WORDS = 2000  # they are compared with every message
SHOWN = 20
OPEN = (RequestState.ASKED, RequestState.WAITING)
GONE = "gone"  # the customer was deleted before the copy was made


def quiet_hours() -> list[QuietHours]:
    """The organisation's quiet hours, those of every channel first."""
    return list(QuietHours.objects.order_by("channel"))


def words() -> list[BlockedWord]:
    """All words of the list."""
    return list(BlockedWord.objects.order_by("category", "word", "id")[:MOST_WORDS])


def caps() -> list[Cap]:
    """How often a purpose may write."""
    return list(Cap.objects.order_by("purpose"))


def suppressions(*, before: int | None = None, limit: int = PAGE) -> list[Suppression]:
    """Entries of the suppression list, the latest first; one more row tells that there is more."""
    rows = Suppression.objects.select_related("member")
    if before is not None:
        rows = rows.filter(id__lt=before)
    return list(rows.order_by("-id")[: limit + 1])


def consents(customer: Customer) -> list[Consent]:
    """What a customer said about being written to, the latest first."""
    rows = Consent.objects.filter(customer=customer).select_related("member")
    return list(rows.order_by("-at", "-id")[:SHOWN])


def standing(customer: Customer) -> dict[tuple[Purpose, str], Consent]:
    """The word that counts for each purpose and channel."""
    found: dict[tuple[Purpose, str], Consent] = {}
    for one in consents(customer):
        found.setdefault((Purpose(one.purpose), one.channel), one)
    return found


def requests(*, before: int | None = None, limit: int = PAGE) -> list[SubjectRequest]:
    """What people asked for about their data, the latest first; one more row tells that there is more."""
    rows = SubjectRequest.objects.select_related("asked_by", "approved_by")
    if before is not None:
        rows = rows.filter(id__lt=before)
    return list(rows.order_by("-id")[: limit + 1])


def request_for(member: Member, request_id: int) -> SubjectRequest:
    """One request, for who may manage them; 404 otherwise."""
    found = SubjectRequest.objects.select_related("asked_by", "approved_by").filter(id=request_id).first()
    if found is None or not member.can("subjects.manage"):
        raise Http404
    return found


def why_failed(request: SubjectRequest) -> str:
    """Why a request failed and what to do, in words; empty when it did not."""
    if request.error == GONE:
        return _("The customer was deleted before the copy was made, so there is nothing to copy.")
    return error_in_words(request.error) if request.error else ""


def can_retry(request: SubjectRequest) -> bool:
    """Whether trying a failed request again may help."""
    return request.state == RequestState.FAILED and request.error != GONE


def open_request(customer_id: int, kind: RequestKind) -> SubjectRequest | None:
    """A request of this kind that is not finished yet."""
    return SubjectRequest.objects.filter(subject_id=customer_id, kind=kind, state__in=OPEN).first()
