# Puts the certificate of WINDOWS_CERTIFICATE (a .pfx in base64) into the store of this user, and
# prints the thumbprint by which Tauri finds it.
$ErrorActionPreference = 'Stop'

$file = Join-Path $env:RUNNER_TEMP 'tokenry.pfx'
try {
    [IO.File]::WriteAllBytes($file, [Convert]::FromBase64String($env:WINDOWS_CERTIFICATE))
    $password = ConvertTo-SecureString $env:WINDOWS_CERTIFICATE_PASSWORD -AsPlainText -Force
    $stored = Import-PfxCertificate -FilePath $file -Password $password `
        -CertStoreLocation Cert:\CurrentUser\My
} finally {
    Remove-Item $file -Force -ErrorAction Ignore
}

$own = $stored | Where-Object HasPrivateKey | Select-Object -First 1
if (-not $own) {
    throw 'WINDOWS_CERTIFICATE holds no certificate with a private key'
}
$own.Thumbprint
