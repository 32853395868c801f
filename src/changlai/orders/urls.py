"""Below the organisation."""

from django.urls import path

from changlai.orders.views import entry, of_customer, record
from changlai.records import pages

app_name = "orders"
ONE = "orders/<int:order_id>/"
urlpatterns = [
    path(
        "orders/",
        pages.listing("order", empty="orders/list_empty.html", styles=("orders/css/orders.css",), has_drawer=True),
        name="list",
    ),
    path(ONE, record.order, name="detail"),
    path(f"{ONE}change/", entry.change, name="change"),
    path(f"{ONE}status/<slug:status>/", record.status, name="status"),
    path(f"{ONE}removal/", record.removal, name="removal"),
    path("customers/<int:customer_id>/orders/", of_customer.orders, name="of_customer"),
    path("records/<slug:kind>/<int:record_id>/orders/", of_customer.of_record, name="of_record"),
    path("customers/<int:customer_id>/orders/new/", entry.new, name="new"),
]
