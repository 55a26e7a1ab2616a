//! Looking for secrets where none may be: in files, in what programs print, in their arguments.
//!
//! A [`Scan`] knows every secret that occurred, each as a [`Needle`], and finds it in any
//! [`Encoding`], also when it is compressed. [`ProcessWatch`] collects what a whole system can see
//! of running programs. A scan that finds nothing proves something only if it can find, so whoever
//! uses one plants a needle too.

mod compressed;
mod encoding;
mod processes;

use std::collections::HashSet;
use std::fmt;
use std::io::ErrorKind;
use std::os::unix::ffi::OsStrExt;
use std::path::Path;

use aho_corasick::AhoCorasick;
use percent_encoding::percent_decode;
use walkdir::WalkDir;

pub use encoding::Encoding;
pub use processes::{ProcessWatch, Seen};

use crate::StageError;

/// Shorter texts turn up by chance, or are parts of ordinary words.
const SHORTEST: usize = 12;
/// Of a longer needle its end counts as well. A row that spans several pages of a database, or a
/// line that was cut, holds it in pieces; the end of a JWT is its signature.
const END: usize = 40;

/// A secret that occurred, and what to call it in a report. The secret itself is never printed.
#[derive(Clone)]
pub struct Needle {
    name: String,
    text: String,
}

impl Needle {
    /// A secret of at least twelve bytes.
    pub fn new(name: impl Into<String>, text: impl Into<String>) -> Result<Self, StageError> {
        let (name, text) = (name.into(), text.into());
        if text.len() < SHORTEST {
            return Err(StageError::ShortNeedle { name });
        }
        Ok(Self { name, text })
    }

    /// What it is called.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The secret itself, for planting it.
    pub fn text(&self) -> &str {
        &self.text
    }
}

impl fmt::Debug for Needle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Needle({})", self.name)
    }
}

/// A needle that was found.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Leak {
    /// The needle's name.
    pub needle: String,
    /// How it was written there.
    pub encoding: Encoding,
    /// Whether it was inside a gzip or zlib stream.
    pub compressed: bool,
    /// The file, or whatever else was searched.
    pub place: String,
}

impl fmt::Display for Leak {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let compressed = if self.compressed { ", compressed" } else { "" };
        let Self {
            needle,
            encoding,
            place,
            ..
        } = self;
        write!(f, "{needle} as {encoding:?}{compressed} in {place}")
    }
}

/// What was searched and what was found there.
#[derive(Debug, Default)]
pub struct Findings {
    /// Every place that was searched, in order.
    pub places: Vec<String>,
    /// What was found, once for each place and encoding.
    pub leaks: Vec<Leak>,
}

impl Findings {
    /// Takes in what was found elsewhere.
    pub fn add(&mut self, other: Self) {
        self.places.extend(other.places);
        self.leaks.extend(other.leaks);
    }

    /// One line for each leak; empty where there is none.
    pub fn report(&self) -> String {
        let lines: Vec<String> = self.leaks.iter().map(ToString::to_string).collect();
        lines.join("\n")
    }
}

/// A search for a set of needles, ready to run over any number of places.
pub struct Scan {
    patterns: AhoCorasick,
    /// What each pattern stands for: a needle's name in an encoding.
    meanings: Vec<(String, Encoding)>,
}

impl Scan {
    /// Prepares the search.
    pub fn new<'a>(needles: impl IntoIterator<Item = &'a Needle>) -> Result<Self, StageError> {
        let mut known = HashSet::new();
        let (mut patterns, mut meanings) = (Vec::new(), Vec::new());
        for needle in needles {
            for text in parts(&needle.text) {
                for (encoding, pattern) in encoding::forms(text) {
                    if known.insert(pattern.clone()) {
                        patterns.push(pattern);
                        meanings.push((needle.name.clone(), encoding));
                    }
                }
            }
        }
        let patterns =
            AhoCorasick::new(patterns).map_err(|source| StageError::Patterns(Box::new(source)))?;
        Ok(Self { patterns, meanings })
    }

    /// Searches some bytes. `place` says what they are, for the report.
    pub fn bytes(&self, place: &str, bytes: &[u8]) -> Findings {
        let leak = |needle: &str, encoding, compressed| Leak {
            needle: needle.to_owned(),
            encoding,
            compressed,
            place: place.to_owned(),
        };
        let mut leaks: Vec<Leak> = Vec::new();
        for (needle, encoding) in self.hits(bytes) {
            leaks.push(leak(needle, encoding, false));
        }
        for stream in compressed::streams(bytes) {
            for (needle, encoding) in self.hits(&stream) {
                leaks.push(leak(needle, encoding, true));
            }
        }
        // Programs differ in what they escape, so what is escaped in another way is read as well.
        for (needle, _) in self.hits(&percent_decode(bytes).collect::<Vec<u8>>()) {
            if leaks.iter().all(|leak| leak.needle != needle) {
                leaks.push(leak(needle, Encoding::Percent, false));
            }
        }
        Findings {
            places: vec![place.to_owned()],
            leaks,
        }
    }

    /// Searches every file below a folder, and the names of files and folders. Links are not
    /// followed; a file that vanishes meanwhile is left out.
    pub fn folder(&self, folder: &Path) -> Result<Findings, StageError> {
        let mut all = Findings::default();
        for entry in WalkDir::new(folder).sort_by_file_name() {
            let Some(entry) = unless_vanished(entry.map_err(std::io::Error::from), folder)? else {
                continue;
            };
            let path = entry.path();
            let place = path.display().to_string();
            let name = self.bytes(
                &format!("the name of {place}"),
                entry.file_name().as_bytes(),
            );
            all.leaks.extend(name.leaks);
            if entry.file_type().is_file()
                && let Some(bytes) = unless_vanished(std::fs::read(path), path)?
            {
                all.add(self.bytes(&place, &bytes));
            }
        }
        Ok(all)
    }

    /// Searches everything a [`ProcessWatch`] saw.
    pub fn processes(&self, seen: &[Seen]) -> Findings {
        let mut all = Findings::default();
        for one in seen {
            all.add(self.bytes(&one.to_string(), one.bytes()));
        }
        all
    }

    /// The needles in these bytes with their encodings, each pair once.
    fn hits(&self, bytes: &[u8]) -> HashSet<(&str, Encoding)> {
        let hits = self.patterns.find_overlapping_iter(bytes);
        hits.map(|hit| {
            let (needle, encoding) = &self.meanings[hit.pattern().as_usize()];
            (needle.as_str(), *encoding)
        })
        .collect()
    }
}

/// The whole, and the end of what is long.
fn parts(text: &str) -> impl Iterator<Item = &str> {
    let end = text.len().checked_sub(END).filter(|start| *start > 0);
    let end = end.and_then(|start| text.get(start..));
    std::iter::once(text).chain(end)
}

fn unless_vanished<T>(
    result: Result<T, std::io::Error>,
    path: &Path,
) -> Result<Option<T>, StageError> {
    match result {
        Ok(value) => Ok(Some(value)),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        Err(error) => Err(StageError::file(path)(error)),
    }
}
