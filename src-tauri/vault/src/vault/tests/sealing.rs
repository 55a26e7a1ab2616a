//! Sealed values open at their own place, complete, and nowhere else.

use std::sync::Arc;

use uuid::Uuid;

use super::{add_server, open_vault, place};
use crate::vault::KeyId;
use crate::vault::SealedCell;
use crate::vault::VaultError;
use crate::vault::key::Key;
use crate::vault::key::KeyBytes;
use crate::vault::keys::OpenKeys;
use crate::vault::sealing;
use crate::vault::sealing::Form;
use tokenry_model::{
    clock::{Ambient, Random, SystemClock},
    id::Id,
    sealed::Sealed,
    secret::Secret,
};

#[derive(Debug)]
struct Always(u8);

impl Random for Always {
    fn fill(&self, bytes: &mut [u8]) {
        bytes.fill(self.0);
    }
}

fn fixed() -> (Ambient, Key, SealedCell, Uuid) {
    let ambient = Ambient {
        clock: Arc::new(SystemClock),
        random: Arc::new(Always(0x5a)),
    };
    let mut bytes = KeyBytes::default();
    bytes
        .iter_mut()
        .zip(0..)
        .for_each(|(byte, value)| *byte = value);
    let id = "10111213-1415-1617-1819-1a1b1c1d1e1f"
        .parse()
        .expect("an id");
    let place = SealedCell {
        table: "tokens",
        column: "access",
        row: Uuid::from_bytes([0xbb; 16]),
        key: KeyId::Server(Id::from_uuid(Uuid::from_bytes([0xcc; 16]))),
        generation: 3,
    };
    (
        ambient,
        Key { id, bytes },
        place,
        Uuid::from_bytes([0xaa; 16]),
    )
}

fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    bytes.iter().fold(String::new(), |mut text, byte| {
        write!(text, "{byte:02x}").expect("a string takes all");
        text
    })
}

/// The vectors come from an independent implementation of the format, which was checked with the
/// vector of draft-irtf-cfrg-xchacha-03, appendix A.3.1.
#[test]
fn the_format_is_what_it_was() {
    let (ambient, key, place, vault) = fixed();
    let plain = place.bound(vault, |context| {
        sealing::seal(&ambient, &key, Form::Plain, context, b"a plain value")
    });
    assert_eq!(
        hex(&plain),
        "54560101101112131415161718191a1b1c1d1e1f\
         5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a\
         f04650020ec358f255033114a91bab4e5ddc592c913b3f8b0be92cf569"
    );

    let padded = place.bound(vault, |context| {
        sealing::seal(&ambient, &key, Form::Padded, context, b"tok-1")
    });
    assert_eq!(padded.len(), 44 + 256 + 16);
    assert_eq!(hex(&padded[44..60]), "9466206e1bc55dff12625d61cc4522ed");
    assert_eq!(hex(&padded[300..]), "67d226f69563e703d703d1bbf11461d0");

    let mut bytes = KeyBytes::default();
    bytes.fill(7);
    let vault_key = Key { id: vault, bytes };
    assert_eq!(
        hex(&OpenKeys::new(vault, vault_key).fingerprint(b"tok-1")),
        "cacfa1ee7b8a190f1a7c40dad7f64a3f2a0cb5ae6f02745eeab67e73f9c83be6"
    );
}

#[tokio::test]
async fn a_secret_comes_back_at_any_length() {
    let vault = open_vault().await;
    for length in [0, 1, 251, 252, 253, 1000, 70_000] {
        let secret = "x".repeat(length);
        let sealed = vault
            .seal_secret(&place(1), &Secret::new(secret.as_str()))
            .expect("seals");
        let opened = vault.open_secret(&place(1), &sealed).expect("opens");
        assert!(opened.same_as(&secret), "{length} bytes");
        assert_eq!(
            (sealed.as_bytes().len() - 60) % 256,
            0,
            "{length} bytes are padded"
        );
    }
}

#[tokio::test]
async fn a_change_of_any_byte_is_refused() {
    let vault = open_vault().await;
    let sealed = vault
        .seal_secret(&place(1), &Secret::new("tok-1"))
        .expect("seals");
    for at in 0..sealed.as_bytes().len() {
        for bit in [0x01, 0x80] {
            let mut bytes = sealed.as_bytes().to_vec();
            bytes[at] ^= bit;
            let opened = vault.open_secret(&place(1), &Sealed::from_bytes(bytes));
            assert!(opened.is_err(), "byte {at} was changed");
        }
    }
    for length in 0..sealed.as_bytes().len() {
        let cut = Sealed::from_bytes(sealed.as_bytes()[..length].to_vec());
        assert!(
            vault.open_secret(&place(1), &cut).is_err(),
            "cut to {length} bytes"
        );
    }
    vault
        .open_secret(&place(1), &sealed)
        .expect("unchanged it opens");
}

#[tokio::test]
async fn records_cannot_change_places() {
    let vault = open_vault().await;
    let mut places = Vec::new();
    for server in ["One", "Two"] {
        let key = KeyId::Server(add_server(&vault, server).await);
        vault.ensure_key(key).await.expect("a data key");
        for (table, column) in [
            ("tokens", "access"),
            ("tokens", "refresh"),
            ("clients", "secret"),
        ] {
            for row in 1..=3 {
                for generation in 1..=2 {
                    let row = Uuid::from_u128(row);
                    places.push(SealedCell {
                        table,
                        column,
                        row,
                        key,
                        generation,
                    });
                }
            }
        }
    }
    places.extend((1..=4).map(place));
    assert_eq!(places.len(), 40);

    let seal = |place: &SealedCell| vault.seal(place, b"a secret").expect("seals");
    let sealed: Vec<Sealed> = places.iter().map(seal).collect();
    for (i, place) in places.iter().enumerate() {
        for (j, sealed) in sealed.iter().enumerate() {
            assert_eq!(
                vault.open_sealed(place, sealed).is_ok(),
                i == j,
                "{j} at the place of {i}"
            );
        }
    }
}

#[tokio::test]
async fn a_destroyed_key_opens_nothing_any_more() {
    let vault = open_vault().await;
    let server = add_server(&vault, "Photos").await;
    let place = SealedCell {
        key: KeyId::Server(server),
        ..place(1)
    };
    vault.ensure_key(place.key).await.expect("a data key");
    let sealed = vault.seal(&place, b"a secret").expect("seals");
    vault.destroy_key(place.key).await.expect("destroys");

    assert!(matches!(
        vault.open_sealed(&place, &sealed),
        Err(VaultError::NoDataKey)
    ));
    vault.ensure_key(place.key).await.expect("another data key");
    vault.seal(&place, b"another").expect("seals again");
    assert!(matches!(
        vault.open_sealed(&place, &sealed),
        Err(VaultError::NoDataKey)
    ));
}

#[tokio::test]
async fn a_key_needs_its_server() {
    let vault = open_vault().await;
    let nobody = KeyId::Server(Id::new(&Ambient::system()));
    assert!(matches!(
        vault.ensure_key(nobody).await,
        Err(VaultError::Store(crate::store::StoreError::NotFound(_)))
    ));
}

#[tokio::test]
async fn chunks_keep_their_number_and_their_stream() {
    let vault = open_vault().await;
    let (one, two) = (Uuid::from_u128(1), Uuid::from_u128(2));
    let first = vault.sealer(KeyId::Local, one).expect("a sealer");
    let second = vault.sealer(KeyId::Local, two).expect("a sealer");

    let chunk = first.seal_chunk(5, b"half a body");
    assert_eq!(chunk.len(), 11 + super::super::StreamSealer::OVERHEAD);
    let opened = first.open_chunk(5, &chunk).expect("opens");
    assert_eq!(opened.as_slice(), b"half a body");
    assert!(first.open_chunk(4, &chunk).is_err(), "another number");
    assert!(second.open_chunk(5, &chunk).is_err(), "another stream");
    let value = vault.seal(&place(1), b"x").expect("seals");
    assert!(
        first.open_chunk(5, value.as_bytes()).is_err(),
        "not a chunk"
    );
}

#[tokio::test]
async fn a_fingerprint_tells_secrets_apart_and_vaults_too() {
    let (one, other) = (open_vault().await, open_vault().await);
    let print = |text| one.fingerprint(&Secret::new(text)).expect("a fingerprint");
    assert_eq!(print("tok-1"), print("tok-1"));
    assert_ne!(print("tok-1"), print("tok-2"));
    assert_ne!(
        print("tok-1"),
        other
            .fingerprint(&Secret::new("tok-1"))
            .expect("a fingerprint")
    );
}
