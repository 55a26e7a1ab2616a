#!/usr/bin/env bash
# Packs the command line alone, with README and licences, and prints the archive's path.
# For Windows it is a .zip, elsewhere a .tar.gz.
#
# Usage: archive.sh VERSION TARGET PROGRAM FOLDER, at the root of the tree.
set -euo pipefail

usage='usage: archive.sh VERSION TARGET PROGRAM FOLDER'
version=${1:?$usage}
target=${2:?$usage}
program=${3:?$usage}
folder=${4:?$usage}

mkdir -p "$folder"
folder=$(cd "$folder" && pwd)
name=tokenry-$version-$target
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
mkdir "$scratch/$name"

case $target in
  *-windows-*)
    cp "$program" "$scratch/$name/tokenry.exe"
    archive=$folder/$name.zip
    ;;
  *)
    install -m 755 "$program" "$scratch/$name/tokenry"
    archive=$folder/$name.tar.gz
    ;;
esac
cp README.md LICENSE-MIT LICENSE-APACHE "$scratch/$name/"

cd "$scratch"
rm -f "$archive"
if [[ $archive == *.tar.gz ]]; then
  # Without the variable, tar on macOS adds files of its own.
  COPYFILE_DISABLE=1 tar -czf "$archive" "$name"
elif command -v 7z >/dev/null; then
  7z a -tzip -bso0 "$archive" "$name"
else
  zip -qr "$archive" "$name"
fi
echo "$archive"
