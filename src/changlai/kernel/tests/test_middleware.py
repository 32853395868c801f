"""Every request has an id, one line and one figure."""

import logging

import pytest
from django.http import HttpResponse
from django.test import RequestFactory
from django.urls import ResolverMatch
from prometheus_client.parser import text_string_to_metric_families

from changlai.kernel import logs, metrics
from changlai.kernel.clock import Stopwatch
from changlai.kernel.middleware import RequestLog, arrival, client_address, client_ip

ROUTE = "o/<slug:organisation>/inbox/"


def serve(status=200, *, headers=None, matched=True, meta=None):
    seen: dict[str, str] = {}

    def view(request):
        seen.update(id=logs.request_id.get(), ip=client_address.get(), shown=request.request_id)
        return HttpResponse(status=status)

    request = RequestFactory().get("/o/hemu/inbox/?q=13800138000", headers=headers or {}, **(meta or {}))
    if matched:
        request.resolver_match = ResolverMatch(view, (), {}, route=ROUTE)
    return RequestLog(view)(request), seen


def test_line_names_the_route_and_not_the_address(caplog):
    caplog.set_level(logging.INFO, "changlai.kernel.middleware")
    response, seen = serve()

    (record,) = caplog.records
    assert (record.message, record.route, record.method, record.status) == ("web.request", ROUTE, "GET", 200)
    assert record.ms >= 0
    assert "13800138000" not in logs.JsonLines().format(record)
    assert response["X-Request-ID"] == seen["id"] == seen["shown"]
    assert logs.request_id.get() == ""


def test_time_counts_from_the_arrival_at_the_door(caplog):
    caplog.set_level(logging.INFO, "changlai.kernel.middleware")
    watch = Stopwatch()
    while watch.milliseconds < 20:
        pass
    token = arrival.set(watch)
    try:
        serve()
    finally:
        arrival.reset(token)

    assert caplog.records[0].ms >= 20


def test_server_error_is_an_error_line(caplog):
    serve(503)

    assert [record.levelname for record in caplog.records] == ["ERROR"]


def test_sane_id_is_taken_over_and_others_are_not():
    assert serve(headers={"X-Request-ID": "abcdef-123_456"})[0]["X-Request-ID"] == "abcdef-123_456"
    for odd in ("short", "x" * 65, "abc def 123", "<script>12345", "号码号码号码号码"):
        assert serve(headers={"X-Request-ID": odd})[0]["X-Request-ID"] != odd


def test_context_is_cleared_when_the_view_fails():
    def view(request):
        raise RuntimeError

    with pytest.raises(RuntimeError):
        RequestLog(view)(RequestFactory().get("/"))
    assert (logs.request_id.get(), client_address.get()) == ("", "")


@pytest.mark.parametrize(
    ("proxies", "forwarded", "expected"),
    [
        (0, "1.2.3.4", "10.0.0.1"),
        (1, "1.2.3.4", "1.2.3.4"),
        (1, "6.6.6.6, 1.2.3.4", "1.2.3.4"),
        (2, "6.6.6.6, 1.2.3.4, 10.0.0.2", "1.2.3.4"),
        (2, "1.2.3.4", "10.0.0.1"),
        (1, "<script>", ""),
        (1, "", "10.0.0.1"),
    ],
)
def test_client_address_counts_trusted_proxies_from_the_right(settings, proxies, forwarded, expected):
    settings.TRUSTED_PROXIES = proxies

    assert client_ip({"REMOTE_ADDR": "10.0.0.1", "HTTP_X_FORWARDED_FOR": forwarded}) == expected


def test_client_address_is_known_while_serving():
    assert serve(meta={"REMOTE_ADDR": "203.0.113.9"})[1]["ip"] == "203.0.113.9"


def test_figures_are_counted_by_route_and_shown():
    def count():
        labels = {"route": ROUTE, "method": "GET", "status": "2xx"}
        return metrics.REGISTRY.get_sample_value("changlai_page_seconds_count", labels) or 0

    before = count()
    serve()

    assert count() == before + 1
    families = {family.name for family in text_string_to_metric_families(metrics.render().decode())}
    assert {"changlai_page_seconds", "changlai_outbound_seconds", "process_resident_memory_bytes"} <= families


def test_unknown_address_is_one_figure_whatever_its_path():
    serve(404, matched=False)

    assert metrics.REGISTRY.get_sample_value(
        "changlai_page_seconds_count", {"route": "none", "method": "GET", "status": "4xx"}
    )
