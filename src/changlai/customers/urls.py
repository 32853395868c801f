"""Below the organisation."""

from django.urls import path

from changlai.customers.views import changes, definitions, facts, merging, new, portrait, record, shelf, work

app_name = "customers"
ONE = "customers/<int:customer_id>/"
FIELDS = "settings/fields/"
urlpatterns = [
    path("customers/", shelf.customers, name="list"),
    path("customers/duplicates/", merging.duplicates, name="duplicates"),
    path("customers/duplicates/<int:suggestion_id>/dismissal/", merging.dismissal, name="dismissal"),
    path("customers/merge/", merging.merge, name="merge"),
    path("customers/merges/", merging.merges, name="merges"),
    path("customers/merges/<int:merging_id>/undoing/", merging.undoing, name="undoing"),
    path("customers/new/", new.customer, name="new"),
    path(ONE, record.customer, name="detail"),
    path(f"{ONE}name/", changes.name, name="name"),
    path(f"{ONE}basics/", facts.basics, name="basics"),
    path(f"{ONE}sections/<int:section_id>/", facts.section, name="section"),
    path(f"{ONE}fields/<int:field_id>/", facts.value, name="field_value"),
    path(f"{ONE}contacts/", facts.contacts, name="contacts"),
    path(f"{ONE}contacts/<int:identity_id>/removal/", facts.contact, name="contact_removal"),
    path(f"{ONE}contacts/<int:identity_id>/reach/", facts.reach, name="contact_reach"),
    path(f"{ONE}owner/", work.owner, name="owner"),
    path(f"{ONE}collaborators/", work.collaborators, name="collaborators"),
    path(f"{ONE}collaborators/<int:member_id>/removal/", work.collaborator, name="collaborator_removal"),
    path(f"{ONE}portrait/<slug:digest>/", portrait.portrait, name="portrait"),
    path(f"{ONE}notes/", work.notes, name="notes"),
    path(f"{ONE}notes/<int:note_id>/", work.note, name="note"),
    path(f"{ONE}notes/<int:note_id>/removal/", work.note_removal, name="note_removal"),
    path(f"{ONE}notes/<int:note_id>/pin/", work.note_pin, name="note_pin"),
    path(f"{ONE}files/<int:file_id>/", work.note_file, name="note_file"),
    path(f"{ONE}identities/<int:identity_id>/", changes.identity, name="identity"),
    path(FIELDS, definitions.library, name="fields"),
    path(f"{FIELDS}order/", definitions.order, name="sections_order"),
    path(f"{FIELDS}sections/", definitions.new_section, name="new_section"),
    path(f"{FIELDS}sections/<int:section_id>/", definitions.section, name="section_name"),
    path(f"{FIELDS}sections/<int:section_id>/removal/", definitions.section_removal, name="section_removal"),
    path(f"{FIELDS}sections/<int:section_id>/order/", definitions.order_of_fields, name="fields_order"),
    path(f"{FIELDS}sections/<int:section_id>/new/", definitions.new_field, name="new_field"),
    path(f"{FIELDS}<int:field_id>/", definitions.field, name="field"),
    path(f"{FIELDS}<int:field_id>/archive/", definitions.archive, name="field_archive"),
    path(f"{FIELDS}<int:field_id>/purge/", definitions.purge, name="field_purge"),
]
