"""Below the organisation."""

from django.urls import path

from changlai.companies.views import binning, entry, industries, merging, people, record
from changlai.records import pages

app_name = "companies"
ONE, INDUSTRY = "companies/<int:company_id>/", "settings/industries/<int:industry_id>/"
urlpatterns = [
    path(
        "companies/",
        pages.listing(
            "company",
            tools="companies/list_tools.html",
            empty="companies/list_empty.html",
            styles=("customers/css/customers.css", "companies/css/companies.css"),
            has_drawer=True,
        ),
        name="list",
    ),
    path("companies/new/", entry.new, name="new"),
    path(ONE, record.company, name="detail"),
    path(f"{ONE}change/", entry.change, name="change"),
    path(f"{ONE}notes/", record.notes, name="notes"),
    path("companies/duplicates/", merging.duplicates, name="duplicates"),
    path("companies/duplicates/dismissal/", merging.dismissal, name="dismissal"),
    path("companies/merge/", merging.merge, name="merge"),
    path("companies/merges/", merging.merges, name="merges"),
    path("companies/merges/<int:merging_id>/undoing/", merging.undoing, name="undoing"),
    path("companies/bin/", binning.contents, name="bin"),
    path("companies/bin/restoring/", binning.restoring, name="restoring"),
    path("companies/bin/purging/", binning.purging, name="purging"),
    path(f"{ONE}bin/", binning.binning, name="binning"),
    path(f"{ONE}people/", people.people, name="people"),
    path(f"{ONE}people/<int:post_id>/", people.post, name="post"),
    path(f"{ONE}people/<int:post_id>/removal/", people.post_removal, name="post_removal"),
    path("customers/<int:customer_id>/company/", people.of_customer, name="of_customer"),
    path("customers/<int:customer_id>/employment/", people.employment, name="employment"),
    path("settings/industries/", industries.library, name="industries"),
    path("settings/industries/new/", industries.new, name="new_industry"),
    path("settings/industries/order/", industries.order, name="industries_order"),
    path(INDUSTRY, industries.industry, name="industry"),
    path(f"{INDUSTRY}removal/", industries.removal, name="industry_removal"),
]
