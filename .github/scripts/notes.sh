#!/usr/bin/env bash
# Prints what CHANGELOG.md says of a version, without its heading.
#
# Usage: notes.sh VERSION, at the root of the tree.
set -euo pipefail

version=${1:?usage: notes.sh VERSION}
notes=$(awk -v heading="## [$version]" '
  index($0, heading) == 1 { inside = 1; next }
  inside && /^(## |\[[^]]+\]: )/ { exit }
  inside { print }
' CHANGELOG.md)
if [[ -z ${notes//[[:space:]]/} ]]; then
  echo "CHANGELOG.md says nothing of $version" >&2
  exit 1
fi
# Without the empty lines around it.
printf '%s\n' "$notes" | sed '/./,$!d'
