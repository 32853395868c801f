"""What companies add to a customer's page, and to the page of data quality."""

from django.utils.translation import gettext_lazy as _

from changlai.companies import queries
from changlai.customers.contracts import Care, Panel

PANELS = (Panel("company", _("Company"), "companies.view", "companies:of_customer", order=15),)
CARE = (
    Care(
        "companies.duplicates",
        _("Companies"),
        _("May be there twice"),
        "companies.edit",
        queries.count_alike,
        "companies:duplicates",
        _("Review"),
    ),
)
