"""Setting the rules of contact, and keeping what customers say."""

import csv
import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, time

from django.db import transaction

from changlai.accounts.models import Member
from changlai.compliance import queries
from changlai.compliance.contracts import SendRequest
from changlai.compliance.enums import Covers, Purpose, Reason, SaidBy, WordEffect
from changlai.compliance.errors import ListTooLong, NoAddress, NoWord, TooManyWords
from changlai.compliance.models import BlockedWord, Cap, Consent, ListKey, QuietHours, Suppression
from changlai.customers.models import Customer
from changlai.kernel import audit, db
from changlai.kernel.tenancy import organisation_id
from changlai.ui.numbers import email, phone

LARGEST_LIST = 20_000  # lines of an import
_NOTE = """
    with capped as (
      select organisation_id o, purpose p from compliance_cap
      where organisation_id = %(org)s and purpose = %(purpose)s),
    old as (
      delete from compliance_ledgerentry l using capped c
      where l.organisation_id = c.o and l.customer_id = %(customer)s and l.purpose = c.p
        and l.at < %(now)s - interval '1 year')
    insert into compliance_ledgerentry (organisation_id, customer_id, purpose, at)
    select o, %(customer)s, p, %(now)s from capped"""
KINDS = ("phone", "email", "external_userid", "unionid", "external_id")


@dataclass(frozen=True, slots=True)
class Said:
    """A customer's word: ``channel`` is a product's slug, empty for every channel."""

    purpose: Purpose
    is_given: bool
    way: SaidBy
    channel: str = ""
    text_version: str = ""
    evidence: str = ""


@transaction.atomic
def keep_consent(*, customer: Customer, said: Said, by: Member | None, now: datetime) -> Consent:
    """Write down that a customer agreed, or does not want it any more; the newest word counts from now on."""
    consent = Consent.objects.create(
        organisation_id=customer.organisation_id,
        customer=customer,
        channel=said.channel,
        purpose=said.purpose,
        is_given=said.is_given,
        at=now,
        way=said.way,
        text_version=said.text_version,
        evidence=said.evidence,
        member=by,
    )
    action = "compliance.consented" if said.is_given else "compliance.opted_out"
    audit.record(action, actor=by, obj=consent, changes={"customer": customer.pk, "purpose": str(said.purpose)})
    return consent


def note_contact(request: SendRequest) -> None:
    """A message was let out: the ledger knows, where the purpose has a cap. An answer counts as little as it is capped.

    Call it in the transaction of the sending. What no cap can ask for any more goes with it.
    """
    if queries.is_answer(request):
        return
    facts = {
        "org": request.organisation_id,
        "customer": request.customer_id,
        "purpose": str(request.purpose),
        "now": request.now,
    }
    db.run(_NOTE, facts)


def list_key() -> str:
    """The secret of the organisation's list, made at its first use."""
    ListKey.objects.bulk_create([_new_key()], ignore_conflicts=True)
    return str(ListKey.objects.get().secret)


def _new_key() -> ListKey:
    return ListKey(organisation_id=organisation_id(), secret=secrets.token_hex(32))


@dataclass(frozen=True, slots=True)
class Entry:
    """An address for the suppression list."""

    kind: str
    value: str
    covers: Covers = Covers.EVERYTHING
    reason: Reason = Reason.ASKED
    note: str = ""
    until: datetime | None = None


@transaction.atomic
def suppress(*, entries: Sequence[Entry], by: Member | None, now: datetime, is_masked: bool = True) -> int:
    """Put addresses on the list; one that is there already gets the new facts. Returns how many were given.

    ``is_masked``: with a masked hint to find it again; erasing a person leaves none. Raises NoAddress.
    """
    if any(one.kind not in KINDS or not queries.normal_address(one.kind, one.value) for one in entries):
        raise NoAddress
    secret = list_key()
    rows = {
        (one.kind, queries.digest(secret, one.kind, one.value)): Suppression(
            organisation_id=organisation_id(),
            kind=one.kind,
            digest=queries.digest(secret, one.kind, one.value),
            hint=_hint(one) if is_masked else "",
            covers=one.covers,
            reason=one.reason,
            note=one.note,
            until=one.until,
            created_at=now,
            member=by,
        )
        for one in entries
    }
    Suppression.objects.bulk_create(
        rows.values(),
        update_conflicts=True,
        unique_fields=["organisation_id", "kind", "digest"],
        update_fields=["hint", "covers", "reason", "note", "until", "created_at", "member"],
    )
    audit.record("compliance.suppressed", actor=by, changes={"addresses": len(rows)})
    return len(rows)


def _hint(one: Entry) -> str:
    if one.kind == "phone":
        return phone(one.value)[:40]
    return email(one.value)[:40] if one.kind == "email" else f"{one.value[:3]}***"


def read_list(text: str) -> tuple[list[Entry], list[int]]:
    """Addresses of a CSV file, one a line: kind, value, note. Also the numbers of the lines that say nothing usable.

    Raises ListTooLong beyond LARGEST_LIST lines.
    """
    entries, wrong = [], []
    lines = text.lstrip("\ufeff").splitlines()
    if len(lines) > LARGEST_LIST:
        raise ListTooLong(LARGEST_LIST)
    for number, row in enumerate(csv.reader(lines), 1):
        cells = [cell.strip() for cell in row]
        if not any(cells) or (number == 1 and cells[0].casefold() in {"kind", "类型"}):
            continue
        kind, value = cells[0].casefold(), cells[1] if len(cells) > 1 else ""
        if kind in KINDS and queries.normal_address(kind, value):
            entries.append(Entry(kind, value, note=cells[2][:200] if len(cells) > 2 else ""))  # noqa: PLR2004 - third cell
        else:
            wrong.append(number)
    return entries, wrong


@transaction.atomic
def release(*, suppression: Suppression, by: Member) -> None:
    """Take an address off the list."""
    suppression.delete()
    audit.record("compliance.released", actor=by, changes={"kind": suppression.kind, "hint": suppression.hint})


@transaction.atomic
def keep_quiet(*, channel: str, starts_at: time, ends_at: time, by: Member) -> None:
    """Set the quiet hours of a channel, or of every channel."""
    QuietHours.objects.update_or_create(
        organisation_id=organisation_id(), channel=channel, defaults={"starts_at": starts_at, "ends_at": ends_at}
    )
    audit.record(
        "compliance.quiet_set", actor=by, changes={"channel": channel, "hours": f"{starts_at:%H:%M}-{ends_at:%H:%M}"}
    )


@transaction.atomic
def end_quiet(*, hours: QuietHours, by: Member) -> None:
    """Quiet hours apply no longer."""
    hours.delete()
    audit.record("compliance.quiet_ended", actor=by, changes={"channel": hours.channel})


@transaction.atomic
def set_cap(*, purpose: Purpose, messages: int, days: int, by: Member) -> None:
    """At most so many messages in so many days for a purpose; no messages takes the cap away."""
    if messages:
        Cap.objects.update_or_create(
            organisation_id=organisation_id(), purpose=purpose, defaults={"messages": messages, "days": days}
        )
    else:
        Cap.objects.filter(purpose=purpose).delete()
    audit.record("compliance.cap_set", actor=by, changes={"purpose": str(purpose), "messages": messages, "days": days})


@transaction.atomic
def add_words(*, words: Iterable[str], category: str, effect: WordEffect, by: Member, now: datetime) -> int:
    """Put words on the list; those that are there get the new category and effect. Returns how many.

    Raises NoWord when one has no letter or digit, TooManyWords beyond MOST_WORDS.
    """
    rows = {}
    for word in words:
        normal = queries.normal_text(word)
        if not normal:
            raise NoWord(word)
        rows[normal[:60]] = BlockedWord(
            organisation_id=organisation_id(),
            word=word.strip()[:60],
            normal=normal[:60],
            category=category,
            effect=effect,
            created_at=now,
        )
    if BlockedWord.objects.exclude(normal__in=rows).count() + len(rows) > queries.MOST_WORDS:
        raise TooManyWords(queries.MOST_WORDS)
    BlockedWord.objects.bulk_create(
        rows.values(),
        update_conflicts=True,
        unique_fields=["organisation_id", "normal"],
        update_fields=["word", "category", "effect"],
    )
    audit.record("compliance.words_added", actor=by, changes={"words": sorted(one.word for one in rows.values())[:50]})
    return len(rows)


@transaction.atomic
def remove_word(*, word: BlockedWord, by: Member) -> None:
    """Take a word off the list."""
    word.delete()
    audit.record("compliance.word_removed", actor=by, changes={"word": word.word})
