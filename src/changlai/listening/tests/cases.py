"""Rules and cases for tests, made by the module's own actions."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from changlai.accounts.models import Member
from changlai.kernel.tenancy import scope
from changlai.listening.actions import alert_rules, alerts, cases
from changlai.listening.actions.alert_rules import RuleWish
from changlai.listening.enums import AlertKind
from changlai.listening.models import AlertRule, Author, Case, CaseStep, Mention
from changlai.listening.tests.boards import keep_mention
from tests.support.house import NOON, Firm

BAD = {"sentiment": "negative", "chance": 0.92, "intent": "complaint", "to_us": True}


def make_author(firm: Firm, key: str = "7001", name: str = "米粒妈妈", **facts: Any) -> Author:
    author = Author(organisation_id=firm.id, key=key, name=name, platform="weibo", kind="weibo_uid", followers=23_000)
    author.first_at = author.last_at = NOON
    for field, value in facts.items():
        setattr(author, field, value)
    with scope(firm.id):
        author.save()
    return author


def say(firm: Firm, text: str, *, by: Author | None = None, **facts: Any) -> Mention:
    with scope(firm.id):
        reach = by.followers if by else 0
        told: dict[str, Any] = {"text": text, "author": by, "reach": reach}
        return keep_mention(firm, **told | BAD | facts)


def make_rule(
    firm: Firm, kind: AlertKind = AlertKind.NEGATIVE, *, owners: Sequence[Member] = (), **facts: Any
) -> AlertRule:
    with scope(firm.id):
        wish = RuleWish(name=facts.pop("name", kind.value), kind=kind, owners=owners, **facts)
        return alert_rules.make_rule(wish=wish, by=firm.admin, now=NOON)


def judge(firm: Firm, *mentions: Mention, now: datetime = NOON) -> list[Case]:
    with scope(firm.id):
        return alerts.raise_alerts([one.pk for one in mentions], now=now)


def open_case(firm: Firm, mention: Mention, *, by: Member | None = None, now: datetime = NOON) -> Case:
    with scope(firm.id):
        return cases.open_by_hand(mention=mention, by=by or firm.admin, now=now)


def fresh(firm: Firm, case: Case) -> Case:
    with scope(firm.id):
        return Case.objects.select_related("owner", "customer", "author", "mention").get(pk=case.pk)


def steps_of(firm: Firm, case: Case) -> list[str]:
    with scope(firm.id):
        return list(CaseStep.objects.filter(case=case).order_by("at", "id").values_list("kind", flat=True))


def all_cases(firm: Firm) -> list[tuple[int, str]]:
    with scope(firm.id):
        return list(Case.objects.order_by("id").values_list("number", "title"))
