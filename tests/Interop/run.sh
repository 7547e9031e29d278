#!/usr/bin/env bash
# The official npm clients against the emulator. Needs node 20 or later and the .NET SDK.
set -euo pipefail
cd "$(dirname "$0")"
npm ci --silent
dotnet build ../../tools/InferenceEmulator --nologo --verbosity quiet
exec node --test "$@"
