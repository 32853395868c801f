"""``Idempotency-Key``: a request that is sent again gets the first answer again, for a day.

The row that remembers the key is written in the operation's own transaction: a second request with the same
key waits for the first one's commit, and one that failed leaves no trace. Only answers in JSON are kept: what hands out
a file takes no key (see KeyNotTaken).
"""

import hashlib
import re
from collections.abc import Callable

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpResponse
from django.utils.translation import gettext as _

from changlai.accounts import actions
from changlai.accounts.operations import ApiRequest
from changlai.kernel.errors import Refusal

HEADER = "Idempotency-Key"
_KEY = re.compile(r"[\x21-\x7e]{1,128}")
BAD_REQUEST = 400
READING = frozenset({"GET", "HEAD", "OPTIONS"})


class BadKey(Refusal):
    status = 400

    def __init__(self) -> None:
        super().__init__(
            _("%(header)s must be 1 to 128 visible ASCII characters.") % {"header": HEADER}, rule="api.bad_key"
        )


class KeyReused(Refusal):
    def __init__(self) -> None:
        super().__init__(
            _("This %(header)s was used for another request within the last day. Use a new one.") % {"header": HEADER},
            rule="api.key_reused",
        )


class KeyNotTaken(Refusal):
    """A file is not kept beside the answers, where it would outlive what it was made of."""

    status = 400

    def __init__(self) -> None:
        super().__init__(
            _("This operation hands out a file, which is not kept to be sent again. Leave out the %(header)s.")
            % {"header": HEADER},
            rule="api.key_not_taken",
        )


def refuse_key(request: ApiRequest) -> None:
    """For operations that hand out a file. Raises KeyNotTaken when a key came along."""
    if HEADER in request.headers and request.method not in READING:
        raise KeyNotTaken


def once(request: ApiRequest, run: Callable[[], HttpResponse]) -> HttpResponse:
    """Run the operation, or repeat what it answered to the same key."""
    key = request.headers.get(HEADER)
    if key is None or request.method in READING:
        return run()
    if not _KEY.fullmatch(key):
        raise BadKey
    digest = _digest(request)
    reply, is_new = actions.begin_reply(token=request.token, key=key, request=digest)
    if is_new:
        response = run()
        if response.status_code < BAD_REQUEST:
            actions.finish_reply(reply=reply, status=response.status_code, body=response.content)
        return response
    if reply.request != digest:
        raise KeyReused
    repeated = HttpResponse(bytes(reply.body), status=reply.status, content_type="application/json; charset=utf-8")
    repeated["Idempotent-Replay"] = "true"
    return repeated


def _digest(request: ApiRequest) -> str:
    """What makes two requests the same: method, address and content, however a form marks its parts.

    Files are read piece by piece, wherever Django has put them; the border has bounded everything else.
    """
    digest = hashlib.sha256(f"{request.method} {request.get_full_path()}\n".encode())
    if request.content_type != "multipart/form-data":
        digest.update(request.body)
        return digest.hexdigest()
    for name, values in sorted(request.POST.lists()):
        digest.update(f"{name}={values}\n".encode(errors="surrogatepass"))
    for name, uploads in sorted(request.FILES.lists()):
        for upload in uploads:
            _add(digest, name, upload)
    return digest.hexdigest()


def _add(digest: "hashlib._Hash", name: str, upload: "UploadedFile[bytes]") -> None:
    digest.update(f"{name}={upload.name}\n".encode(errors="surrogatepass"))
    for chunk in upload.chunks():
        digest.update(chunk)
    upload.seek(0)
