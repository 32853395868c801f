"""Below the organisation."""

from django.urls import path

from changlai.records.views import cells, definitions, exports, filters, runs, saved, values

app_name = "records"
FIELDS = "settings/fields/"
SECTION, FIELD, OF = f"{FIELDS}sections/<int:section_id>/", f"{FIELDS}<int:field_id>/", f"{FIELDS}of/<slug:of>/"
RECORD = "records/<slug:of>/<int:record_id>/"
KIND = "records/<slug:kind>/"
urlpatterns = [
    path(f"{KIND}filter/", filters.filter, name="filter"),
    path(f"{KIND}count/", filters.count, name="count"),
    path(f"{KIND}options/", filters.options, name="options"),
    path(f"{KIND}columns/", filters.columns, name="columns"),
    path(f"{KIND}views/", saved.views, name="views"),
    path(f"{KIND}views/new/", saved.new_view, name="new_view"),
    path(f"{KIND}views/<int:view_id>/", saved.view, name="view"),
    path(f"{KIND}deed/", runs.deed, name="deed"),
    path(f"{KIND}exports/", exports.new_export, name="new_export"),
    path(f"{KIND}runs/", runs.runs, name="runs"),
    path(f"{KIND}runs/<int:run_id>/", runs.run, name="run"),
    path(f"{KIND}runs/<int:run_id>/cancellation/", runs.cancellation, name="run_cancellation"),
    path(f"{KIND}runs/<int:run_id>/attempts/", runs.attempts, name="run_attempts"),
    path(f"{KIND}<int:record_id>/cells/<str:path>/", cells.cell, name="cell"),
    path("exports/", exports.exports, name="exports"),
    path("exports/<int:export_id>/stop/", exports.export_stop, name="export_stop"),
    path("exports/<int:export_id>/retry/", exports.export_retry, name="export_retry"),
    path("exports/<int:export_id>/file/", exports.export_file, name="export_file"),
    path(f"{RECORD}sections/<int:section_id>/", values.section, name="own_section"),
    path(f"{RECORD}fields/<int:field_id>/disclosure/", values.disclosure, name="own_value"),
    path(f"{RECORD}fields/<int:field_id>/file/", values.file, name="own_file"),
    path(FIELDS, definitions.library, name="fields"),
    path(OF, definitions.library, name="fields_of"),
    path(f"{OF}order/", definitions.order, name="sections_order"),
    path(f"{OF}sections/", definitions.new_section, name="new_section"),
    path(SECTION, definitions.section, name="section_name"),
    path(f"{SECTION}removal/", definitions.section_removal, name="section_removal"),
    path(f"{SECTION}order/", definitions.order_of_fields, name="fields_order"),
    path(f"{SECTION}new/", definitions.new_field, name="new_field"),
    path(FIELD, definitions.field, name="field"),
    path(f"{FIELD}archive/", definitions.archive, name="field_archive"),
    path(f"{FIELD}purge/", definitions.purge, name="field_purge"),
]
