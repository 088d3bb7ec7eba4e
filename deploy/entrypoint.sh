#!/usr/bin/env bash
# What a container does: `migrate` prepares the database once and ends, `serve` runs the web server,
# `manage COMMAND` runs one of Django's commands.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

case "${1:-}" in
  migrate)
    python manage.py migrate --noinput
    python manage.py grant_reader
    python manage.py load_reference
    python manage.py rebuild_index --if-empty
    ;;
  serve)
    export WEB_CONCURRENCY="${WEB_CONCURRENCY:-2}" # gunicorn's own name for the number of processes
    threads="${WEB_THREADS:-8}"
    export DEMARCHE_STREAMS="${DEMARCHE_STREAMS:-$(((threads + 1) / 2))}" # half of the threads may send large files
    export DEMARCHE_COUNTS="${DEMARCHE_COUNTS:-/dev/shm/demarche-counts-$EUID}" # all these processes count in it
    exec python -m gunicorn config.wsgi --bind "${BIND:-0.0.0.0}:${PORT:-8000}" \
      --limit-request-line 8190 --worker-class gthread --threads "$threads" --worker-tmp-dir /dev/shm --no-control-socket \
      --graceful-timeout 20 --access-logfile - --log-level info
    ;;
  manage)
    shift
    exec python manage.py "$@"
    ;;
  *)
    echo "usage: entrypoint.sh migrate | serve | manage COMMAND" >&2
    exit 2
    ;;
esac
