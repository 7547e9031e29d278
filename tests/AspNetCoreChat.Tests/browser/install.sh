#!/usr/bin/env bash
# Installs what the playground's tests drive and run: Debian's Chromium where there is no browser, and axe-core (the exact version is in package-lock.json).
set -euo pipefail
cd "$(dirname "$0")"

if [[ -z ${CHROMIUM:-} ]] && ! command -v chromium chromium-browser google-chrome google-chrome-stable >/dev/null; then
  apt-get update -qq || echo "apt-get update failed; trying with the lists that are there." >&2
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium fonts-dejavu-core >/dev/null
fi

npm ci
