#!/bin/sh
# Makes sure that there is a Chromium for the browser tests: one that is there already, Debian's, or Playwright's own.
set -eu
bin=$1

if [ -n "${LIEAUG_CHROMIUM:-}" ]; then
    echo "browser tests use $LIEAUG_CHROMIUM"
elif command -v chromium || command -v chromium-browser || command -v google-chrome; then
    echo "browser tests use the Chromium found"
elif [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null && apt-get update -qq && apt-get install -y -qq chromium; then
    echo "browser tests use Debian's Chromium, just installed"
else
    "$bin/playwright" install chromium
fi
