"""Below the organisation."""

from django.urls import path

from changlai.listening.views import mentions, sources, topics
from changlai.records import pages

app_name = "listening"
ONE = "listening/mentions/<int:mention_id>/"
urlpatterns = [
    path("listening/mentions/", pages.listing("mention", empty="listening/list_empty.html"), name="mentions"),
    path(ONE, mentions.mention, name="mention"),
    path("listening/topics/", topics.topics, name="topics"),
    path("listening/sources/", sources.sources, name="sources"),
]
