"""A customer's picture, from our own copy."""

from django.http import HttpResponse

from changlai.accounts.pages import Request, member_page
from changlai.customers.models import Customer
from changlai.kernel import files
from changlai.kernel.models import StoredFile


@member_page
def portrait(request: Request, customer_id: int, digest: str) -> HttpResponse:
    """Any colleague who was shown the address may load it: the digest in it cannot be guessed without the picture."""
    shown = Customer.objects.filter(id=customer_id, avatar_digest=digest, avatar_file_id__isnull=False)
    return files.portrait_response(request, StoredFile.objects.filter(pk__in=shown.values("avatar_file_id")))
