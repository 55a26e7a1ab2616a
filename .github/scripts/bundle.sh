#!/usr/bin/env bash
# Builds the installers of this system, signed where its keys are in the environment, and says in the
# summary of the job whether they are. CONTRIBUTING.md lists the keys.
#
# Usage: bundle.sh, at the root of the tree, with RUNNER_OS set to Linux, macOS or Windows.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
summary=${GITHUB_STEP_SUMMARY:-/dev/stdout}
output=${GITHUB_OUTPUT:-/dev/null}

# Whether all of these are set. Some of them without the others are a mistake; and a secret that
# does not exist is an empty variable, which Tauri would take for a key.
keys() { # NAME…
  local name given=0
  for name; do
    if [[ -n ${!name:-} ]]; then given=$((given + 1)); else unset "$name"; fi
  done
  if ((given > 0 && given < $#)); then
    echo "Only $given of these are set: $*" >&2
    exit 1
  fi
  ((given > 0))
}

signed=false
said=
settings=()

case ${RUNNER_OS:?} in
  Linux)
    bundles=deb,rpm,appimage
    ;;
  macOS)
    bundles=app,dmg
    # Tauri's own build sets it, too: with another value here all C code would be compiled twice.
    MACOSX_DEPLOYMENT_TARGET=$(jq -r .bundle.macOS.minimumSystemVersion tauri.conf.json)
    export MACOSX_DEPLOYMENT_TARGET
    if keys APPLE_CERTIFICATE APPLE_CERTIFICATE_PASSWORD APPLE_SIGNING_IDENTITY; then
      signed=true
      said='signed, **not notarized**'
      if keys APPLE_ID APPLE_PASSWORD APPLE_TEAM_ID; then said='signed and notarized'; fi
    else
      # Nobody notarizes what is signed ad hoc.
      unset APPLE_ID APPLE_PASSWORD APPLE_TEAM_ID
      said='**unsigned** (ad hoc)'
    fi
    ;;
  Windows)
    bundles=nsis,msi
    if keys WINDOWS_CERTIFICATE WINDOWS_CERTIFICATE_PASSWORD; then
      signed=true
      said=signed
      thumbprint=$(pwsh -NoProfile -File "$here/certificate.ps1" | tr -d '\r\n')
      mkdir -p target
      jq -n --arg thumbprint "$thumbprint" '{bundle: {windows: {
        certificateThumbprint: $thumbprint,
        digestAlgorithm: "sha256",
        timestampUrl: "http://timestamp.digicert.com"
      }}}' >target/signing.json
      settings=(--config target/signing.json)
      unset WINDOWS_CERTIFICATE WINDOWS_CERTIFICATE_PASSWORD
    else
      said='**unsigned**'
    fi
    ;;
  *)
    echo "No installers are made for $RUNNER_OS" >&2
    exit 1
    ;;
esac

# (An empty array is unset to the bash of macOS.)
cargo xtask bundle -- --bundles "$bundles" ${settings[@]+"${settings[@]}"}

if [[ $RUNNER_OS == macOS ]]; then
  codesign --verify --deep --strict target/release/bundle/macos/Tokenry.app
fi
if [[ -n $said ]]; then
  echo "- $RUNNER_OS ${RUNNER_ARCH:-}: $said" >>"$summary"
fi
echo "signed=$signed" >>"$output"
