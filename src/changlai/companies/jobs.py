"""What the company room does in the background."""

from datetime import timedelta

from django.utils import timezone

from changlai.accounts import queries as accounts
from changlai.companies import actions
from changlai.kernel.cron import cron, in_each

LOOKS = 100  # batches of one organisation in a night


@cron("companies.bin", every=timedelta(days=1), offset=timedelta(hours=19, minutes=17))
def empty_bins() -> None:
    """What was in the bin long enough goes, every night."""
    now = timezone.now()
    for _ in range(LOOKS):
        left: list[int] = []

        def empty(organisation_id: int) -> None:
            if actions.purge_due(now):
                left.append(organisation_id)  # noqa: B023 - called at once

        in_each(accounts.organisation_ids(), empty)
        if not left:
            return


@cron("companies.images", every=timedelta(days=1), offset=timedelta(hours=18, minutes=41))
def forget_images() -> None:
    """Forget what is too old to be undone."""
    now = timezone.now()

    def forget(_organisation_id: int) -> None:
        actions.forget_images(now)

    in_each(accounts.organisation_ids(), forget)
