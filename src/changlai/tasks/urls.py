"""Below the organisation."""

from django.urls import path

from changlai.records import pages
from changlai.tasks.views import days, of_record, rules, task

app_name = "tasks"
ONE = "tasks/<int:task_id>/"
RULES = "settings/task-rules/"
urlpatterns = [
    path("tasks/", days.mine, name="mine"),
    path("tasks/all/", pages.listing("task"), name="list"),
    path("tasks/count/", days.count, name="count"),
    path("tasks/overdue/", days.overdue, name="overdue"),
    path("tasks/team/", days.team, name="team"),
    path("tasks/calendar/", days.calendar, name="calendar"),
    path("tasks/new/", task.new, name="new"),
    path(ONE, task.task, name="task"),
    path(f"{ONE}done/", task.done, name="done"),
    path(f"{ONE}reopening/", task.reopening, name="reopening"),
    path(f"{ONE}day/", task.day, name="day"),
    path(f"{ONE}steps/<int:place>/", task.step, name="step"),
    path(f"{ONE}removal/", task.removal, name="removal"),
    path("customers/<int:customer_id>/tasks/", of_record.of_customer, name="of_customer"),
    path("records/<slug:kind>/<int:record_id>/tasks/", of_record.of_record, name="of_record"),
    path(RULES, rules.rules, name="rules"),
    path(f"{RULES}new/", rules.new, name="new_rule"),
    path(f"{RULES}<int:rule_id>/", rules.rule, name="rule"),
    path(f"{RULES}<int:rule_id>/switch/", rules.switch, name="rule_switch"),
    path(f"{RULES}<int:rule_id>/removal/", rules.removal, name="rule_removal"),
]
