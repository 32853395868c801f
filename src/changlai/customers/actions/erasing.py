"""Forgetting a person, and what a person is told we know."""

from collections.abc import Collection

from changlai.channels import actions as channels
from changlai.channels import talks
from changlai.customers.actions.merging import participants
from changlai.customers.contracts import Section, Traces
from changlai.customers.enums import KIND
from changlai.customers.models import Alias, Customer, FieldValue, MergeImage, Merging, Suggestion
from changlai.kernel import db, events, files
from changlai.records import values
from changlai.records.holders import holder_of
from changlai.records.models import Field
from changlai.records.queries import names_in, values_of_each

_CAUSES = """
    select distinct event_id from customers_interaction
    where organisation_id = %(org)s and customer_id = any(%(ids)b::bigint[]) and event_id > 0 and part >= -1"""
_MERGINGS = """
    select id from customers_merging where organisation_id = %(org)s and (
      into_id = any(%(ids)b::bigint[]) or merged_ids && %(ids)b::bigint[])"""


def traces(customer: Customer) -> Traces:
    """How the rest of the house may have met this person: every id they ever had, every name."""
    ids = list(Alias.objects.filter(customer=customer).order_by("old_id").values_list("old_id", flat=True))
    names = customer.identity_set.order_by("id").values_list("kind", "scope", "value")
    return Traces(customer.organisation_id, (customer.pk, *ids), [(kind, scope, value) for kind, scope, value in names])


def forget_raw(traces: Traces) -> list[tuple[str, int]]:
    """What platforms told of this person, word for word, and the events made of it; before the timeline goes."""
    if traces.is_taken_back:  # nobody has told us of them yet
        return []
    asked = {"org": traces.organisation_id, "ids": list(traces.customer_ids)}
    done = channels.forget_person(
        organisation_id=traces.organisation_id,
        delivery_ids=[row[0] for row in db.rows(_CAUSES, asked)],
        values=[value for _, _, value in traces.identities],
        references=(),
    )
    gone = events.forget(organisation_id=traces.organisation_id, customer_ids=traces.customer_ids, conversation_ids=())
    return [*done, ("event_log", gone)]


def forget_person(traces: Traces, papers: Collection[int]) -> list[tuple[str, int]]:
    """What the customer room holds beside the plain rows: suggestions, merges with their images, the customer.

    ``papers`` are the stored files of the notes, which are gone already.
    """
    asked = {"org": traces.organisation_id, "ids": list(traces.customer_ids)}
    mergings = [row[0] for row in db.rows(_MERGINGS, asked)]
    customers = Customer.objects.filter(id__in=traces.customer_ids)
    pictures = [one for one in customers.values_list("avatar_file_id", flat=True) if one]
    done = [
        (MergeImage, MergeImage.objects.filter(merging_id__in=mergings).delete()[0]),
        (Merging, Merging.objects.filter(id__in=mergings).delete()[0]),
        (Suggestion, _suggestions(traces)),
        (Customer, customers.delete()[0]),
    ]
    gone = forget_files([*pictures, *papers])
    visitors = talks.forget(traces.identities)
    return [
        *((model._meta.db_table, count) for model, count in done),
        ("kernel_storedfile", gone),
        ("channels_line", visitors),
    ]


def forget_files(file_ids: Collection[int]) -> int:
    """Delete stored files that nobody refers to any more, after the rows that did; returns how many went."""
    wanted = set(file_ids)
    for participant in participants() if wanted else ():
        wanted -= participant.files_kept(wanted)
    return files.forget(wanted)


def portraits_among(file_ids: Collection[int]) -> set[int]:
    """Those of these files that are a customer's picture."""
    shown = Customer.objects.filter(avatar_file_id__in=file_ids).values_list("avatar_file_id", flat=True)
    return {one for one in shown if one}


def _suggestions(traces: Traces) -> int:
    rows = Suggestion.objects.filter(first_id__in=traces.customer_ids)
    return rows.delete()[0] + Suggestion.objects.filter(second_id__in=traces.customer_ids).delete()[0]


def person_section(traces: Traces) -> Section:
    """The customer's own row, phone in full."""
    shown = ("name", "gender", "company", "position", "city", "phone", "note", "source", "created_at")
    found = Customer.objects.get(id=traces.customer_ids[0])
    pictures = [found.avatar_file_id] if found.avatar_file_id else []
    return Section("customer", [{name: getattr(found, name) for name in shown}], pictures)


def fields_section(traces: Traces) -> Section:
    """What stands in the organisation's own fields, archived ones too, each under its name and in words."""
    fields = list(
        Field.objects.filter(of=KIND)
        .select_related("section")
        .order_by("section__position", "section_id", "position", "id")
    )
    held = values_of_each(holder_of(KIND), traces.customer_ids, fields).get(traces.customer_ids[0], {})
    names = names_in(held.values())
    told = [
        {
            "section": one.section.name,
            "field": one.name,
            "value": values.shown(one, held[one.pk], names),
        }
        for one in fields
        if one.pk in held
    ]
    return Section("fields", told, sorted(names.files))


def field_files(traces: Traces) -> list[int]:
    """The stored files in the person's own fields."""
    rows = FieldValue.objects.filter(record_id__in=traces.customer_ids, file__isnull=False)
    return [one for one in rows.values_list("file_id", flat=True) if one]
