//! A trial write to the keyring.

use uuid::Uuid;
use zeroize::Zeroizing;

use super::{Keyring, KeyringError, Patience};
use tokenry_model::clock::Ambient;

/// The content of the trial item.
const PROBE: &[u8] = b"Tokenry looks whether this keyring keeps what it is given";

/// Checks that the keyring keeps data, by writing, reading and removing an item.
pub async fn probe(
    keyring: &dyn Keyring,
    ambient: &Ambient,
    patience: Patience,
) -> Result<(), KeyringError> {
    let name = Uuid::from_bytes(ambient.bytes());
    keyring
        .write(name, Zeroizing::new(PROBE.to_vec()), patience)
        .await?;
    let read = keyring.read(name, patience).await;
    // An item left behind would open nothing.
    let _ = keyring.delete(name, patience).await;
    match read {
        Ok(back) if *back == PROBE => Ok(()),
        Ok(_) | Err(KeyringError::NoEntry) => Err(KeyringError::Forgets),
        Err(error) => Err(error),
    }
}
