"""Below the organisation."""

from django.urls import path

from changlai.listening.views import board, mentions, sources, topics
from changlai.records import pages

app_name = "listening"
ONE = "listening/mentions/<int:mention_id>/"
urlpatterns = [
    path("listening/board/", board.board, name="board"),
    path("listening/board/<slug:slug>/", board.part, name="board_part"),
    path("listening/mentions/", pages.listing("mention", empty="listening/list_empty.html"), name="mentions"),
    path(ONE, mentions.mention, name="mention"),
    path("listening/topics/", topics.topics, name="topics"),
    path("listening/sources/", sources.sources, name="sources"),
]
