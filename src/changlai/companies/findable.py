"""What companies are found by: name, short name, code."""

from collections.abc import Mapping, Sequence

from django.utils.translation import gettext_lazy as _

from changlai.companies.enums import KIND
from changlai.companies.models import Company
from changlai.records.contracts import Findable, Word


def words(ids: Sequence[int]) -> Mapping[int, Sequence[Word]]:
    """One statement, whatever the number of companies; those in the bin have none."""
    return {
        one.pk: [
            word
            for word in (
                Word("name", one.name, weight=100),
                Word("short_name", one.short_name, weight=90),
                Word("code", one.code, weight=80),
            )
            if word.text
        ]
        for one in Company.objects.filter(id__in=ids, binned_at=None)
    }


FINDABLES = (
    Findable(
        kind=KIND,
        words=words,
        tables=(("companies_company", "id", ("name", "short_name", "code", "binned_at")),),
        labels={"name": _("Name"), "short_name": _("Short name"), "code": _("Unified social credit code")},
    ),
)
