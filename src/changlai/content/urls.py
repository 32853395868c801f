"""Below the organisation."""

from django.urls import path

from changlai.content.views import scripts, transfer

app_name = "content"
urlpatterns = [
    path("scripts/", scripts.scripts, name="scripts"),
    path("scripts/new/", scripts.new, name="new"),
    path("scripts/preview/", scripts.preview, name="preview"),
    path("scripts/export/", transfer.export, name="export"),
    path("scripts/import/", transfer.import_, name="import"),
    path("scripts/<int:script_id>/", scripts.script, name="script"),
    path("scripts/<int:script_id>/removal/", scripts.removal, name="removal"),
    path("scripts/<int:script_id>/files/<int:file_id>/", scripts.file, name="file"),
    path("scripts/<int:script_id>/files/<int:file_id>/removal/", scripts.file_removal, name="file_removal"),
]
