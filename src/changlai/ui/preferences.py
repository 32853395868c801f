"""What a person chose on this device: language, theme, width of the navigation. Kept in cookies, checked when read."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation

LANGUAGE_COOKIE = "changlai_language"
THEME_COOKIE = "changlai_theme"
NAVIGATION_COOKIE = "changlai_nav"
YEAR = 365 * 86_400  # seconds

THEMES = ("auto", "light", "dark")
WIDTHS = ("wide", "slim")


@dataclass(frozen=True, slots=True)
class Preferences:
    """``language`` is empty when nothing was chosen here: the member's own, then the browser's, decides."""

    language: str = ""
    theme: str = "auto"
    navigation: str = "wide"


def read(request: HttpRequest) -> Preferences:
    """The choices of this device; what is not one of ours counts as not chosen."""
    return Preferences(
        language=_one_of(request.COOKIES.get(LANGUAGE_COOKIE, ""), languages()),
        theme=_one_of(request.COOKIES.get(THEME_COOKIE, ""), THEMES) or "auto",
        navigation=_one_of(request.COOKIES.get(NAVIGATION_COOKIE, ""), WIDTHS) or "wide",
    )


def language_of(request: HttpRequest) -> str:
    """The language to speak while nobody is signed in: chosen here, else asked for by the browser."""
    return read(request).language or translation.get_language_from_request(request)


def languages() -> tuple[str, ...]:
    """Codes of the languages we speak."""
    return tuple(code for code, _ in settings.LANGUAGES)


def remember(response: HttpResponse, choices: dict[str, Any]) -> None:
    """Keep the valid ones of ``language``, ``theme`` and ``navigation`` for a year."""
    allowed = {
        "language": (LANGUAGE_COOKIE, languages()),
        "theme": (THEME_COOKIE, THEMES),
        "navigation": (NAVIGATION_COOKIE, WIDTHS),
    }
    for name, (cookie, values) in allowed.items():
        value = _one_of(str(choices.get(name, "")), values)
        if value:
            response.set_cookie(
                cookie,
                value,
                max_age=YEAR,
                secure=settings.SESSION_COOKIE_SECURE,
                httponly=True,
                samesite="Lax",
            )


def _one_of(value: str, allowed: tuple[str, ...]) -> str:
    return value if value in allowed else ""
