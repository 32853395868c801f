"""A customer's picture, from our own copy."""

from typing import cast

from django.http import Http404, HttpResponse

from changlai.accounts.pages import Request, member_page
from changlai.customers.models import Customer
from changlai.kernel import files
from changlai.kernel.models import StoredFile

SIDE = 112  # pixels: the largest place is 56 wide on a sharp screen


@member_page
def portrait(request: Request, customer_id: int, digest: str) -> HttpResponse:
    """Any colleague who was shown the address may load it: the digest in it cannot be guessed without the picture."""
    shown = Customer.objects.filter(id=customer_id, avatar_digest=digest, avatar_file_id__isnull=False)
    file = StoredFile.objects.filter(id__in=shown.values("avatar_file_id")).first()
    if file is None:
        raise Http404
    try:
        return cast("HttpResponse", files.thumbnail_response(request, file, SIDE))
    except FileNotFoundError:
        raise Http404 from None
