"""Below the organisation."""

from django.urls import path

from changlai.web.operations.views import events, jobs, overview, rewind

app_name = "operations"
HOME = "settings/operations/"
urlpatterns = [
    path(HOME, overview.overview, name="overview"),
    path(f"{HOME}flow/", overview.flow, name="flow"),
    path(f"{HOME}events/", events.events, name="events"),
    path(f"{HOME}events/replay/", events.replay, name="events_replay"),
    path(f"{HOME}events/removal/", events.removal, name="events_removal"),
    path(f"{HOME}events/<str:consumer>/<int:event_id>/", events.event, name="event"),
    path(f"{HOME}jobs/", jobs.jobs, name="jobs"),
    path(f"{HOME}jobs/revival/", jobs.revival, name="jobs_revival"),
    path(f"{HOME}jobs/removal/", jobs.removal, name="jobs_removal"),
    path(f"{HOME}jobs/<int:job_id>/", jobs.job, name="job"),
    path(f"{HOME}jobs/<int:job_id>/alike/", jobs.alike, name="jobs_alike"),
    path(f"{HOME}consumers/<str:consumer>/rewind/", rewind.rewind, name="rewind"),
]
