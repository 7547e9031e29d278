#!/usr/bin/env bash
# Builds the documentation as a web site, in artifacts/site, with DocFX. A link that leads nowhere is an error, and so is a page that the menu (toc.yml)
# does not name. The last line: "site: N pages".
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1

rm -rf artifacts/site
dotnet tool restore >/dev/null
if ! output=$(dotnet docfx build docfx.json --warningsAsErrors 2>&1); then
  echo "$output"
  exit 1
fi

missing=0
for page in docs/*.md docs/guides/*.md; do
  if ! grep -qF "href: $page }" toc.yml; then
    echo "not ok - $page is not in toc.yml"
    missing=1
  fi
done
((missing == 0)) || exit 1

# The first page of the site.
cp artifacts/site/README.html artifacts/site/index.html
echo "ok - the site is built, and its links lead somewhere"
echo "site: $(find artifacts/site -name '*.html' | wc -l) pages"
