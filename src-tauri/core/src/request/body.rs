//! The bodies of answers: streamed in, kept sealed, and shown a window of lines at a time.
//!
//! Nothing here is ever held as one text. [`chunked_text`] keeps bytes in sealed chunks with an
//! index of lines, [`pages`] finds lines and words, [`kind`] says how a body is to be read,
//! [`files`] is where bodies lie. What [`derived`] makes of a body is made when first asked
//! for: a sheet in UTF-8 where the charset is another one, and of JSON indented by [`pretty`]
//! no more than an index.

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

/// How a body is looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "ts", derive(specta::Type))]
#[serde(rename_all = "snake_case")]
pub enum BodyMode {
    /// JSON indented; everything else as it came.
    Pretty,
    /// As it came, decoded from its charset.
    Raw,
}

/// A window of lines.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Lines {
    /// All lines there are.
    pub total: u64,
    pub from: u64,
    /// Each at most [`LINE_MAX`] bytes. A longer one ends with `…` and goes on in the next.
    pub lines: Vec<String>,
    /// Why [`BodyMode::Pretty`] shows the body as it came, if it does.
    pub note: Option<String>,
}

/// The lines that hold what was searched for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Found {
    /// Numbers of lines, ascending, from 0.
    pub lines: Vec<u64>,
    /// There are more than were asked for.
    pub more: bool,
}

/// The body of one answer. All its methods leave the work to a thread for blocking work.
#[derive(Debug)]
pub struct Body {
    raw: Arc<Sheet>,
    kind: BodyKind,
    /// Where its charset is not UTF-8.
    text: OnceCell<Arc<Sheet>>,
    pretty: OnceCell<Result<Arc<Indented>, NotIndented>>,
}

impl Body {
    /// Reads the first chunk to see what the body is.
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

    /// Bytes, as they came (decompressed).
    pub fn size(&self) -> u64 {
        self.raw.size()
    }

    /// The lines `from..from + count`, or as many of them as there are. None of a binary body.
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

    /// The whole text as it is shown, for the clipboard. [`BodyError::TooLong`] beyond `limit` bytes.
    pub async fn whole(&self, mode: BodyMode, limit: usize) -> Result<String, BodyError> {
        if self.size() > limit as u64 {
            return Err(BodyError::TooLong { limit });
        }
        let (text, _) = self.view(mode).await?;
        stoppable(move |stop| text.whole(limit, stop)).await
    }

    /// The first `limit` lines that hold `needle`; letters of ASCII match in either case.
    pub async fn search(
        &self,
        mode: BodyMode,
        needle: &str,
        limit: usize,
    ) -> Result<Found, BodyError> {
        if needle.is_empty() || self.kind.binary {
            return Ok(Found::default());
        }
        let (text, _) = self.view(mode).await?;
        let needle = needle.as_bytes().to_ascii_lowercase();
        stoppable(move |stop| text.search(&needle, limit, stop)).await
    }

    /// Writes the body as it came to a file: one that is replaced when all is written, or a device,
    /// a FIFO or the end of a link, as curl does.
    pub async fn save_to(&self, path: &Path) -> Result<(), BodyError> {
        let (raw, path) = (Arc::clone(&self.raw), path.to_owned());
        stoppable(move |stop| saving::save(&raw, &path, stop)).await
    }

    /// Writes the body as it came. Blocks: for the command line, which has nothing else to do.
    pub fn copy_to(&self, out: &mut impl Write) -> Result<(), BodyError> {
        self.raw.each(&stop::Stop::never(), |chunk| {
            out.write_all(chunk).map_err(BodyError::Output)
        })
    }

    /// The text to be shown, and why it is not indented if it should be.
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

/// The same for work that takes long: it ends when nobody waits for it any more.
async fn stoppable<T: Send + 'static>(
    work: impl FnOnce(&stop::Stop) -> Result<T, BodyError> + Send + 'static,
) -> Result<T, BodyError> {
    let stop = stop::Stop::default();
    let _ends = stop.on_drop();
    blocking(move || work(&stop)).await
}

#[cfg(test)]
mod tests;
