#!/usr/bin/env bash
# Makes the two logins beside the owner's. The postgres image runs this once, when it makes the database.
# The rights on tables come later, from `manage.py grant_reader`, when there are tables.
set -euo pipefail
: "${DEMARCHE_DESK_PASSWORD:?is the password of the login demarche_desk}"
: "${DEMARCHE_READER_PASSWORD:?is the password of the login demarche_reader}"

psql --no-psqlrc --quiet --set ON_ERROR_STOP=1 --username "$POSTGRES_USER" --dbname "$POSTGRES_DB" <<'SQL'
\getenv desk_password DEMARCHE_DESK_PASSWORD
\getenv reader_password DEMARCHE_READER_PASSWORD

-- Analysts and editors: owns no table, so it cannot drop one, nor the triggers that guard the record.
CREATE ROLE demarche_desk LOGIN PASSWORD :'desk_password';
-- Everybody else: reads the record. The limits hold for every session, whatever a program forgets to say.
CREATE ROLE demarche_reader LOGIN PASSWORD :'reader_password';
ALTER ROLE demarche_reader SET default_transaction_read_only = on;
ALTER ROLE demarche_reader SET statement_timeout = '5s';

REVOKE ALL ON DATABASE :"DBNAME" FROM PUBLIC;
GRANT CONNECT, TEMPORARY ON DATABASE :"DBNAME" TO demarche_desk;
GRANT CONNECT ON DATABASE :"DBNAME" TO demarche_reader;
SQL
