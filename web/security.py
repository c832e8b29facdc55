"""Headers that keep the site to itself: no script but ours, no frame, no third party, nothing sniffed."""

from __future__ import annotations

from flask import Flask, Response, request

from web.library import opened_library

HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; form-action 'self'; "
        "base-uri 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}


_DATA = ("application/json", "application/ld+json", "application/problem+json", "text/csv")


def install(app: Flask) -> None:
    """Add the headers to every answer, errors included; data may be read from the sites that a setting names."""
    # A redirect to the same place without a double slash would name the host that was asked for.
    app.url_map.merge_slashes = False

    @app.after_request
    def add_headers(response: Response) -> Response:
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        origins = opened_library().settings.cors_origins
        if origins and response.mimetype in _DATA:
            response.vary.add("Origin")
            origin = request.headers.get("Origin", "")
            if origin in origins or "*" in origins:
                response.headers["Access-Control-Allow-Origin"] = "*" if "*" in origins else origin
                response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
        return response
