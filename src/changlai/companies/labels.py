"""Slugs of companies in words."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from changlai.companies.enums import CompanySize

SIZES: Mapping[str, Promise] = {
    CompanySize.TINY: _("1 to 19 people"),
    CompanySize.SMALL: _("20 to 99 people"),
    CompanySize.MEDIUM: _("100 to 499 people"),
    CompanySize.LARGE: _("500 to 999 people"),
    CompanySize.HUGE: _("1,000 people or more"),
}
