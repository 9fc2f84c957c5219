"""The application: every door hung, every floor connected."""

from flask import Flask

from casework.settings import Settings
from casework.store.bind import bind_store
from casework.web import health


def create_app(settings: Settings) -> Flask:
    """The WSGI application of one installation. Its database must be known, not necessarily running."""
    app = Flask("casework", static_folder=None, template_folder=None)
    app.config.update(SECRET_KEY=settings.cookie_secret, DEMO=settings.demo)
    bind_store(app, settings)
    app.register_blueprint(health.blueprint)
    return app
