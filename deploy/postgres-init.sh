#!/bin/sh
# Runs once in a new PostgreSQL container: the owner (no superuser) and a database that can search Chinese.
set -eu
psql --set ON_ERROR_STOP=1 --set password="$DATABASE_PASSWORD" --username "${POSTGRES_USER:-postgres}" <<'SQL'
create role changlai_owner login createrole password :'password';
create database changlai owner changlai_owner template template0 encoding 'UTF8'
  locale_provider builtin builtin_locale 'C.UTF-8' locale 'C.UTF-8';
SQL
