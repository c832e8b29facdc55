"""The search site and the JSON API over a library, as a Flask application."""

from __future__ import annotations

from flask import Flask

from indexer.library import Library
from web import api, errors, pages, place_pages, security, views


def create_app(library: Library) -> Flask:
    """The application that presents `library`; it only reads, so every route is a GET."""
    app = Flask(__name__)
    app.config["MAX_CONTENT_LENGTH"] = 0
    app.json.sort_keys = False  # type: ignore[attr-defined]
    app.extensions["library"] = library
    security.install(app)
    errors.install(app)
    views.install(app)
    app.register_blueprint(pages.blueprint)
    app.register_blueprint(place_pages.blueprint)
    app.register_blueprint(api.blueprint)
    return app
