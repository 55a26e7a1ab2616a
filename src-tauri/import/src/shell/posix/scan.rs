//! Splitting a text into commands, and resolving what the lexer crate does not understand.

mod here;

use super::{Reading, ansi, cursor::Cursor};
use crate::shell::{LITERAL, OPERATOR, is_unbroken_space};

#[derive(Clone, Copy, PartialEq, Eq)]
enum Inside {
    Nothing,
    Single,
    Double,
}

/// One command, character by character.
pub(super) struct Scan<'a> {
    characters: Cursor<'a>,
    out: String,
    /// The start of the current command.
    begun: usize,
    inside: Inside,
    /// The end marker of a here-document, and whether leading tabs count.
    here: Option<(String, bool)>,
    input: Option<String>,
}

impl<'a> Scan<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        Self {
            characters: Cursor::new(text),
            out: String::new(),
            begun: 0,
            inside: Inside::Nothing,
            here: None,
            input: None,
        }
    }

    pub(super) fn done(self) -> (String, Option<String>, &'a str) {
        (self.out, self.input, self.characters.rest())
    }

    pub(super) fn command(&mut self, reading: &mut Reading, depth: usize) {
        while let Some(character) = self.characters.next() {
            match (self.inside, character) {
                (Inside::Nothing, '\'') => self.inside = Inside::Single,
                (Inside::Single, '\'') | (Inside::Double, '"') => self.inside = Inside::Nothing,
                (Inside::Nothing, '"') => self.inside = Inside::Double,
                (Inside::Nothing, space) if is_unbroken_space(space) => {
                    self.out.push(' ');
                    continue;
                }
                (Inside::Single, '$') => {
                    self.out.push(LITERAL);
                    continue;
                }
                (Inside::Single, _) => {}
                // PowerShell continues a line after a backtick.
                (Inside::Nothing, '\\' | '`') if self.ends_line() => {
                    self.skip_line();
                    self.skip_prompt();
                    self.out.push(' ');
                    continue;
                }
                (_, '\\') if self.characters.next_if_eq('$').is_some() => {
                    self.out.push(LITERAL);
                    continue;
                }
                (_, '\\') => {
                    self.out.push('\\');
                    self.out.extend(self.characters.next());
                    continue;
                }
                (_, '$') if self.characters.peek() == Some('(') => {
                    self.characters.next();
                    let inner = self.until_closed();
                    let made = reading.substituted(&inner, depth);
                    self.put(&made);
                    continue;
                }
                // PowerShell's escape.
                (Inside::Double, '`') if matches!(self.characters.peek(), Some('"' | '$')) => {
                    self.out.push('\\');
                    self.out.extend(self.characters.next());
                    continue;
                }
                (_, '`') if self.characters.rest().contains('`') => {
                    let inner = self.until_backtick();
                    let made = reading.substituted(&inner, depth);
                    self.put(&made);
                    continue;
                }
                (Inside::Nothing, '$') if self.characters.peek() == Some('\'') => {
                    self.characters.next();
                    let text = ansi::text(&mut self.characters);
                    let text = text.replace('$', &LITERAL.to_string());
                    self.out.push_str(&shell_words::quote(&text));
                    continue;
                }
                (Inside::Nothing, '$') if self.characters.peek() == Some('"') => continue,
                (Inside::Nothing, '#') if self.at_word() => {
                    while self.characters.next_if(|next| next != '\n').is_some() {}
                    continue;
                }
                (Inside::Nothing, '\n') if self.here.is_some() => {
                    self.here_document();
                    break;
                }
                (Inside::Nothing, '\n') if self.ends_command() => break,
                (Inside::Nothing, '(') if self.at_word() => continue,
                (Inside::Nothing, ')') => {
                    self.out.push(' ');
                    continue;
                }
                (Inside::Nothing, '<') if self.at_word() && self.characters.peek() == Some('<') => {
                    self.here();
                    continue;
                }
                (Inside::Nothing, '|') => {
                    self.operator(character, reading);
                    continue;
                }
                (Inside::Nothing, ';' | '&' | '>' | '<') if self.at_word() => {
                    self.operator(character, reading);
                    continue;
                }
                (Inside::Nothing, ';')
                    if self.characters.peek().is_none_or(char::is_whitespace) =>
                {
                    self.operator(character, reading);
                    continue;
                }
                (Inside::Nothing | Inside::Double, _) => {}
            }
            self.out.push(character);
        }
    }

    fn at_word(&self) -> bool {
        self.out.is_empty() || self.out.ends_with([' ', '\n', '\t'])
    }

    /// Inserts a text in place of its source, quoted for its position.
    fn put(&mut self, text: &str) {
        if self.inside == Inside::Nothing {
            self.out.push_str(&shell_words::quote(text));
            return;
        }
        for character in text.chars() {
            if matches!(character, '"' | '\\' | '$' | '`') {
                self.out.push('\\');
            }
            self.out.push(character);
        }
    }

    /// Reads `||`, `2>&1` and similar as one word. Earlier assignments stay in effect after it.
    fn operator(&mut self, first: char, reading: &mut Reading) {
        reading.note(&self.out[self.begun..]);
        self.out.push_str(" '");
        self.out.extend([OPERATOR, first]);
        while let Some(next) = self.characters.next_if(|next| ";|&><".contains(next)) {
            self.out.push(next);
        }
        self.out.push_str("' ");
        self.begun = self.out.len();
    }

    /// Returns `true` if only blanks remain on the line.
    fn ends_line(&self) -> bool {
        let mut ahead = self.characters.clone();
        ahead
            .find(|next| !matches!(next, ' ' | '\t') && !is_unbroken_space(*next))
            .is_none_or(|next| next == '\n')
    }

    fn skip_line(&mut self) {
        for character in self.characters.by_ref() {
            if character == '\n' {
                break;
            }
        }
    }

    /// Skips `> ` before a continued line.
    fn skip_prompt(&mut self) {
        while self
            .characters
            .next_if(|next| matches!(next, ' ' | '\t'))
            .is_some()
        {}
        let mut ahead = self.characters.clone();
        if ahead.next() == Some('>') && ahead.next() == Some(' ') {
            self.characters = ahead;
        }
    }

    /// A line end ends the command, unless it lost its backslash: then an option, a quoted word or
    /// a URL follows.
    fn ends_command(&mut self) -> bool {
        let mut ahead = self.characters.clone();
        while ahead.next_if(char::is_whitespace).is_some() {}
        if ahead.peek() == Some('>') {
            ahead.next();
            if ahead.next_if_eq(' ').is_none() {
                return true;
            }
        }
        let next = ahead.rest();
        let goes_on = !self.out.trim().is_empty()
            && (next.starts_with(['-', '\'', '"', '|'])
                || next.starts_with("&&")
                || next.starts_with("http://")
                || next.starts_with("https://"));
        if goes_on {
            self.characters = ahead;
        }
        !goes_on
    }

    /// Returns the content of `$(…)` up to its closing parenthesis.
    fn until_closed(&mut self) -> String {
        let mut inner = String::new();
        let (mut open, mut quote) = (1, None);
        while let Some(character) = self.characters.next() {
            match (quote, character) {
                (None, '(') => open += 1,
                (None, ')') => open -= 1,
                (None, '\'' | '"') => quote = Some(character),
                (Some(known), _) if known == character => quote = None,
                (None | Some('"'), '\\') => {
                    inner.push(character);
                    inner.extend(self.characters.next());
                    continue;
                }
                _ => {}
            }
            if open == 0 {
                break;
            }
            inner.push(character);
        }
        inner
    }

    fn until_backtick(&mut self) -> String {
        let mut inner = String::new();
        while let Some(character) = self.characters.next() {
            match character {
                '`' => break,
                '\\' if matches!(self.characters.peek(), Some('`' | '\\' | '$')) => {
                    inner.extend(self.characters.next());
                }
                other => inner.push(other),
            }
        }
        inner
    }
}
