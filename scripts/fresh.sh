#!/usr/bin/env bash
# Runs a generator and fails when that changes generated code, or when generated code is not in git.
# usage: scripts/fresh.sh command [argument ...]
set -euo pipefail

generated() { find web -name '*_templ.go' -print0 | sort -z | xargs -0r sha256sum; }

before=$(generated)
"$@"
after=$(generated)
if [ "$before" != "$after" ]; then
	echo "generated code was stale and has been renewed:"
	diff <(echo "$before") <(echo "$after") | awk '/^[<>]/ { print "  " $3 }' | sort -u
	exit 1
fi

untracked=$(git ls-files --others --exclude-standard -- '*_templ.go')
ignored=$(git ls-files --others --ignored --exclude-standard -- web | grep '_templ\.go$' || true)
if [ -n "$untracked$ignored" ]; then
	echo "generated code that is not in git:"
	printf '%s\n' $untracked $ignored
	exit 1
fi
