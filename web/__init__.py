"""The search site and the JSON API over a library, as a Flask application."""

from __future__ import annotations

from flask import Flask

from indexer.library import Library
from web import (
    api,
    curation_pages,
    curator,
    curator_pages,
    errors,
    pages,
    place_pages,
    security,
    tag_api,
    views,
    vocabulary_pages,
)


def create_app(library: Library) -> Flask:
    """The application that presents `library`; nothing is changed but by a form of one who may decide."""
    app = Flask(__name__)
    app.config["MAX_CONTENT_LENGTH"] = curator.MAX_FORM_BYTES
    app.json.sort_keys = False  # type: ignore[attr-defined]
    app.extensions["library"] = library
    curator.install(app)
    security.install(app)
    errors.install(app)
    views.install(app)
    app.register_blueprint(pages.blueprint)
    app.register_blueprint(place_pages.blueprint)
    app.register_blueprint(vocabulary_pages.blueprint)
    app.register_blueprint(curation_pages.blueprint)
    app.register_blueprint(curator_pages.blueprint)
    app.register_blueprint(api.blueprint)
    app.register_blueprint(tag_api.blueprint)
    return app
