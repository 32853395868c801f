"""Every address a web process answers: the pages, and the API, whose forms take as much memory as all the rest."""

from django.urls import include, path

from changlai.web import urls as pages
from changlai.web.api import patterns as api

urlpatterns = [path("api/v1/", include(api)), *pages.urlpatterns]

handler400, handler403 = pages.handler400, pages.handler403
handler404, handler500 = pages.handler404, pages.handler500
