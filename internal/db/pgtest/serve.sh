#!/bin/sh
# Serves a PostgreSQL of its own until standard input ends, then stops it and removes its files.
# The first line on standard output is the server's URL, or "error: " and what is wrong.
# The server listens on a socket in a private folder only and forgets how to survive a power cut.
set -u

dir= pid=
finish() {
	[ -z "$pid" ] || { kill -QUIT "$pid" && wait "$pid"; } 2>/dev/null
	[ -z "$dir" ] || rm -rf "$dir"
}
fail() {
	echo "error: $1"
	exit 1
}
trap finish EXIT
trap 'exit 1' HUP INT TERM

find_bin() {
	for candidate in $(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -rV); do
		[ -x "$candidate/initdb" ] && [ -x "$candidate/postgres" ] && echo "$candidate" && return
	done
	found=$(command -v initdb) && dirname "$found"
}
bin=$(find_bin) || fail "PostgreSQL is not installed: apt-get install postgresql, or set PANEL_TEST_POSTGRES_URL"

owner=$(id -un)
as_owner() { exec "$@"; }
if [ "$(id -u)" = 0 ]; then # PostgreSQL refuses to run as root
	owner=postgres
	id "$owner" >/dev/null 2>&1 || owner=nobody
	as_owner() { exec setpriv --reuid="$owner" --regid="$(id -g "$owner")" --clear-groups "$@"; }
fi

dir=$(mktemp -d) && chown "$owner" "$dir" || fail "no folder for the database"
cd "$dir" || fail "no folder for the database"
log=$dir/log
initialise() {
	(as_owner "$bin/initdb" -D "$dir/data" -U postgres -A trust -E UTF8 --locale="$1" --no-sync) >"$log" 2>&1
}
initialise C.UTF-8 || initialise C || fail "initdb as $owner: $(tail -n 1 "$log")"

(as_owner "$bin/postgres" -D "$dir/data" -k "$dir" -c listen_addresses= -c max_connections=400 \
	-c shared_buffers=64MB -c fsync=off -c synchronous_commit=off -c full_page_writes=off \
	-c shared_preload_libraries=pg_stat_statements -c pg_stat_statements.track_planning=on -c pg_stat_statements.max=5000 -c autovacuum=off -c jit=off -c timezone=UTC -c max_wal_size=256MB) >"$log" 2>&1 &
pid=$!

tries=300
until "$bin/pg_isready" -q -h "$dir" -U postgres -d postgres; do
	tries=$((tries - 1))
	[ "$tries" -gt 0 ] && kill -0 "$pid" 2>/dev/null || fail "postgres as $owner: $(tail -n 1 "$log")"
	sleep 0.1
done
echo "postgres://postgres@/postgres?host=$dir"
exec >/dev/null 2>&1

while read -r _; do :; done
