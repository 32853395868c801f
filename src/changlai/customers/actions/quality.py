"""Counting how good the records are."""

from datetime import date, timedelta

from django.db import transaction

from changlai.accounts.models import Member
from changlai.customers.models import QualityCount
from changlai.customers.queries.quality import FIGURES, WHOLE, cares, counted
from changlai.kernel.jobs import NewJob, add

COUNT_QUALITY = "customers.count_quality"
KEPT_DAYS = 400


@transaction.atomic
def count_quality(*, organisation_id: int, day: date) -> None:
    """Count every figure for a day; counting it again that day takes the place of what was counted before."""
    rows = [(figure, *row) for figure in FIGURES for row in counted(figure)]
    for care in cares():
        count, whole = care.count()
        rows += [(care.slug, "", "", count), (care.slug, WHOLE, "", whole)]
    QualityCount.objects.filter(day=day).delete()
    QualityCount.objects.filter(day__lt=day - timedelta(days=KEPT_DAYS)).delete()
    QualityCount.objects.bulk_create(
        QualityCount(organisation_id=organisation_id, figure=figure, day=day, by=by, value=value, count=count)
        for figure, by, value, count in rows
    )


@transaction.atomic
def order_quality(*, by: Member) -> None:
    """Have it counted again now, in the background."""
    add("jobs", [NewJob(by.organisation_id, COUNT_QUALITY, {}, "count-quality")])
