# The image that docker-compose.yml runs as web, desk and migrate. One process, one unprivileged user.
FROM python:3.12-slim

ENV PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    DEMARCHE_HOME=/srv/demarche/var
WORKDIR /srv/demarche

# The packages first: they change less often than the code. Each is checked by its hash.
COPY requirements.txt .
RUN python -m pip install --no-cache-dir --disable-pip-version-check --require-hashes -r requirements.txt

# The number, not the name, so that an orchestrator can see that it is not root.
RUN useradd --system --uid 10001 --user-group --home-dir /nonexistent --shell /usr/sbin/nologin demarche \
    && install -d -o 10001 -g 10001 var var/releases
COPY . .
USER 10001:10001

# Style sheets, scripts and fonts under hashed names. The key signs nothing; the image keeps no key.
RUN DEMARCHE_SECRET_KEY=for-this-step-alone-because-settings-ask-for-a-key-of-fifty-characters \
    python manage.py collectstatic --noinput --verbosity 0

EXPOSE 8000
HEALTHCHECK --interval=15s --timeout=5s --start-period=30s --retries=4 CMD ["python", "deploy/healthcheck.py"]
ENTRYPOINT ["bash", "deploy/entrypoint.sh"]
CMD ["serve"]
