//! Searching a sheet, chunk by chunk.

use super::{
    super::{Found, derived::Stop, lines::Position},
    BodyError, Sheet,
};

impl Sheet {
    /// The lines that hold `needle`, which is in lower case.
    pub(in crate::request::body) fn search(
        &self,
        needle: &[u8],
        limit: usize,
        stop: &Stop,
    ) -> Result<Found, BodyError> {
        let finder = memchr::memmem::Finder::new(needle);
        let mut found = Found::default();
        // The end of the chunk before, in which a match may begin.
        let mut carried: Vec<u8> = Vec::new();
        let mut carried_from = Position::default();
        for number in 0..self.starts.len() {
            stop.check()?;
            let chunk = self.chunk(number)?;
            let mut text = carried.clone();
            text.extend_from_slice(&chunk);
            text[carried.len()..].make_ascii_lowercase();

            let mut position = if number == 0 {
                self.starts[0]
            } else {
                carried_from
            };
            let mut read_to = 0;
            for at in finder.find_iter(&text) {
                position.read(&text[read_to..at], |_, _, _| true);
                read_to = at;
                // A break right before the match puts it in the next line.
                let mut ahead = position;
                ahead.read(&text[at..=at], |_, _, _| true);
                let line = if text[at] == b'\n' {
                    position.line
                } else {
                    ahead.line
                };
                if found.lines.last() != Some(&line) {
                    if found.lines.len() == limit {
                        found.more = true;
                        return Ok(found);
                    }
                    found.lines.push(line);
                }
            }
            let keep = text.len().min(needle.len() - 1);
            position.read(&text[read_to..text.len() - keep], |_, _, _| true);
            carried_from = position;
            carried = text.split_off(text.len() - keep);
        }
        Ok(found)
    }
}
