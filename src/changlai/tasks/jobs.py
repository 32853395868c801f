"""What comes round by the clock: reminders, and the rule about customers who wait."""

from datetime import timedelta

from django.utils import timezone

from changlai.accounts import queries as accounts
from changlai.kernel.cron import cron, in_each
from changlai.kernel.tenancy import scope
from changlai.tasks import actions, queries
from changlai.tasks.enums import TaskRuleKind


@cron("tasks.reminders", every=timedelta(seconds=30))
def remind() -> None:
    """Whoever wants to hear of a task before it is due."""
    in_each(accounts.organisation_ids(), _remind)


def _remind(organisation_id: int) -> None:
    actions.remind(organisation_id, now=timezone.now())


@cron("tasks.rules", every=timedelta(minutes=10))
def carry_out_rules() -> None:
    """Customers who have waited long enough; each piece is a transaction of its own."""
    now = timezone.now()
    for organisation_id in accounts.organisation_ids():
        with scope(organisation_id):
            rules = [rule.pk for rule in queries.rules_on([organisation_id], TaskRuleKind.SILENT)]
        for rule_id in rules:
            more = True
            while more:
                with scope(organisation_id):
                    more = actions.apply_silent(rule_id, now=now)
