"""The door for WSGI servers; `gunicorn config.wsgi`."""

import logging
import os

from django.conf import settings
from django.core.wsgi import get_wsgi_application

from config import patience

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
application = patience.Patient(get_wsgi_application(), settings.PATIENCE)
logging.getLogger("gunicorn.error").addFilter(patience.in_one_line)
