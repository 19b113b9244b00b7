#!/bin/bash
# The application's own role, made with a new cluster. Not a superuser, so that it cannot switch off the triggers that
# keep journals and histories from being rewritten; its timeouts hold behind PgBouncer too, which drops `options`.
set -euo pipefail
psql -v ON_ERROR_STOP=1 -v password="$APP_DATABASE_PASSWORD" --username "$POSTGRES_USER" <<'SQL'
CREATE ROLE apt LOGIN PASSWORD :'password';
ALTER ROLE apt SET lock_timeout = '2s';
ALTER ROLE apt SET statement_timeout = '30s';
ALTER ROLE apt SET idle_in_transaction_session_timeout = '15s';
CREATE DATABASE apt OWNER apt ENCODING 'UTF8' LOCALE_PROVIDER builtin BUILTIN_LOCALE 'C.UTF-8' LOCALE 'C' TEMPLATE template0;
\connect apt
-- Those that PostgreSQL lets only a superuser create; the migrations find them there.
CREATE EXTENSION cube;
CREATE EXTENSION earthdistance;
CREATE EXTENSION pg_trgm;
CREATE EXTENSION btree_gist;
SQL
