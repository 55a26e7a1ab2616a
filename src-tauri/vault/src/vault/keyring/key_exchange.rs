//! The key exchange of a session with the Secret Service,
//! `dh-ietf1024-sha256-aes128-cbc-pkcs7`, and the decryption that goes with it.
//!
//! The `secret-service` crate divides after each of its 3,000 multiplications of 1024 bits. That is
//! 30 million instructions, most of the run time of a command. These are 4 million, and their time
//! tells nothing of the exponent.

use aes::Aes128;
use cbc::Decryptor;
use cbc::cipher::{BlockModeDecrypt as _, KeyIvInit as _, block_padding::Pkcs7};
use crypto_bigint::{
    Encoding as _, U256, U1024, impl_modulus,
    modular::constant_mod::{Residue, ResidueParams},
};
use hkdf::Hkdf;
use sha2::Sha256;
use zeroize::Zeroizing;

use tokenry_model::clock::Nature;

/// The name of the exchange.
pub(super) const ALGORITHM: &str = "dh-ietf1024-sha256-aes128-cbc-pkcs7";

const BYTES: usize = 128;

// The Second Oakley Group (RFC 2409 §6.2). Its generator is 2.
impl_modulus!(
    Prime,
    U1024,
    "FFFFFFFFFFFFFFFFC90FDAA22168C234C4C6628B80DC1CD129024E088A67CC74\
     020BBEA63B139B22514A08798E3404DDEF9519B3CD3A431B302B0A6DF25F1437\
     4FE1356D6D51C245E485B576625E7EC6F44C42E9A637ED6B0BFF5CB6F406B7ED\
     EE386BFB5A899FA5AE9F24117C4B1FE649286651ECE65381FFFFFFFFFFFFFFFF"
);

type Element = Residue<Prime, { Prime::LIMBS }>;

/// Our side of the exchange. The exponent has 256 bits: the group itself is worth 80 (RFC 2409
/// gives no length, RFC 3526 §8 asks for twice that).
pub(super) struct KeyPair {
    private: Zeroizing<U256>,
    pub(super) public: [u8; BYTES],
}

impl KeyPair {
    pub(super) fn new(nature: &Nature) -> Self {
        let private = Zeroizing::new(U256::from_be_bytes(nature.bytes()));
        let public = Element::new(&U1024::from_u8(2)).pow(&private).retrieve();
        Self {
            private,
            public: public.to_be_bytes(),
        }
    }

    /// The key of the session. `None` for a public key that is not one: it would make the secret a
    /// known one.
    pub(super) fn agree(&self, theirs: &[u8]) -> Option<SessionKey> {
        let mut padded = [0; BYTES];
        padded[BYTES.checked_sub(theirs.len())?..].copy_from_slice(theirs);
        let theirs = U1024::from_be_bytes(padded);
        let last = Prime::MODULUS.wrapping_sub(&U1024::ONE);
        if theirs <= U1024::ONE || theirs >= last {
            return None;
        }
        let shared = Zeroizing::new(Element::new(&theirs).pow(&self.private).retrieve());
        let shared = Zeroizing::new(shared.to_be_bytes());
        let mut key = Zeroizing::new([0; 16]);
        Hkdf::<Sha256>::new(None, shared.as_slice())
            .expand(&[], key.as_mut_slice())
            .ok()?;
        Some(SessionKey(key))
    }
}

/// Seals what crosses the bus.
pub(super) struct SessionKey(Zeroizing<[u8; 16]>);

impl SessionKey {
    pub(super) fn decrypt(&self, iv: &[u8], sealed: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
        let cipher = Decryptor::<Aes128>::new_from_slices(self.0.as_slice(), iv).ok()?;
        cipher
            .decrypt_padded_vec::<Pkcs7>(sealed)
            .ok()
            .map(Zeroizing::new)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_sides_agree() {
        let nature = Nature::system();
        let (ours, theirs) = (KeyPair::new(&nature), KeyPair::new(&nature));
        let one = ours.agree(&theirs.public).expect("a key");
        let other = theirs.agree(&ours.public).expect("a key");
        assert_eq!(one.0, other.0);
    }

    #[test]
    fn a_public_key_that_gives_the_secret_away_is_refused() {
        let ours = KeyPair::new(&Nature::system());
        let last = Prime::MODULUS.wrapping_sub(&U1024::ONE).to_be_bytes();
        let prime = Prime::MODULUS.to_be_bytes();
        for bad in [&[][..], &[0], &[1], &last, &prime, &[2; BYTES + 1]] {
            assert!(ours.agree(bad).is_none(), "{bad:?}");
        }
        assert!(ours.agree(&[2]).is_some(), "leading zeros may be left out");
    }
}
