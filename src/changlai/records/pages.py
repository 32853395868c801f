"""The list of any kind of record, for the module that holds it: mounted under the module's own address.

    path("customers/", pages.listing("customer", tools="customers/list_tools.html"), name="list")

A page of one record asks ``beside`` who stands above and below it in the list somebody came from.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from urllib.parse import urlencode

from django.http import HttpResponse

from changlai.accounts.pages import Door, Request, page
from changlai.records import queries, registry
from changlai.records.filters import Reading
from changlai.records.tables import conditions, state
from changlai.records.views.listing import Furniture, show

FROM_LIST = "list"  # in the address of a record: whoever opened it came from a list


def listing(
    kind: str, *, tools: str = "", empty: str = "", styles: Sequence[str] = (), has_drawer: bool = False
) -> Door:
    """The list of a kind. ``tools`` is a template with what stands at the right of the tabs (its primary button),
    ``empty`` one for when there is nothing at all, ``styles`` are stylesheets they need. ``has_drawer``: the page of a
    record answers ``?panel=1`` with what lies over the list.
    """
    found = registry.kinds()[kind]
    furniture = Furniture(tools, empty, has_drawer, tuple(styles))

    def listed(request: Request) -> HttpResponse:
        return show(request, found, furniture)

    return page(can=found.permission, methods=("GET",))(listed)


@dataclass(frozen=True, slots=True)
class Beside:
    """Where a record stands in the list somebody came from. ``back`` goes on in links to its neighbours, ``query``
    leads back to the list.
    """

    above_id: int | None = None
    below_id: int | None = None
    back: str = ""
    query: dict[str, str] = field(default_factory=dict)
    is_from_list: bool = False


def beside(request: Request, kind: str, record_id: int) -> Beside:
    """Its place, when the address says that somebody came from a list."""
    if FROM_LIST not in request.GET:
        return Beside()
    found = registry.kinds()[kind]
    here = state.read(request.GET, found, queries.tabs(request.member, found))
    wanted, _problems = conditions.sound(Reading(kind, request.member), here.asked)
    above, below = queries.neighbours(found, request.member, wanted, here.sorted_by, record_id)
    return Beside(above, below, urlencode(here.query(**{FROM_LIST: "1"})), here.query(), is_from_list=True)
