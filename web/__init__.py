"""The search site and the JSON API over a library, as a Flask application."""

from __future__ import annotations

from flask import Flask

from indexer.library import Library
from web import errors, hosts, security
from web.api import routes as api
from web.api import tags as tag_api
from web.documents import pages as document_pages
from web.places import pages as place_pages
from web.proxies import Proxies
from web.search import pages as search_pages
from web.search import views
from web.sign_in import curator
from web.sign_in import pages as sign_in_pages
from web.tags import pages as tag_pages
from web.vocabularies import pages as vocabulary_pages


def create_app(library: Library) -> Flask:
    """The application that presents `library`; nothing is changed but by a form of one who may decide."""
    app = Flask(__name__)
    app.config["MAX_CONTENT_LENGTH"] = curator.MAX_FORM_BYTES
    app.json.sort_keys = False  # type: ignore[attr-defined]
    app.extensions["library"] = library
    app.wsgi_app = Proxies(app.wsgi_app, library.settings.trusted_proxies)  # type: ignore[method-assign]
    hosts.install(app)
    curator.install(app)
    security.install(app)
    errors.install(app)
    views.install(app)
    for pages in (search_pages, document_pages, place_pages, vocabulary_pages, tag_pages, sign_in_pages, api, tag_api):
        app.register_blueprint(pages.blueprint)
    return app
