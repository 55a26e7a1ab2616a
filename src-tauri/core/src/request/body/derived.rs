//! Sheets made from a sheet: text decoded from another charset, and indented JSON.

use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering},
};

use super::{
    BodyError,
    kind::BodyKind,
    pretty::Indenter,
    sheet::{Sheet, SheetWriter},
};

/// A sheet made from another one.
#[derive(Debug)]
pub(super) struct Derived {
    pub(super) sheet: Arc<Sheet>,
    /// Why it is not what was asked for.
    pub(super) note: Option<String>,
}

/// Tells work that takes long that nobody waits for it any more.
#[derive(Debug, Clone, Default)]
pub(super) struct Stop(Arc<AtomicBool>);

pub(super) struct StopOnDrop(Stop);

impl Stop {
    pub(super) fn never() -> Self {
        Self::default()
    }

    pub(super) fn on_drop(&self) -> StopOnDrop {
        StopOnDrop(self.clone())
    }

    pub(super) fn check(&self) -> Result<(), BodyError> {
        if self.0.load(Ordering::Relaxed) {
            Err(BodyError::Stopped)
        } else {
            Ok(())
        }
    }
}

impl Drop for StopOnDrop {
    fn drop(&mut self) {
        self.0.0.store(true, Ordering::Relaxed);
    }
}

/// The body in UTF-8. What its charset does not know becomes U+FFFD, as in every browser.
pub(super) fn decoded(raw: &Sheet, kind: &BodyKind, stop: &Stop) -> Result<Derived, BodyError> {
    let mut decoder = kind.encoding.new_decoder();
    let mut writer = SheetWriter::new(raw.beside(1)?);
    let mut text = String::with_capacity(256 * 1024);
    let mut decode = |mut bytes: &[u8], last: bool| loop {
        text.clear();
        let (result, read, _) = decoder.decode_to_string(bytes, &mut text, last);
        writer.push(text.as_bytes())?;
        bytes = &bytes[read..];
        if result == encoding_rs::CoderResult::InputEmpty {
            return Ok(());
        }
    };
    raw.each(stop, |chunk| decode(chunk, false))?;
    decode(&[], true)?;
    Ok(Derived {
        sheet: Arc::new(writer.finish()?),
        note: None,
    })
}

/// The body with its JSON indented, or as it is with a note where that cannot be.
pub(super) fn indented(text: &Arc<Sheet>, stop: &Stop) -> Result<Derived, BodyError> {
    let mut writer = SheetWriter::new(text.beside(2)?);
    let mut indenter = Indenter::new(text.size());
    let mut refused = None;
    let done = text.each(stop, |chunk| match indenter.push(chunk) {
        Ok(out) => writer.push(out),
        Err(why) => {
            refused = Some(why);
            Err(BodyError::Stopped)
        }
    });
    let why = match (refused, done) {
        (Some(why), _) => Some(why),
        (None, Err(error)) => return Err(error),
        (None, Ok(())) => match indenter.finish() {
            Ok(out) => {
                writer.push(out)?;
                None
            }
            Err(why) => Some(why),
        },
    };
    Ok(match why {
        None => Derived {
            sheet: Arc::new(writer.finish()?),
            note: None,
        },
        Some(why) => Derived {
            sheet: Arc::clone(text),
            note: Some(why.to_string()),
        },
    })
}
