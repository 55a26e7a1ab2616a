//! Texts derived from a body: decoded from another charset, and indented JSON.

use std::sync::Arc;

use parking_lot::Mutex;

use zeroize::Zeroizing;

use super::{
    BodyError,
    chunked_text::{Sheet, SheetWriter},
    kind::BodyKind,
    lines::Position,
    pages::{Page, Pages},
    pretty::{Indenter, NotIndented},
    stop::Stop,
};

/// Decodes the body to UTF-8. Invalid bytes become U+FFFD, as in every browser.
pub(super) fn decoded(raw: &Sheet, kind: &BodyKind, stop: &Stop) -> Result<Sheet, BodyError> {
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
    writer.finish()
}

/// Indented JSON. Only the beginning of each page is stored. Shown pages are indented again.
#[derive(Debug)]
pub(super) struct Indented {
    text: Arc<Sheet>,
    /// The state of the indenter at the beginning of each page.
    states: Vec<Indenter>,
    starts: Vec<Position>,
    end: Position,
    last: Mutex<Option<(usize, Page)>>,
}

impl Indented {
    /// Reads the text once. The inner error is the reason to show it unformatted.
    pub(super) fn of(
        text: Arc<Sheet>,
        stop: &Stop,
    ) -> Result<Result<Self, NotIndented>, BodyError> {
        let mut indented = Self {
            states: Vec::new(),
            starts: Vec::new(),
            end: Position::default(),
            last: Mutex::new(None),
            text,
        };
        let mut state = Indenter::new(indented.text.size());
        let mut out = Zeroizing::new(Vec::new());
        for number in 0..indented.text.starts().len() {
            stop.check()?;
            indented.states.push(state.clone());
            indented.starts.push(indented.end);
            out.clear();
            if let Err(why) = indented.indent(number, &mut state, &mut out) {
                return why.map(Err);
            }
            indented.end.read(&out, |_, _, _| true);
        }
        Ok(Ok(indented))
    }

    fn indent(
        &self,
        number: usize,
        state: &mut Indenter,
        out: &mut Vec<u8>,
    ) -> Result<(), Result<NotIndented, BodyError>> {
        let text = self.text.page(number).map_err(Err)?;
        state.push(&text, out).map_err(Ok)?;
        if number + 1 == self.text.starts().len() {
            state.finish(out).map_err(Ok)?;
        }
        Ok(())
    }
}

impl Pages for Indented {
    fn starts(&self) -> &[Position] {
        &self.starts
    }

    fn end(&self) -> Position {
        self.end
    }

    fn page(&self, number: usize) -> Result<Page, BodyError> {
        let Some(state) = self.states.get(number) else {
            return Ok(Page::default());
        };
        let mut last = self.last.lock();
        if let Some((held, page)) = &*last
            && *held == number
        {
            return Ok(Arc::clone(page));
        }
        let mut out = Zeroizing::new(Vec::new());
        self.indent(number, &mut state.clone(), &mut out)
            // It was valid JSON on the first reading.
            .map_err(|why| why.err().unwrap_or(BodyError::Damaged))?;
        let page = Arc::new(out);
        *last = Some((number, Arc::clone(&page)));
        Ok(page)
    }
}
