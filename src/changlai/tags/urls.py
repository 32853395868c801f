"""Below the organisation."""

from django.urls import path

from changlai.tags.views import library, of_customer, tag

app_name = "tags"
urlpatterns = [
    path("tags/", library.library, name="library"),
    path("tags/order/", library.order, name="order"),
    path("tags/groups/new/", library.new_group, name="new_group"),
    path("tags/groups/<int:group_id>/", library.group, name="group"),
    path("tags/groups/<int:group_id>/tags/", library.tags, name="new_tags"),
    path("tags/groups/<int:group_id>/order/", library.order_of_tags, name="order_of_tags"),
    path("tags/groups/<int:group_id>/removal/", library.removal, name="group_removal"),
    path("tags/<int:tag_id>/", tag.tag, name="tag"),
    path("tags/<int:tag_id>/name/", tag.name, name="tag_name"),
    path("tags/<int:tag_id>/merge/", tag.merge, name="tag_merge"),
    path("tags/<int:tag_id>/removal/", tag.removal, name="tag_removal"),
    path("customers/<int:customer_id>/tags/", of_customer.tags, name="of_customer"),
    path("customers/<int:customer_id>/tags/choice/", of_customer.choice, name="choice"),
]
