# Fails where an installer or a program that is to be released has no valid signature.
#
# Usage: signatures.ps1 PATH…
param([Parameter(Mandatory, ValueFromRemainingArguments)][string[]]$Paths)
$ErrorActionPreference = 'Stop'

$files = Get-Item -Path $Paths
$bad = $files | Get-AuthenticodeSignature | Where-Object Status -ne 'Valid'
$bad | Format-Table -AutoSize Status, Path | Out-String | Write-Output
if ($bad) {
    throw "$(@($bad).Count) of $(@($files).Count) files have no valid signature"
}
