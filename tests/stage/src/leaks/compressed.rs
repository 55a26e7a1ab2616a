//! What is compressed inside of other bytes: gzip and zlib streams, found by how they begin.

use std::io::Read;

use aho_corasick::AhoCorasick;
use flate2::read::{GzDecoder, ZlibDecoder};

/// The first bytes of a gzip stream, and those of zlib at its usual levels.
const BEGINNINGS: [(&[u8], Kind); 5] = [
    (&[0x1f, 0x8b, 0x08], Kind::Gzip),
    (&[0x78, 0x01], Kind::Zlib),
    (&[0x78, 0x5e], Kind::Zlib),
    (&[0x78, 0x9c], Kind::Zlib),
    (&[0x78, 0xda], Kind::Zlib),
];
/// Of one stream no more is looked at.
const MOST: u64 = 16 * 1024 * 1024;

#[derive(Clone, Copy)]
enum Kind {
    Gzip,
    Zlib,
}

/// Every stream within these bytes, as far as it can be read. Most of what begins like a stream is
/// none, and yields nothing.
pub(super) fn streams(bytes: &[u8]) -> impl Iterator<Item = Vec<u8>> {
    let beginnings = AhoCorasick::new(BEGINNINGS.map(|(start, _)| start));
    let starts: Vec<_> = beginnings
        .iter()
        .flat_map(|beginnings| beginnings.find_overlapping_iter(bytes))
        .map(|hit| (BEGINNINGS[hit.pattern().as_usize()].1, hit.start()))
        .collect();
    starts
        .into_iter()
        .map(move |(kind, start)| match kind {
            Kind::Gzip => readable(GzDecoder::new(&bytes[start..])),
            Kind::Zlib => readable(ZlibDecoder::new(&bytes[start..])),
        })
        .filter(|stream| !stream.is_empty())
}

/// A cut or damaged stream gives what stands before the damage.
fn readable(stream: impl Read) -> Vec<u8> {
    let mut read = Vec::new();
    let _ = stream.take(MOST).read_to_end(&mut read);
    read
}
