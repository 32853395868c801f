"""Pages of imports, under the organisation."""

from django.urls import path

from changlai.imports import views

app_name = "imports"
urlpatterns = [
    path("imports/", views.imports, name="list"),
    path("imports/samples/<slug:kind>/<slug:form>/", views.sample, name="sample"),
    path("imports/templates/<int:template_id>/removal/", views.template_removal, name="template_removal"),
    path("imports/<int:run_id>/", views.run, name="run"),
    path("imports/<int:run_id>/columns/", views.mapping, name="mapping"),
    path("imports/<int:run_id>/reading/", views.reading, name="reading"),
    path("imports/<int:run_id>/rows/", views.rows, name="rows"),
    path("imports/<int:run_id>/rows/<int:number>/cells/", views.cell, name="cell"),
    path("imports/<int:run_id>/rows/<int:number>/choice/", views.choice, name="choice"),
    path("imports/<int:run_id>/choice/", views.common_choice, name="common_choice"),
    path("imports/<int:run_id>/beginning/", views.beginning, name="beginning"),
    path("imports/<int:run_id>/cancellation/", views.cancellation, name="cancellation"),
    path("imports/<int:run_id>/attempts/", views.retry, name="retry"),
    path("imports/<int:run_id>/undoing/", views.undoing, name="undoing"),
    path("imports/<int:run_id>/failures/", views.failures, name="failures"),
    path("imports/<int:run_id>/removal/", views.removal, name="removal"),
]
