"""The WSGI application that granian serves."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bihuan.web.config.settings")
application = get_wsgi_application()

from bihuan.web.config.memory import settle  # noqa: E402

settle()
