"""Below the organisation."""

from django.urls import path

from changlai.listening.views import board, cases, mentions, recounts, rules, sources, survey, topics
from changlai.records import pages

app_name = "listening"
ONE = "listening/mentions/<int:mention_id>/"
CASE = "listening/cases/<int:case_id>/"
RULES = "settings/alert-rules/"
TOPIC = "listening/topics/<int:topic_id>/"
SOURCE = "listening/sources/<int:source_id>/"
urlpatterns = [
    path("listening/board/", board.board, name="board"),
    path("listening/board/<slug:slug>/", board.part, name="board_part"),
    path(
        "listening/mentions/",
        pages.listing("mention", empty="listening/list_empty.html", styles=("listening/css/listening.css",)),
        name="mentions",
    ),
    path(ONE, mentions.mention, name="mention"),
    path(f"{ONE}verdict/", mentions.verdict, name="verdict"),
    path(f"{ONE}handled/", mentions.handled, name="handled"),
    path(f"{ONE}author/", mentions.author_link, name="author_link"),
    path("listening/topics/", topics.topics, name="topics"),
    path("listening/topics/new/", topics.new_topic, name="new_topic"),
    path("listening/topics/preview/", topics.preview, name="topic_preview"),
    path(TOPIC, topics.topic, name="topic"),
    path(f"{TOPIC}removal/", topics.topic_removal, name="topic_removal"),
    path("listening/sources/", sources.sources, name="sources"),
    path("listening/recounts/", recounts.recounts, name="recounts"),
    path("listening/cases/", pages.listing("case", empty="listening/cases_empty.html"), name="cases"),
    path("listening/cases/count/", cases.count, name="case_count"),
    path(f"{ONE}case/", cases.opening, name="case_opening"),
    path(CASE, cases.case, name="case"),
    path(f"{CASE}owner/", cases.giving, name="case_giving"),
    path(f"{CASE}taking/", cases.taking, name="case_taking"),
    path(f"{CASE}risk/", cases.risk, name="case_risk"),
    path(f"{CASE}customer/", cases.customer, name="case_customer"),
    path(f"{CASE}notes/", cases.notes, name="case_notes"),
    path(f"{CASE}solution/", cases.solution, name="case_solution"),
    path(f"{CASE}survey/", cases.survey, name="case_survey"),
    path(f"{CASE}dropping/", cases.dropping, name="case_dropping"),
    path(f"{CASE}reopening/", cases.reopening, name="case_reopening"),
    path(f"{CASE}private/", cases.private, name="case_private"),
    path("customers/<int:customer_id>/cases/", cases.of_customer, name="cases_of_customer"),
    path(RULES, rules.rules, name="alert_rules"),
    path(f"{RULES}new/", rules.new, name="new_alert_rule"),
    path(f"{RULES}<int:rule_id>/", rules.rule, name="alert_rule"),
    path(f"{RULES}<int:rule_id>/switch/", rules.switch, name="alert_rule_switch"),
    path(f"{RULES}<int:rule_id>/removal/", rules.removal, name="alert_rule_removal"),
    path("settings/case-causes/", rules.causes, name="case_causes"),
    path("settings/case-causes/<int:cause_id>/", rules.cause, name="case_cause"),
    path("listening/sources/new/", sources.new_source, name="new_source"),
    path(SOURCE, sources.source, name="source"),
    path(f"{SOURCE}file/", sources.file, name="file"),
    path(f"{SOURCE}removal/", sources.source_removal, name="source_removal"),
]

public = ([path("how-was-it/<str:ticket>/", survey.survey, name="survey")], "survey")
