"""Keeps web pages away from luigid, which has no login and changes its state by GET."""

import ipaddress

import tornado.web
from tornado.httputil import HTTPServerRequest


def refuse_browsers(application: tornado.web.Application) -> None:
    """Answer 403 to whatever a browser sends.

    Loopback keeps other machines away, not the pages that a browser on this machine has open: an image that leads to /api/pause pauses
    the scheduler, with nobody asked and nothing on record. Nothing that may call luigid is a browser.
    """
    find_handler = application.find_handler

    def find(request: HTTPServerRequest, **kwargs: object) -> object:
        if _is_of_a_browser(request):
            return application.get_handler_delegate(request, tornado.web.ErrorHandler, {"status_code": 403})
        return find_handler(request, **kwargs)

    application.find_handler = find  # type: ignore[method-assign]


def _is_of_a_browser(request: HTTPServerRequest) -> bool:
    # Browsers say where a request comes from, and no page can keep them from it. A page whose name was made to lead to this machine
    # (DNS rebinding) counts as plain HTTP, of which they say nothing; that name then stands in Host.
    return "Sec-Fetch-Site" in request.headers or "Origin" in request.headers or not _is_loopback(request.host_name)


def _is_loopback(host: str) -> bool:
    try:
        return host == "localhost" or ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False
