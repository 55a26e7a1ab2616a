#!/usr/bin/env bash
# Checks that a tag and every file that names the version agree, and prints the version.
#
# Usage: version.sh TAG, at the root of the tree.
set -euo pipefail

tag=${1:?usage: version.sh TAG}
if ! [[ $tag =~ ^v([0-9]+\.[0-9]+\.[0-9]+)$ ]]; then
  # An .msi takes three numbers and nothing else.
  echo "$tag is no vMAJOR.MINOR.PATCH" >&2
  exit 1
fi
version=${BASH_REMATCH[1]}

failed=0
expect() { # FILE FOUND
  if [[ $2 != "$version" ]]; then
    echo "$1 says ${2:-no version}, the tag says $version" >&2
    failed=1
  fi
}

# The `version = "…"` of the table or package that begins with the line $1.
toml() { # LINE FILE
  awk -v start="$1" '
    $0 == start { inside = 1; next }
    inside && /^(\[|$)/ { exit }
    inside && /^version = / { gsub(/^version = "|"$/, ""); print; exit }
  ' "$2"
}

expect Cargo.toml "$(toml '[workspace.package]' Cargo.toml)"
for package in tokenry tokenry-core tokenry-desktop; do
  expect "Cargo.lock ($package)" "$(toml "name = \"$package\"" Cargo.lock)"
done
expect tauri.conf.json "$(jq -r '.version // empty' tauri.conf.json)"
expect ui/package.json "$(jq -r '.version // empty' ui/package.json)"
expect ui/package-lock.json "$(jq -r '.version // empty' ui/package-lock.json)"
if ! grep -Eq "^## \[${version//./\\.}\] - [0-9]{4}-[0-9]{2}-[0-9]{2}$" CHANGELOG.md; then
  echo "CHANGELOG.md has no heading \"## [$version] - YYYY-MM-DD\"" >&2
  failed=1
fi

((failed == 0)) || exit 1
echo "$version"
