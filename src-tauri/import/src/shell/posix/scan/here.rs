//! Here-documents and here-strings: the content of a command's standard input.

use super::Scan;

impl Scan<'_> {
    /// Reads `<<WORD`, `<<-'WORD'` and `<<< text`.
    pub(super) fn here(&mut self) {
        self.characters.next();
        let blank = |next: char| matches!(next, ' ' | '\t');
        if self.characters.next_if_eq('<').is_some() {
            while self.characters.next_if(blank).is_some() {}
            let mut word = String::new();
            let mut quote = None;
            while let Some(next) = self.characters.next_if(|next| {
                quote.is_some() || !(next.is_whitespace() || matches!(next, '|' | ';' | ')'))
            }) {
                match quote {
                    None if matches!(next, '\'' | '"') => quote = Some(next),
                    Some(known) if known == next => quote = None,
                    _ => word.push(next),
                }
            }
            self.input = Some(word);
            return;
        }
        let keeps_tabs = self.characters.next_if_eq('-').is_none();
        while self.characters.next_if(blank).is_some() {}
        let mut word = String::new();
        while let Some(next) = self.characters.next_if(|next| !next.is_whitespace()) {
            if !matches!(next, '\'' | '"' | '\\') {
                word.push(next);
            }
        }
        self.here = Some((word, keeps_tabs));
    }

    /// Reads the lines up to the end marker.
    pub(super) fn here_document(&mut self) {
        let Some((end, keeps_tabs)) = self.here.take() else {
            return;
        };
        let mut text = String::new();
        loop {
            let mut line = String::new();
            let mut more = false;
            for character in self.characters.by_ref() {
                if character == '\n' {
                    more = true;
                    break;
                }
                line.push(character);
            }
            if line.trim() == end {
                break;
            }
            let line = if keeps_tabs {
                line.as_str()
            } else {
                line.trim_start_matches('\t')
            };
            text.push_str(line);
            text.push('\n');
            if !more {
                break;
            }
        }
        self.input = Some(text);
    }
}
