# One image for web, worker, beat and migrate; only the command differs.
FROM python:3.13.9-slim-bookworm

ENV PYTHONUNBUFFERED=1 OPENBLAS_NUM_THREADS=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    PIP_NO_CACHE_DIR=1 \
    PIP_DISABLE_PIP_VERSION_CHECK=1

RUN useradd --uid 10001 --no-create-home --shell /usr/sbin/nologin passerelle

WORKDIR /srv/passerelle
COPY requirements.lock ./
# Exactly what was locked: pip refuses an archive whose hash is not in the file.
RUN pip install --require-hashes --no-deps --requirement requirements.lock

COPY backend backend
COPY crm crm
COPY workers workers
# Compiled here, since the running container cannot write.
RUN python -c "from backend.catalogues import ensure_compiled; ensure_compiled()" \
    && python -m compileall -q backend crm workers

USER 10001
EXPOSE 8000
HEALTHCHECK NONE
CMD ["gunicorn", "backend.wsgi:application", "--bind=0.0.0.0:8000", "--workers=2", "--worker-class=gthread", "--threads=6", "--no-control-socket", "--config=python:backend.gunicorn"]
