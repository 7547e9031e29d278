#!/usr/bin/env bash
# The official npm clients against the emulator. Needs node 20 or later and the .NET SDK.
set -euo pipefail
cd "$(dirname "$0")"
npm ci --silent
dotnet build ../../src/InferenceProviders.Emulator --nologo --verbosity quiet

tap=$(mktemp)
trap 'rm -f "$tap"' EXIT
status=0
node --test --test-reporter=spec --test-reporter-destination=stdout --test-reporter=tap --test-reporter-destination="$tap" || status=$?
count() { sed -n "s/^# $1 //p" "$tap" | tail -n 1; }
echo "$(count pass) passed, $(count fail) failed, $(count skipped) skipped"
exit "$status"
