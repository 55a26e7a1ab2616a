#!/usr/bin/env bash
# Gathers what this system releases in one folder: its installers, and the command line alone.
#
# Usage: assets.sh VERSION FOLDER, at the root of the tree after bundle.sh, with RUNNER_OS set.
set -euo pipefail
shopt -s nullglob

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
usage='usage: assets.sh VERSION FOLDER'
version=${1:?$usage}
folder=${2:?$usage}
target=$(rustc -vV | sed -n 's/^host: //p')
bundles=target/release/bundle

# Beside lies the program as the installer has it: on Windows Tauri signs it there, on macOS in the
# app.
program=target/beside/tokenry-$target
case ${RUNNER_OS:?} in
  Linux) kinds=("$bundles"/deb/*.deb "$bundles"/rpm/*.rpm "$bundles"/appimage/*.AppImage) expected=3 ;;
  macOS)
    kinds=("$bundles"/dmg/*.dmg) expected=1
    program=$bundles/macos/Tokenry.app/Contents/MacOS/tokenry
    ;;
  Windows)
    kinds=("$bundles"/nsis/*.exe "$bundles"/msi/*.msi) expected=2
    program+=.exe
    ;;
esac
if ((${#kinds[@]} != expected)); then
  echo "$expected installers are expected, found: ${kinds[*]:-none}" >&2
  exit 1
fi

mkdir -p "$folder"
cp "${kinds[@]}" "$folder/"
"$here/archive.sh" "$version" "$target" "$program" "$folder" >/dev/null
ls -l "$folder"
