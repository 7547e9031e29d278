#!/usr/bin/env bash
# Builds the documentation as a web site, in artifacts/site, with DocFX: the pages of docs/, and the API reference from
# the XML comments. A link or a cref that leads nowhere is an error, and so is a page that the menu (docs/toc.yml) does
# not name. The last line: "site: N pages".
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1

# Beside the assemblies that the tests of the documentation refer to is all that the reference is made from.
assemblies=tests/InferenceProviders.Docs.Tests
if [[ ! -e $assemblies/bin/Debug/net10.0/InferenceProviders.xml ]]; then
  dotnet build "$assemblies" --nologo --verbosity quiet
fi

rm -rf artifacts/site artifacts/api artifacts/aspnetcore
mkdir -p artifacts
read -r _ version directory < <(dotnet --list-runtimes | grep '^Microsoft.AspNetCore.App 10\.' | tail -n 1)
ln -s "${directory:1:-1}/$version" artifacts/aspnetcore

dotnet tool restore >/dev/null
for step in metadata build; do
  if ! output=$(dotnet docfx "$step" docfx.json --warningsAsErrors 2>&1); then
    echo "$output"
    exit 1
  fi
done

missing=0
for page in docs/*.md docs/guides/*.md; do
  if ! grep -qE "href: ${page#docs/}( |$)" docs/toc.yml; then
    echo "not ok - $page is not in docs/toc.yml"
    missing=1
  fi
done
((missing == 0)) || exit 1

# The first page of the site.
cp artifacts/site/README.html artifacts/site/index.html
echo "ok - the site is built, and its links lead somewhere"
echo "site: $(find artifacts/site -name '*.html' | wc -l) pages"
