"""Below the organisation."""

from django.urls import path

from changlai.customers.views import changes, portrait, record, shelf

app_name = "customers"
urlpatterns = [
    path("customers/", shelf.customers, name="list"),
    path("customers/<int:customer_id>/", record.customer, name="detail"),
    path("customers/<int:customer_id>/name/", changes.name, name="name"),
    path("customers/<int:customer_id>/owner/", changes.owner, name="owner"),
    path("customers/<int:customer_id>/portrait/<slug:digest>/", portrait.portrait, name="portrait"),
    path("customers/<int:customer_id>/notes/", changes.notes, name="notes"),
    path("customers/<int:customer_id>/identities/<int:identity_id>/", changes.identity, name="identity"),
]
