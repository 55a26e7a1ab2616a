//! Reading a text character by character.

#[derive(Clone)]
pub(super) struct Cursor<'a>(&'a str);

impl<'a> Cursor<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        Self(text)
    }

    /// Returns the unread text.
    pub(super) fn rest(&self) -> &'a str {
        self.0
    }

    pub(super) fn peek(&self) -> Option<char> {
        self.0.chars().next()
    }

    pub(super) fn next_if(&mut self, wanted: impl FnOnce(char) -> bool) -> Option<char> {
        let next = self.peek().filter(|next| wanted(*next))?;
        self.0 = &self.0[next.len_utf8()..];
        Some(next)
    }

    pub(super) fn next_if_eq(&mut self, wanted: char) -> Option<char> {
        self.next_if(|next| next == wanted)
    }
}

impl Iterator for Cursor<'_> {
    type Item = char;

    fn next(&mut self) -> Option<char> {
        self.next_if(|_| true)
    }
}
