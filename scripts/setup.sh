#!/usr/bin/env bash
# Sees to it that what a make target needs is on this machine; what is missing is installed through apt
# when that is permitted (as root) and otherwise named in one line.
# usage: scripts/setup.sh [go] [npm] [python] [browser] [postgres] [race] [git]
set -euo pipefail

have() { command -v "$1" >/dev/null 2>&1; }

# missing NAME PURPOSE PACKAGE...: installs the packages or says what to do.
missing() {
	local name=$1 purpose=$2
	shift 2
	if [ "$(id -u)" != 0 ] || ! have apt-get; then
		echo "missing: $name, $purpose; install it with: apt-get install $*" >&2
		exit 1
	fi
	echo "installing $name, $purpose ($*)"
	local log
	log=$(mktemp)
	if ! apt_install "$@" >"$log" 2>&1 </dev/null; then
		tail -n 15 "$log" >&2
		echo "missing: $name, $purpose; apt-get install $* did not work" >&2
		exit 1
	fi
	rm -f "$log"
}

apt_install() {
	export DEBIAN_FRONTEND=noninteractive
	local options=(-y --no-install-recommends -o DPkg::Lock::Timeout=120 -o Acquire::Retries=3)
	# The package lists of a fresh machine are empty or old: fetch them once and try again.
	apt-get install "${options[@]}" "$@" || { apt-get update -qq && apt-get install "${options[@]}" "$@"; }
}

need_go() {
	have go && return
	echo "missing: go, the compiler; Debian's own is too old, install Go 1.26 or newer from go.dev/dl" >&2
	exit 1
}

need_npm() {
	have npm && return
	echo "missing: npm, which fetches the scripts that browsers run; install Node.js 20 or newer" >&2
	exit 1
}

need_browser() {
	[ -n "${PANEL_TEST_CHROMIUM:-}" ] || have chromium || have google-chrome ||
		missing chromium "the browser of the browser tests" chromium
	have_cjk_font || missing fonts-noto-cjk "Chinese glyphs for the browser tests" fonts-noto-cjk
}

have_cjk_font() {
	have fc-list && [ -n "$(fc-list :lang=zh-cn family 2>/dev/null)" ]
}

need_postgres() {
	[ -z "${PANEL_TEST_POSTGRES_URL:-}" ] || return 0
	have initdb || compgen -G '/usr/lib/postgresql/*/bin/initdb' >/dev/null ||
		missing postgresql "the second database engine of the tests" postgresql
}

need_race() {
	have gcc || missing gcc "for the race detector" gcc libc6-dev
}

need_python() {
	have python3 || missing python3 "for the htmx check" python3-minimal
}

need_git() {
	have git || missing git "to compare generated code" git
}

for need in "$@"; do
	case $need in
	go | npm | browser | postgres | race | python | git) "need_$need" ;;
	*)
		echo "setup: unknown need $need" >&2
		exit 2
		;;
	esac
done
