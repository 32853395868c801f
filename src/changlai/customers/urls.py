"""Below the organisation."""

from django.urls import path

from changlai.customers.views import changes, merging, portrait, record, shelf

app_name = "customers"
urlpatterns = [
    path("customers/", shelf.customers, name="list"),
    path("customers/duplicates/", merging.duplicates, name="duplicates"),
    path("customers/duplicates/<int:suggestion_id>/dismissal/", merging.dismissal, name="dismissal"),
    path("customers/merge/", merging.merge, name="merge"),
    path("customers/merges/", merging.merges, name="merges"),
    path("customers/merges/<int:merging_id>/undoing/", merging.undoing, name="undoing"),
    path("customers/<int:customer_id>/", record.customer, name="detail"),
    path("customers/<int:customer_id>/name/", changes.name, name="name"),
    path("customers/<int:customer_id>/owner/", changes.owner, name="owner"),
    path("customers/<int:customer_id>/portrait/<slug:digest>/", portrait.portrait, name="portrait"),
    path("customers/<int:customer_id>/notes/", changes.notes, name="notes"),
    path("customers/<int:customer_id>/identities/<int:identity_id>/", changes.identity, name="identity"),
]
