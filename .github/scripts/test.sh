#!/usr/bin/env bash
# Tests the scripts beside it, in scratch folders and with programs of its own in the place of the
# big ones. CI runs it before anything long.
#
# Usage: test.sh
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$(cd "$here/../.." && pwd)
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
failed=0

# The commands of a test run in a shell of their own, in an empty folder.
check() { # NAME FUNCTION
  local place
  place=$(mktemp -d "$scratch/XXXXXX")
  # Not behind `if` or `||`: `set -e` would not hold inside.
  set +e
  (
    set -e
    cd "$place"
    "$2"
  ) >"$place.log" 2>&1
  local status=$?
  set -e
  if ((status == 0)); then
    echo "ok      $1"
  else
    echo "FAILED  $1"
    sed 's/^/        /' "$place.log"
    failed=$((failed + 1))
  fi
}

refuses() { # WORDS COMMAND…
  local words=$1 said
  shift
  if said=$("$@" 2>&1); then
    echo "passed, and should not have: $*"
    return 1
  fi
  grep -qF -- "$words" <<<"$said" || { echo "said: $said" && return 1; }
}

# (`!` before a command would keep `set -e` from seeing it.)
lacks() { # PATTERN FILE
  ! grep -n -- "$1" "$2"
}

# The files that name the version, as they are, at version 4.5.6.
tree() {
  local now file
  now=$(jq -r .version "$root/tauri.conf.json")
  mkdir -p ui
  for file in Cargo.toml Cargo.lock tauri.conf.json ui/package.json ui/package-lock.json; do
    sed "s/\"${now//./\\.}\"/\"4.5.6\"/" "$root/$file" >"$file"
  done
  cat >CHANGELOG.md <<'TEXT'
# Changelog

## [Unreleased]

Later.

## [4.5.6] - 2026-12-01

### Safety

- The second one.

## [4.5.5] - 2026-11-01

The first one.
TEXT
}

one_version_everywhere() {
  tree
  [[ $("$here/version.sh" v4.5.6) == 4.5.6 ]]
}

a_place_that_says_another_version() {
  local file
  for file in Cargo.toml Cargo.lock tauri.conf.json ui/package.json ui/package-lock.json; do
    tree
    sed 's/"4\.5\.6"/"4.5.7"/' "$file" >changed
    mv changed "$file"
    refuses "$file" "$here/version.sh" v4.5.6
  done
  tree
  refuses 'Cargo.toml says 4.5.6, the tag says 4.5.60' "$here/version.sh" v4.5.60
}

a_version_without_heading() {
  tree
  sed 's/ - 2026-12-01//' CHANGELOG.md >changed
  mv changed CHANGELOG.md
  refuses 'no heading "## [4.5.6]' "$here/version.sh" v4.5.6
}

a_tag_that_is_no_version() {
  tree
  for tag in 4.5.6 v4.5 v4.5.6-rc.1 'v4.5.6;id'; do
    refuses 'no vMAJOR' "$here/version.sh" "$tag"
  done
}

the_notes_of_one_version() {
  tree
  [[ $("$here/notes.sh" 4.5.6) == $'### Safety\n\n- The second one.' ]]
  [[ $("$here/notes.sh" 4.5.5) == 'The first one.' ]]
  refuses 'nothing of 4.5' "$here/notes.sh" 4.5
}

an_archive_opens_again() {
  cd "$root"
  local place=$OLDPWD
  printf '#!/bin/sh\necho it runs\n' >"$place/program"
  local tar zip
  tar=$("$here/archive.sh" 4.5.6 x86_64-unknown-linux-gnu "$place/program" "$place/out")
  zip=$("$here/archive.sh" 4.5.6 x86_64-pc-windows-msvc "$place/program" "$place/out")
  cd "$place"
  [[ $tar == "$place/out/tokenry-4.5.6-x86_64-unknown-linux-gnu.tar.gz" ]]
  tar -xzf "$tar"
  [[ $(tokenry-4.5.6-x86_64-unknown-linux-gnu/tokenry) == 'it runs' ]]
  [[ $(ls tokenry-4.5.6-x86_64-unknown-linux-gnu) == $'LICENSE-APACHE\nLICENSE-MIT\nREADME.md\ntokenry' ]]
  unzip -q "$zip"
  cmp program tokenry-4.5.6-x86_64-pc-windows-msvc/tokenry.exe
  cmp "$root/LICENSE-MIT" tokenry-4.5.6-x86_64-pc-windows-msvc/LICENSE-MIT
}

# `cargo`, `codesign` and `pwsh` that write down how they were called.
doubles() {
  mkdir bin
  cat >bin/double <<'TEXT'
#!/usr/bin/env bash
{
  echo "${0##*/} $*"
  env | grep -E '^(APPLE|WINDOWS|MACOSX)_' | sort
} >>calls
if [[ ${0##*/} == pwsh ]]; then printf 'ABCDEF\r\n'; fi
TEXT
  chmod +x bin/double
  for name in cargo codesign pwsh; do ln -s double "bin/$name"; done
  cp "$root/tauri.conf.json" .
  export PATH=$PWD/bin:$PATH GITHUB_STEP_SUMMARY=$PWD/summary GITHUB_OUTPUT=$PWD/output
}

bundles_without_keys() {
  doubles
  # As a workflow gives secrets that do not exist.
  export APPLE_CERTIFICATE='' APPLE_SIGNING_IDENTITY='' WINDOWS_CERTIFICATE=''
  RUNNER_OS=Linux "$here/bundle.sh"
  [[ $(head -n1 calls) == 'cargo xtask bundle -- --bundles deb,rpm,appimage' ]]
  [[ ! -e summary ]]

  rm calls
  RUNNER_OS=macOS "$here/bundle.sh"
  [[ $(cat calls) == 'cargo xtask bundle -- --bundles app,dmg
MACOSX_DEPLOYMENT_TARGET=14.0
WINDOWS_CERTIFICATE=
codesign --verify --deep --strict target/release/bundle/macos/Tokenry.app
MACOSX_DEPLOYMENT_TARGET=14.0
WINDOWS_CERTIFICATE=' ]]
  grep -qF 'macOS : **unsigned**' summary

  rm calls
  RUNNER_OS=Windows "$here/bundle.sh"
  grep -qxF 'cargo xtask bundle -- --bundles nsis,msi' calls
  lacks pwsh calls
  grep -qF 'Windows : **unsigned**' summary
  [[ $(sort -u output) == signed=false ]]
}

bundles_with_keys() {
  doubles
  export APPLE_CERTIFICATE=c APPLE_CERTIFICATE_PASSWORD=p APPLE_SIGNING_IDENTITY=i
  RUNNER_OS=macOS "$here/bundle.sh"
  grep -qxF 'APPLE_SIGNING_IDENTITY=i' calls
  grep -qF 'signed, **not notarized**' summary
  export APPLE_ID=a APPLE_PASSWORD=b APPLE_TEAM_ID=t
  RUNNER_OS=macOS "$here/bundle.sh"
  grep -qxF 'APPLE_TEAM_ID=t' calls
  grep -qF 'signed and notarized' summary

  rm calls
  export WINDOWS_CERTIFICATE=c WINDOWS_CERTIFICATE_PASSWORD=p
  RUNNER_OS=Windows "$here/bundle.sh"
  grep -qxF 'cargo xtask bundle -- --bundles nsis,msi --config target/signing.json' calls
  [[ $(jq -r .bundle.windows.certificateThumbprint target/signing.json) == ABCDEF ]]
  # What builds need not know stays away from them.
  sed -n '/^cargo/,$p' calls >afterwards
  lacks WINDOWS_ afterwards
  [[ $(sort -u output) == signed=true ]]
}

half_of_the_keys() {
  doubles
  export RUNNER_OS=macOS APPLE_CERTIFICATE=c APPLE_CERTIFICATE_PASSWORD=p
  refuses 'Only 2 of these' "$here/bundle.sh"
  export RUNNER_OS=Windows WINDOWS_CERTIFICATE_PASSWORD=p
  refuses 'Only 1 of these' "$here/bundle.sh"
  [[ ! -e calls ]]
}

keys_of_notarization_alone() {
  doubles
  export RUNNER_OS=macOS APPLE_ID=a APPLE_PASSWORD=b APPLE_TEAM_ID=t
  "$here/bundle.sh"
  # Tauri would try to notarize what is signed ad hoc.
  lacks APPLE_ calls
}

assets_of_each_system() {
  local target
  target=$(rustc -vV | sed -n 's/^host: //p')
  cp "$root"/{README.md,LICENSE-MIT,LICENSE-APACHE} .
  mkdir -p target/beside target/release/bundle/{deb,rpm,appimage,dmg,nsis,msi}
  mkdir -p target/release/bundle/macos/Tokenry.app/Contents/MacOS
  echo linux >"target/beside/tokenry-$target"
  echo windows >"target/beside/tokenry-$target.exe"
  echo mac >target/release/bundle/macos/Tokenry.app/Contents/MacOS/tokenry
  touch target/release/bundle/{deb/a.deb,rpm/a.rpm,dmg/a.dmg,nsis/a-setup.exe,msi/a.msi}

  refuses '3 installers' env RUNNER_OS=Linux "$here/assets.sh" 4.5.6 linux
  touch target/release/bundle/appimage/a.AppImage
  local os expected
  for os in Linux:4 macOS:2 Windows:3; do
    expected=${os#*:}
    os=${os%:*}
    RUNNER_OS=$os "$here/assets.sh" 4.5.6 "$os"
    [[ $(find "$os" -type f | wc -l) -eq $expected ]]
  done
  [[ $(tar -xzOf "macOS/tokenry-4.5.6-$target.tar.gz" "tokenry-4.5.6-$target/tokenry") == mac ]]
}

checksums_of_all_and_of_nothing_less() {
  mkdir all
  touch all/{a.deb,a.rpm,a.AppImage,a.msi,a-setup.exe,a_x64.dmg,a_aarch64.dmg}
  touch all/tokenry-4.5.6-{x86_64-unknown-linux-gnu,x86_64-apple-darwin,aarch64-apple-darwin}.tar.gz
  touch all/tokenry-4.5.6-x86_64-pc-windows-msvc.zip all/{one,two,three}.cdx.json
  "$here/checksums.sh" all
  # Once more, as after a failed upload.
  "$here/checksums.sh" all
  [[ $(wc -l <all/SHA256SUMS) -eq 14 ]]
  (cd all && sha256sum --check --quiet SHA256SUMS)
  rm all/a_aarch64.dmg
  refuses '*.dmg: 1 files, 2 expected' "$here/checksums.sh" all
}

check 'one version everywhere' one_version_everywhere
check 'a place that says another version' a_place_that_says_another_version
check 'a version without a heading' a_version_without_heading
check 'a tag that is no version' a_tag_that_is_no_version
check 'the notes of one version' the_notes_of_one_version
check 'an archive opens again' an_archive_opens_again
check 'bundles without keys' bundles_without_keys
check 'bundles with keys' bundles_with_keys
check 'half of the keys' half_of_the_keys
check 'the keys of notarization alone' keys_of_notarization_alone
check 'the assets of each system' assets_of_each_system
check 'checksums of all, and of nothing less' checksums_of_all_and_of_nothing_less

((failed == 0)) || { echo "$failed failed" >&2 && exit 1; }
