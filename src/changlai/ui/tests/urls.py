"""Addresses for the tests of the shell, without any module of the product."""

from django.http import HttpRequest, HttpResponse
from django.urls import path

from changlai.ui.render import render
from changlai.ui.views import gallery, save_preferences


def nothing(request: HttpRequest, **_: str) -> HttpResponse:
    return HttpResponse()


def dialog(request: HttpRequest, **_: str) -> HttpResponse:
    return render(request, "ui/search.html", {"query": "", "groups": []}, block="results")


urlpatterns = [
    path("ui/", gallery, name="gallery"),
    path("preferences/", save_preferences, name="preferences"),
    path("o/<slug:organisation>/desk/", nothing, name="desk"),
    path("o/<slug:organisation>/desk/late/", nothing, name="late"),
    path("o/<slug:organisation>/desk/count/", nothing, name="count"),
    path("o/<slug:organisation>/people/", nothing, name="people"),
    path("o/<slug:organisation>/rules/", nothing, name="rules"),
    path("o/<slug:organisation>/find/", dialog, name="find"),
    path("public/<int:number>/", nothing, name="public"),
]
