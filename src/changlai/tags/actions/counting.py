"""How many customers have a tag: kept with every mark, never counted on a page. Who is in the bin does not count."""

from collections.abc import Iterable, Sequence

from changlai.kernel import db
from changlai.kernel.jobs import NewJob, add
from changlai.tags.models import Tag

RECOUNT = "tags.recount"
_LOCK = """
    select id from tags_tag where organisation_id = %b and id = any(%b::bigint[]) order by id for no key update"""
# Those in the bin are few beside those who have a tag: they are looked up in a hash, none of the others is read.
_RECOUNT = """
    update tags_tag t set customer_count = (
      select count(*) from tags_tagging k where k.organisation_id = t.organisation_id and k.tag_id = t.id
        and k.customer_id not in (
          select id from customers_customer where organisation_id = %(org)s and binned_at is not null))
    where t.organisation_id = %(org)s and t.id = any(%(tags)b::bigint[])"""
_OF_CUSTOMERS = """
    select distinct organisation_id, tag_id from tags_tagging
    where organisation_id = any(%b::bigint[]) and customer_id = any(%b::bigint[]) order by 1, 2"""


def recount(tags: Sequence[Tag]) -> None:
    """Count afresh who has these tags; for the rare changes that move many at once."""
    recount_tags((tag.organisation_id, tag.pk) for tag in tags)


def recount_tags(tags: Iterable[tuple[int, int]]) -> None:
    """Count afresh who has these tags, each with its organisation. Whoever marks with one of them waits meanwhile."""
    found = sorted(set(tags))
    for org in sorted({one for one, _ in found}):
        ids = [tag for one, tag in found if one == org]
        db.rows(_LOCK, (org, ids))
        db.run(_RECOUNT, {"org": org, "tags": ids})


def order_recount(customers: Iterable[tuple[int, int]]) -> None:
    """These customers, each with their organisation, went to the bin or came back: their tags are counted soon, each
    once, however many it were.
    """
    rows = sorted(set(customers))
    found = db.rows(_OF_CUSTOMERS, (sorted({org for org, _ in rows}), [one for _, one in rows])) if rows else []
    add("jobs", [NewJob(org, RECOUNT, {"tag_id": tag}, unique_key=f"{RECOUNT}:{tag}") for org, tag in found])
