#!/usr/bin/env bash
# Runs a command with one PostgreSQL for all its tests, named by PANEL_TEST_POSTGRES_URL.
# usage: scripts/with-postgres.sh command [argument ...]
set -euo pipefail

[ -z "${PANEL_TEST_POSTGRES_URL:-}" ] || exec "$@"

root=$(cd "$(dirname "$0")/.." && pwd)
coproc SERVER { exec sh "$root/internal/db/pgtest/serve.sh"; }
server=$SERVER_PID
read -r line <&"${SERVER[0]}"
case $line in
postgres://*) ;;
*)
	echo "$line" >&2
	exit 1
	;;
esac

status=0
PANEL_TEST_POSTGRES_URL=$line "$@" || status=$?
exec {SERVER[1]}>&- # the server ends with this
wait "$server" || true
exit "$status"
