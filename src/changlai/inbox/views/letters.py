"""How a letter looked: a dialog around a document of its own, which may do nothing at all."""

from django.http import Http404, HttpResponse
from markupsafe import Markup

from changlai.accounts.pages import Request, page
from changlai.inbox import letters, queries
from changlai.inbox.attachments import stored
from changlai.ui.render import render

# Pictures are part of the page; those from elsewhere come only when the reader asked for them, straight to the reader.
_ALLOWED = (
    "default-src 'none'; style-src 'self' 'unsafe-inline'; img-src {pictures}; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'self'; sandbox allow-popups allow-popups-to-escape-sandbox"
)


@page(can="inbox.view", methods=("GET",))
def letter(request: Request, message_id: int) -> HttpResponse:
    """The dialog. ``?pictures`` shows pictures from elsewhere: their senders see that and where they are looked at."""
    message = queries.message_for(request.member, message_id)
    number = letters.page_number(message)
    if number is None:
        raise Http404
    with_pictures = "pictures" in request.GET
    _, left_out = letters.clean_page(message, stored(message, number), far_pictures=with_pictures)
    context = {
        "message": message,
        "title": message.content.get("title", ""),
        "with_pictures": with_pictures,
        "left_out": left_out,
        "original": letters.original_number(message),
    }
    return render(request, "inbox/letter.html", context, block="dialog")


@page(can="inbox.view", methods=("GET",))
def document(request: Request, message_id: int) -> HttpResponse:
    """The cleaned page, in a sandbox by its own headers: without a script, a form, a style sheet or a look outside."""
    message = queries.message_for(request.member, message_id)
    number = letters.page_number(message)
    if number is None:
        raise Http404
    with_pictures = "pictures" in request.GET
    clean, _ = letters.clean_page(message, stored(message, number), far_pictures=with_pictures)
    response = render(request, "inbox/letter_document.html", {"clean": Markup(clean)})  # noqa: S704 - cleaned above, and shut in by its headers
    response["Content-Security-Policy"] = _ALLOWED.format(pictures="data: https: http:" if with_pictures else "data:")
    response["X-Frame-Options"] = "SAMEORIGIN"
    response["Referrer-Policy"] = "no-referrer"
    response["Cache-Control"] = "private, no-store"
    return response
