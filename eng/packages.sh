#!/usr/bin/env bash
# Packs every package into a folder, and uses them from there alone: a console, an ASP.NET Core and a Semantic Kernel program are built and run,
# and the tools are installed and run. Their dependencies must be those of packages.txt. The last line: "packages: N packed, N consumed".
#
#   eng/packages.sh [--no-build] [--configuration Debug|Release] [--output folder]
#
# --no-build packs what has been built. Without --output the packages are gone afterwards.
set -euo pipefail
usage() { sed -nE '2,/^set/s/^# ?//p' "${BASH_SOURCE[0]}"; }
configuration=Release build=1 feed=
while (($#)); do
  case $1 in
    --no-build) build= ;;
    --configuration) configuration=${2:?--configuration needs Debug or Release} && shift ;;
    --output) feed=${2:?--output needs a folder} && shift ;;
    --help | -h) usage && exit 0 ;;
    *) echo "Unknown option '$1'." >&2 && usage >&2 && exit 2 ;;
  esac
  shift
done

work=$(mktemp -d)
feed=$(mkdir -p "${feed:-$work/feed}" && cd "${feed:-$work/feed}" && pwd)
cd "$(dirname "${BASH_SOURCE[0]}")"
repository=$(cd .. && pwd)
emulator=
trap '[[ -z $emulator ]] || kill "$emulator" 2>/dev/null || true; rm -rf "$work"' EXIT
export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_CLI_UI_LANGUAGE=en MSBUILDTERMINALLOGGER=off
unset HF_TOKEN HF_TOKEN_PATH HF_HOME HF_ENDPOINT INFERENCE_PROVIDERS_ROUTER INFERENCE_PROVIDERS_HOSTS
failed=0
fail() {
  echo "not ok - $*"
  failed=1
}

# Pack. Whatever was there of an older run is not ours.
rm -f "$feed"/*.nupkg "$feed"/*.snupkg
if [[ $build ]]; then
  for project in ../src/*/*.csproj ../tools/*/*.csproj; do
    dotnet build "$project" --nologo --verbosity quiet --configuration "$configuration" -p:RunAnalyzers=false
  done
fi
dotnet msbuild Packages.proj -restore:false -t:Pack -p:Configuration="$configuration" -p:PackageOutputPath="$feed/" -nologo -verbosity:quiet -m
version=$(dotnet msbuild ../src/InferenceProviders -getProperty:Version)
ids=()
for file in "$feed"/*."$version".nupkg; do
  ids+=("$(basename "$file" ".$version.nupkg")")
done
(("${#ids[@]}" > 0)) || { echo "Nothing was packed." >&2; exit 1; }

# The tools among them are installed, the others are libraries. A library has a symbol package.
tools=() libraries=()
for id in "${ids[@]}"; do
  if grep -qlx " *<PackageId>$id</PackageId>" ../tools/*/*.csproj; then
    tools+=("$id")
  else
    libraries+=("$id")
    [[ -e $feed/$id.$version.snupkg ]] || fail "$id has no symbol package"
  fi
done

# The consumers, outside of the repository. Packages of others come from where they lie already; ours only from the feed.
cp -r consumers "$work/consumers"
others=$(dotnet nuget locals global-packages --list | sed -E 's/^[^:]+: //')
mkdir "$work/others" "$work/packages"
for folder in "$others"/*/; do
  [[ ! -d $folder || $(basename "$folder") == inferenceproviders* ]] || ln -s "${folder%/}" "$work/others/"
done
{
  echo '<Project><ItemGroup>'
  for id in "${libraries[@]}"; do
    echo "<PackageVersion Include=\"$id\" Version=\"[$version]\" /><Library Include=\"$id\" />"
  done
  echo '</ItemGroup></Project>'
} >"$work/consumers/Feed.props"
dotnet build "$work/consumers/Consumers.slnx" --nologo --verbosity quiet -p:Repository="$repository" -p:RestoreAdditionalProjectSources="$feed" \
  -p:RestorePackagesPath="$work/packages" -p:RestoreFallbackFolders="$work/others"

for program in Console Web Kernel; do
  dotnet "$work/consumers/$program/bin/Debug/net10.0/$program.dll" || fail "the program $program"
done

# Each has come from the feed, with its page and its icon, and needs what it should.
consumed=()
check() { # <id> <folder of the unpacked package>
  local id=$1 folder=$2 needs
  [[ -s $folder/README.md && -s $folder/icon.png ]] || fail "$id has no page or no icon"
  needs=$(sed -nE 's/.*<dependency id="([^"]+)".*/\1/p' "$folder"/*.nuspec | sort | xargs)
  if grep -qxF "$id:${needs:+ $needs}" packages.txt; then
    consumed+=("$id")
  else
    fail "$id depends on: ${needs:-nothing}; packages.txt says otherwise"
  fi
}
for id in "${libraries[@]}"; do
  folder=$work/packages/${id,,}/$version
  if grep -q "\"source\": \"$feed/\?\"" "$folder/.nupkg.metadata" 2>/dev/null; then
    check "$id" "$folder"
  else
    fail "$id did not come from the feed"
  fi
done
for id in "${tools[@]}"; do
  dotnet tool install "$id" --version "$version" --tool-path "$work/tools" --source "$feed" >/dev/null
  check "$id" "$work/tools/.store/${id,,}/$version/${id,,}/$version"
  echo "ok - the tool $id is installed"
done

# The tools say what they are, and the emulator answers.
for command in "$work"/tools/*; do
  [[ -d $command ]] || "$command" --help | grep -q '^Usage: ' || fail "$(basename "$command") --help"
done
"$work/tools/inference-emulator" >"$work/emulator" &
emulator=$!
until grep -q 'Ctrl-C' "$work/emulator"; do
  kill -0 "$emulator"
  sleep 0.1
done
echo "ok - the emulator's command listens at $(sed -nE 's/^ *address +//p' "$work/emulator")"

"$work/tools/provider-check" --emulator --only tools >"$work/check" || fail "provider-check: $(grep -a FAILED "$work/check")"
echo "ok - provider-check: $(tail -n 1 "$work/check")"

echo "packages: ${#ids[@]} packed, ${#consumed[@]} consumed"
((failed == 0 && ${#ids[@]} == ${#consumed[@]}))
