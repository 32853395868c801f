"""A customer's picture, from our own copy."""

from django.http import Http404
from django.http.response import HttpResponseBase

from changlai.accounts.pages import Request, member_page
from changlai.customers.models import Customer
from changlai.kernel import files
from changlai.kernel.models import StoredFile

SIDE = 112  # pixels: the largest place is 56 wide on a sharp screen


@member_page
def portrait(request: Request, customer_id: int, digest: str) -> HttpResponseBase:
    """Any colleague who was shown the address may load it: the digest in it cannot be guessed without the picture."""
    file_id = (
        Customer.objects.filter(id=customer_id, avatar_digest=digest).values_list("avatar_file_id", flat=True).first()
    )
    file = StoredFile.objects.filter(id=file_id).first() if digest and file_id else None
    if file is None:
        raise Http404
    return files.thumbnail_response(request, file, SIDE)
