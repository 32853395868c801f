"""What other programs were told about a person, and what they answered."""

from changlai.customers.contracts import Traces
from changlai.inbox.models import Conversation, Message
from changlai.kernel import db

_FORGET = """
    with told as (
      select m.id, m.payload::jsonb->'data' d from integrations_message m where m.organisation_id = %(org)s),
    gone as (
      delete from integrations_message m using told t where m.organisation_id = %(org)s and m.id = t.id and (
        (t.d->>'customer_id')::bigint = any(%(customers)b::bigint[])
        or (t.d->>'conversation_id')::bigint = any(%(talks)b::bigint[])
        or (t.d->>'message_id')::bigint = any(%(lines)b::bigint[]))
      returning 1)
    select count(*) from gone"""


def forget_person(traces: Traces) -> list[tuple[str, int]]:
    """Delete the messages about this person with their deliveries and tries: they hold ids only, but an answer holds
    whatever the other program wrote. Call it while the conversations are still there.
    """
    talks = Conversation.objects.filter(customer_id__in=traces.customer_ids).values_list("id", flat=True)
    asked = {
        "org": traces.organisation_id,
        "customers": list(traces.customer_ids),
        "talks": list(talks),
        "lines": list(Message.objects.filter(conversation_id__in=talks).values_list("id", flat=True)),
    }
    return [("integrations_message", int(db.value(_FORGET, asked)))]
