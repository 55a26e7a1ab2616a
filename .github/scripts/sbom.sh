#!/usr/bin/env bash
# Writes what a release is made of (CycloneDX): one file for the window's program, one for the
# command line, one for the page in the window.
#
# Usage: sbom.sh VERSION FOLDER, at the root of the tree, with cargo-cyclonedx installed.
set -euo pipefail

usage='usage: sbom.sh VERSION FOLDER'
version=${1:?$usage}
folder=${2:?$usage}
mkdir -p "$folder"

# What is linked in, on any system; what only helps to build is marked as excluded, and tests are
# left out. The files land beside the manifests, those of the other packages as well.
made=_bin.cdx
trap 'git clean -fqx -- "*$made.json"' EXIT
cargo cyclonedx --quiet --format json --spec-version 1.5 --describe binaries --target all
mv "tokenry-desktop$made.json" "$folder/tokenry-desktop-$version.cdx.json"
mv "src-tauri/cli/tokenry$made.json" "$folder/tokenry-$version.cdx.json"

npm --prefix ui sbom --package-lock-only --omit=dev \
  --sbom-format=cyclonedx --sbom-type=library >"$folder/tokenry-ui-$version.cdx.json"

# An inventory of nothing is a mistake.
for file in "$folder"/*.cdx.json; do
  parts=$(jq '.components | length' "$file")
  echo "$file: $parts components"
  ((parts > 10)) || exit 1
done
