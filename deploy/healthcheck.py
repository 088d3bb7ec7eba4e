"""Ends with 0 if this container's web server can read the record, with 1 if it cannot or does not answer."""

import os
import sys
from http.client import HTTPConnection, HTTPException

connection = HTTPConnection("127.0.0.1", int(os.environ.get("PORT", "8000")), timeout=4)
try:
    connection.request("GET", "/healthz")
    sys.exit(0 if connection.getresponse().status == 200 else 1)
except (OSError, HTTPException):
    sys.exit(1)
