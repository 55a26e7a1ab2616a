//! The recovery code: a way into the vault that is written down and kept elsewhere.
//!
//! 160 random bits in Crockford's base 32, which avoids letters that look alike. The code is
//! derived like a passphrase, and typed codes are read leniently.

use super::{Vault, VaultError, slots::SlotKind};
use tokenry_model::{clock::Ambient, secret::Secret};

const LETTERS: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const BYTES: usize = 20;
/// Characters between two dashes.
const GROUP: usize = 4;

/// Creates a code such as `7K2M-…`, in eight groups of four.
pub(super) fn make(ambient: &Ambient) -> Secret {
    let bytes: zeroize::Zeroizing<[u8; BYTES]> = zeroize::Zeroizing::new(ambient.bytes());
    let mut text = zeroize::Zeroizing::new(String::new());
    let mut bits = 0_u32;
    let mut held = 0_u32;
    let mut count = 0;
    for byte in bytes.iter() {
        held = (held << 8) | u32::from(*byte);
        bits += 8;
        while bits >= 5 {
            bits -= 5;
            let letter = (held >> bits) & 31;
            if count > 0 && count % GROUP == 0 {
                text.push('-');
            }
            text.push(char::from(LETTERS[letter as usize]));
            count += 1;
        }
        held &= (1 << bits) - 1;
    }
    Secret::new(text.as_str())
}

/// Normalises a typed code: any case, with or without dashes and spaces, O for 0, I and L for 1.
pub(super) fn read(typed: &Secret) -> Secret {
    let mut text = zeroize::Zeroizing::new(String::new());
    let letters = typed.expose().chars().filter(char::is_ascii_alphanumeric);
    for (at, letter) in letters.enumerate() {
        if at > 0 && at % GROUP == 0 {
            text.push('-');
        }
        text.push(match letter.to_ascii_uppercase() {
            'O' => '0',
            'I' | 'L' => '1',
            other => other,
        });
    }
    Secret::new(text.as_str())
}

impl Vault {
    /// Creates a code that opens the vault, which must be open. An earlier code stops working. The
    /// code is stored nowhere, and is invalidated when the passphrase changes or another slot is
    /// removed.
    pub async fn make_recovery(&self) -> Result<Secret, VaultError> {
        let code = make(&self.0.ambient);
        let (key, derivation) = self.derive_new(&code).await?;
        let _turn = self.0.turn.lock().await;
        let _alone = self.lock_vault().await?;
        self.open_row().await?;
        let kind = SlotKind::Recovery;
        let wrapped =
            self.with_keys(|keys| keys.wrap_for_slot(&self.0.ambient, kind.word(), &key))?;
        let slot = self.slot_row(kind, wrapped, Some(derivation));
        self.0.store.put_slot(&slot).await?;
        self.0.store.checkpoint_truncate().await?;
        Ok(code)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_read_however_it_is_typed() {
        let code = make(&Ambient::system());
        let text = code.expose();
        assert_eq!(text.len(), 32 + 7, "{text}");
        assert!(!text.contains(['I', 'L', 'O', 'U']), "{text}");
        let other = make(&Ambient::system());
        assert_ne!(text, other.expose());
        for typed in [
            text.to_owned(),
            text.to_lowercase(),
            text.replace('-', " "),
            text.replace('-', ""),
            format!("  {text}\n"),
            text.replace('0', "o").replace('1', "l"),
            text.replace('0', "O").replace('1', "I"),
        ] {
            assert_eq!(read(&Secret::new(typed.clone())).expose(), text, "{typed}");
        }
    }
}
