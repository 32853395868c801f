"""Below the organisation."""

from django.urls import path

from changlai.customers.views import bin as bin_views
from changlai.customers.views import (
    changes,
    duplicates,
    facts,
    follow_ups,
    merging,
    new,
    outcomes,
    portrait,
    quality,
    record,
    work,
)
from changlai.records import pages

app_name = "customers"
ONE = "customers/<int:customer_id>/"
urlpatterns = [
    path(
        "customers/",
        pages.listing(
            "customer",
            tools="customers/list_tools.html",
            empty="customers/list_empty.html",
            styles=("customers/css/customers.css",),
            has_drawer=True,
        ),
        name="list",
    ),
    path("customers/duplicates/", duplicates.duplicates, name="duplicates"),
    path("customers/duplicates/<int:suggestion_id>/dismissal/", duplicates.dismissal, name="dismissal"),
    path("customers/duplicates/<int:suggestion_id>/joining/", duplicates.joining, name="joining"),
    path("customers/duplicates/runs/", duplicates.runs, name="merge_runs"),
    path("customers/duplicates/runs/<int:run_id>/", duplicates.run, name="merge_run"),
    path("customers/duplicates/runs/<int:run_id>/stop/", duplicates.run_stop, name="merge_run_stop"),
    path("customers/duplicates/runs/<int:run_id>/undoing/", duplicates.run_undoing, name="merge_run_undoing"),
    path("customers/duplicates/rules/", duplicates.rules, name="twin_rules"),
    path("customers/duplicates/checks/", duplicates.checks, name="twin_checks"),
    path("customers/merge/", merging.merge, name="merge"),
    path("customers/merges/", merging.merges, name="merges"),
    path("customers/merges/<int:merging_id>/undoing/", merging.undoing, name="undoing"),
    path("customers/bin/", bin_views.contents, name="bin"),
    path("customers/bin/days/", bin_views.keeping, name="bin_days"),
    path("customers/bin/restoring/", bin_views.restoring, name="restoring"),
    path("customers/bin/purging/", bin_views.purging, name="purging"),
    path("customers/bin/purges/", bin_views.purges, name="purges"),
    path("customers/timeline/", record.timeline_of, name="timeline_of"),
    path("customers/quality/", quality.quality, name="quality"),
    path("customers/quality/counting/", quality.counting, name="quality_counting"),
    path("customers/new/", new.customer, name="new"),
    path("settings/outcomes/", outcomes.library, name="outcomes"),
    path("settings/outcomes/new/", outcomes.new, name="new_outcome"),
    path("settings/outcomes/order/", outcomes.order, name="outcomes_order"),
    path("settings/outcomes/of/<slug:slug>/", outcomes.outcome, name="outcome"),
    path(ONE, record.customer, name="detail"),
    path(f"{ONE}bin/", bin_views.binning, name="binning"),
    path(f"{ONE}name/", changes.name, name="name"),
    path(f"{ONE}basics/", facts.basics, name="basics"),
    path(f"{ONE}contacts/", facts.contacts, name="contacts"),
    path(f"{ONE}contacts/<int:identity_id>/removal/", facts.contact, name="contact_removal"),
    path(f"{ONE}contacts/<int:identity_id>/reach/", facts.reach, name="contact_reach"),
    path(f"{ONE}owner/", work.owner, name="owner"),
    path(f"{ONE}collaborators/", work.collaborators, name="collaborators"),
    path(f"{ONE}collaborators/<int:member_id>/removal/", work.collaborator, name="collaborator_removal"),
    path(f"{ONE}portrait/<slug:digest>/", portrait.portrait, name="portrait"),
    path(f"{ONE}follow-ups/", follow_ups.follow_up, name="follow_up"),
    path(f"{ONE}notes/", work.notes, name="notes"),
    path(f"{ONE}notes/<int:note_id>/", work.note, name="note"),
    path(f"{ONE}notes/<int:note_id>/removal/", work.note_removal, name="note_removal"),
    path(f"{ONE}notes/<int:note_id>/pin/", work.note_pin, name="note_pin"),
    path(f"{ONE}files/<int:file_id>/", work.note_file, name="note_file"),
    path(f"{ONE}identities/<int:identity_id>/", changes.identity, name="identity"),
]
