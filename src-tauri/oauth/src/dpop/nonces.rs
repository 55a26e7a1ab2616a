//! The nonces that servers want in proofs (RFC 9449 §8, §9), by origin and in memory only: a
//! server gives a new one whenever it likes, and says so when an old one will not do.

use std::{collections::HashMap, sync::Arc};

use parking_lot::Mutex;

use reqwest::header::HeaderMap;
use url::Url;

/// A longer nonce is not kept: it goes into every proof.
const LONGEST: usize = 2048;

/// Who checks a proof: an authorization server and an API may share an origin and not their nonces.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Door {
    Token,
    Api,
}

/// The last nonce of each door at each origin. Cheap to clone; all clones are the same.
#[derive(Debug, Clone, Default)]
pub struct Nonces(Arc<Mutex<HashMap<(Door, String), String>>>);

impl Nonces {
    pub(super) fn of(&self, door: Door, url: &Url) -> Option<String> {
        self.0.lock().get(&(door, origin(url))).cloned()
    }

    /// Takes the nonce that came with an answer, also with a good one. Tells whether there was
    /// one that can be used.
    pub fn learn(&self, door: Door, url: &Url, headers: &HeaderMap) -> bool {
        let mut given = headers.get_all("dpop-nonce").iter();
        let (Some(nonce), None) = (given.next(), given.next()) else {
            return false;
        };
        let Some(nonce) = nonce.to_str().ok().filter(|text| is_nonce(text)) else {
            return false;
        };
        self.keep(door, url, nonce.to_owned());
        true
    }

    /// Takes a nonce that somebody was told by other means.
    pub fn keep(&self, door: Door, url: &Url, nonce: String) {
        self.0.lock().insert((door, origin(url)), nonce);
    }
}

/// RFC 9449 §8.1: the characters of RFC 6749's NQCHAR.
fn is_nonce(text: &str) -> bool {
    let allowed = |byte: u8| (0x21..0x7f).contains(&byte) && byte != b'"' && byte != b'\\';
    (1..=LONGEST).contains(&text.len()) && text.bytes().all(allowed)
}

fn origin(url: &Url) -> String {
    url.origin().ascii_serialization()
}
