//! Response bodies: streamed in, stored sealed, and shown as a range of lines.
//!
//! A body is never held as one text. [`chunked_text`] stores bytes in sealed chunks with an index of
//! lines, [`pages`] finds lines and matches, [`kind`] determines the type of a body, and [`files`]
//! stores bodies. [`derived`] converts a body when it is first needed: to UTF-8 from another
//! charset, and to JSON indented by [`pretty`], of which only an index is kept.

mod between;
mod chunked_text;
mod derived;
mod error;
mod file_name;
mod files;
mod kind;
mod lines;
mod pages;
mod pretty;
mod saving;
mod stop;
mod writer;

use std::{io::Write, path::Path, sync::Arc};

use serde::Deserialize;
use tokio::sync::OnceCell;

pub use self::{
    between::Spot,
    error::BodyError,
    file_name::file_name,
    files::Bodies,
    kind::{BodyKind, Language},
    lines::LINE_MAX,
    writer::{BodySink, BodyWriter},
};
use self::{chunked_text::Sheet, derived::Indented, pages::Pages, pretty::NotIndented};

/// View of a body.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "ts", derive(specta::Type))]
#[serde(rename_all = "snake_case")]
pub enum BodyMode {
    /// JSON indented, everything else unchanged.
    Pretty,
    /// Unchanged, decoded from its charset.
    Raw,
}

/// A range of lines.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Lines {
    /// The total number of lines.
    pub total: u64,
    pub from: u64,
    /// Lines of at most [`LINE_MAX`] bytes. A longer one ends with `…` and continues in the next.
    pub lines: Vec<String>,
    /// The reason [`BodyMode::Pretty`] shows the body unformatted, if it does.
    pub note: Option<String>,
}

/// The result of a search.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Matches {
    /// Line numbers, ascending, from 0.
    pub lines: Vec<u64>,
    /// There are more matches than requested.
    pub more: bool,
}

/// The body of one response. Its async methods run on a thread for blocking work.
#[derive(Debug)]
pub struct Body {
    raw: Arc<Sheet>,
    kind: BodyKind,
    /// The UTF-8 text, if the charset is another one.
    text: OnceCell<Arc<Sheet>>,
    pretty: OnceCell<Result<Arc<Indented>, NotIndented>>,
}

impl Body {
    /// Reads the first chunk to determine the type of the body.
    fn of(raw: Sheet, content_type: Option<&str>) -> Result<Self, BodyError> {
        let kind = BodyKind::of(content_type, &raw.page(0)?);
        Ok(Self {
            raw: Arc::new(raw),
            kind,
            text: OnceCell::new(),
            pretty: OnceCell::new(),
        })
    }

    pub fn kind(&self) -> &BodyKind {
        &self.kind
    }

    /// Size of the decompressed body, in bytes.
    pub fn size(&self) -> u64 {
        self.raw.size()
    }

    /// Returns the lines `from..from + count`, as far as they exist. A binary body has none.
    pub async fn lines(&self, mode: BodyMode, from: u64, count: u32) -> Result<Lines, BodyError> {
        if self.kind.binary {
            return Ok(Lines::default());
        }
        let (text, note) = self.view(mode).await?;
        let (total, lines) =
            blocking(move || Ok((text.total_lines(), text.lines(from, count)?))).await?;
        Ok(Lines {
            total,
            from: from.min(total),
            lines,
            note,
        })
    }

    /// Returns the whole text as shown, for the clipboard. [`BodyError::TooLong`] beyond `limit`
    /// bytes.
    pub async fn whole(&self, mode: BodyMode, limit: usize) -> Result<String, BodyError> {
        if self.size() > limit as u64 {
            return Err(BodyError::TooLong { limit });
        }
        let (text, _) = self.view(mode).await?;
        stoppable(move |stop| text.whole(limit, stop)).await
    }

    /// Returns the first `limit` lines that contain `needle`, ignoring ASCII case.
    pub async fn search(
        &self,
        mode: BodyMode,
        needle: &str,
        limit: usize,
    ) -> Result<Matches, BodyError> {
        if needle.is_empty() || self.kind.binary {
            return Ok(Matches::default());
        }
        let (text, _) = self.view(mode).await?;
        let needle = needle.as_bytes().to_ascii_lowercase();
        stoppable(move |stop| text.search(&needle, limit, stop)).await
    }

    /// Writes the unchanged body to a file. A regular file is replaced once everything is written.
    /// Devices, FIFOs and links are written to, as curl does.
    pub async fn save_to(&self, path: &Path) -> Result<(), BodyError> {
        let (raw, path) = (Arc::clone(&self.raw), path.to_owned());
        stoppable(move |stop| saving::save(&raw, &path, stop)).await
    }

    /// Writes the unchanged body. Blocks, for use by the command line.
    pub fn copy_to(&self, out: &mut impl Write) -> Result<(), BodyError> {
        self.raw.each(&stop::Stop::never(), |chunk| {
            out.write_all(chunk).map_err(BodyError::Output)
        })
    }

    /// The text to show, and the reason it is not indented.
    async fn view(&self, mode: BodyMode) -> Result<(Arc<dyn Pages>, Option<String>), BodyError> {
        let text = self.text().await?;
        if mode == BodyMode::Raw || self.kind.language != Language::Json {
            return Ok((text, None));
        }
        let made = self.pretty.get_or_try_init(|| {
            let text = Arc::clone(&text);
            stoppable(move |stop| Ok(Indented::of(text, stop)?.map(Arc::new)))
        });
        Ok(match made.await? {
            Ok(indented) => (Arc::clone(indented) as Arc<dyn Pages>, None),
            Err(why) => (text, Some(why.to_string())),
        })
    }

    /// The body in UTF-8.
    async fn text(&self) -> Result<Arc<Sheet>, BodyError> {
        if self.kind.is_utf8() {
            return Ok(Arc::clone(&self.raw));
        }
        let made = self.text.get_or_try_init(|| {
            let (raw, kind) = (Arc::clone(&self.raw), self.kind.clone());
            stoppable(move |stop| Ok(Arc::new(derived::decoded(&raw, &kind, stop)?)))
        });
        Ok(Arc::clone(made.await?))
    }
}

async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, BodyError> + Send + 'static,
) -> Result<T, BodyError> {
    tokio::task::spawn_blocking(work)
        .await
        .map_err(BodyError::Interrupted)?
}

/// Like `blocking`, for a long operation, which is stopped if nothing waits for it any more.
async fn stoppable<T: Send + 'static>(
    work: impl FnOnce(&stop::Stop) -> Result<T, BodyError> + Send + 'static,
) -> Result<T, BodyError> {
    let stop = stop::Stop::default();
    let _ends = stop.on_drop();
    blocking(move || work(&stop)).await
}

#[cfg(test)]
mod tests;
