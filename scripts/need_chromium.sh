#!/bin/sh
# Sees to it that there is a Chromium for the browser tests: $CHROMIUM, else one on the PATH, else Debian's.
set -eu

if [ -n "${CHROMIUM:-}" ]; then
    [ -x "$CHROMIUM" ] && exit 0
    echo "CHROMIUM is set to $CHROMIUM, which cannot be run." >&2
    exit 1
fi
for name in chromium chromium-browser google-chrome google-chrome-stable; do
    command -v "$name" >/dev/null && exit 0
done

as_root=""
if [ "$(id -u)" -ne 0 ]; then
    as_root="sudo -n"
fi
echo "No Chromium here: installing Debian's."
if ! { $as_root apt-get update -q && $as_root apt-get install -qy --no-install-recommends chromium; }; then
    echo "The browser tests need Chromium: install it, or set CHROMIUM to its path." >&2
    exit 1
fi
