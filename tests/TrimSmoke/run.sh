#!/usr/bin/env bash
# Publishes the smoke program trimmed and self-contained, and with native AOT; runs it against an emulator in another process; prints the checks
# ("ok - name"), its size, and the time from its start to the first token. Native AOT links with clang or gcc, and zlib's headers.
set -euo pipefail
cd "$(dirname "$0")"

work=$(mktemp -d)
emulator=
trap '[[ -z $emulator ]] || kill "$emulator" 2>/dev/null || true; rm -rf "$work"' EXIT
rid=$(dotnet --info | sed -nE 's/^ *RID: +([^ ]+) *$/\1/p' | head -n 1)

# publish <name> <property...>
publish() {
  local name=$1
  shift
  dotnet publish TrimSmoke.csproj --nologo --verbosity quiet -c Release -r "$rid" --self-contained \
    --artifacts-path "$work/build-$name" -o "$work/$name" "$@"
}

# smoke <title> <folder>: "ok" lines, then the size and the time.
smoke() {
  rm -f "$2"/*.dbg # symbols that the linker took out of the program
  echo "$1: $(du -sh --apparent-size "$2" | cut -f 1), $(find "$2" -type f | wc -l) files"
  "$2/TrimSmoke"
}

dotnet build ../../tools/InferenceEmulator --nologo --verbosity quiet
dotnet ../../tools/InferenceEmulator/bin/Debug/net10.0/InferenceEmulator.dll >"$work/emulator" &
emulator=$!
until grep -q 'Ctrl-C' "$work/emulator"; do
  kill -0 "$emulator"
  sleep 0.1
done
eval "$(grep '^ *export ' "$work/emulator")"

failed=0
publish trimmed -p:PublishTrimmed=true
smoke "trimmed, self-contained" "$work/trimmed" || failed=1

publish aot -p:PublishAot=true
smoke "native AOT" "$work/aot" || failed=1

exit "$failed"
