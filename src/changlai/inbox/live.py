"""Who may hear what happens in the inbox as it happens, and who gets it ready drawn."""

from django.http import Http404

from changlai.accounts.contracts import LiveRoom
from changlai.accounts.models import Member
from changlai.inbox import drawn, queries
from changlai.inbox.enums import Tab
from changlai.kernel.sse import Drawing


def on_shelf(member: Member, parts: tuple[str, ...]) -> bool:
    """A tab of the inbox."""
    if not member.can("inbox.view"):
        return False
    open_to = {name for tab in Tab for name in queries.live_rooms(member, tab)}
    return ":".join(("inbox", *parts)) in open_to


def in_thread(member: Member, parts: tuple[str, ...]) -> bool:
    """One conversation."""
    if len(parts) != 1 or not parts[0].isdecimal():
        return False
    try:
        queries.get_for(member, int(parts[0]))
    except Http404:
        return False
    return True


def in_list(member: Member, parts: tuple[str, ...]) -> bool:
    """A list on screen, ``<tab>:<state>:<language>``. What each sees there is looked at with every drawing."""
    try:
        drawn.Shelf.read(parts)
    except ValueError:
        return False
    return member.can("inbox.view")


def beside_visitor(member: Member, parts: tuple[str, ...]) -> bool:
    """A visitor's talk, where it is told only that they are writing. Its name is shown with its conversation."""
    return member.can("inbox.view") and len(parts) == 2 and all(map(str.isdecimal, parts))  # noqa: PLR2004 - account, talk


ROOMS = (
    LiveRoom("inbox", on_shelf),
    LiveRoom("conversation", in_thread),
    LiveRoom("conversations", in_list),
    LiveRoom("visitor", beside_visitor),
)
DRAWINGS = (Drawing("conversations", of="inbox", fact="conversation", draw=drawn.draw),)
