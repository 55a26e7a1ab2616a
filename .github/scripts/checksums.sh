#!/usr/bin/env bash
# Writes SHA256SUMS beside what is released, after a look whether all of it is there.
#
# Usage: checksums.sh FOLDER
set -euo pipefail
shopt -s nullglob

cd "${1:?usage: checksums.sh FOLDER}"
rm -f SHA256SUMS

missing=0
# A pattern, and how many files it stands for: two for the two kinds of Mac.
while read -r pattern expected; do
  # shellcheck disable=SC2206 # the pattern is to be expanded
  found=($pattern)
  if ((${#found[@]} != expected)); then
    echo "$pattern: ${#found[@]} files, $expected expected" >&2
    missing=1
  fi
done <<'KINDS'
*.deb 1
*.rpm 1
*.AppImage 1
*.dmg 2
*-setup.exe 1
*.msi 1
tokenry-*-linux-gnu.tar.gz 1
tokenry-*-apple-darwin.tar.gz 2
tokenry-*-windows-msvc.zip 1
*.cdx.json 3
KINDS
((missing == 0)) || exit 1

sha256sum -- * >.sums
mv .sums SHA256SUMS
cat SHA256SUMS
