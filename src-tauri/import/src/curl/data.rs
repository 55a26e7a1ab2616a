//! `--data` and similar options (curl's manual, `--data-urlencode` and `--url-query`).

use super::{Data, Options};
use crate::call::pairs;

const FILE: &str = "Only requests have it: Tokenry reads no files for a login.";

impl Options {
    pub(super) fn data(&mut self, shown: &str, value: String) {
        match value.strip_prefix('@') {
            None => self.data.push(Data::Text(value)),
            Some("-") if self.input.is_some() => {
                let input = self.input.clone().unwrap_or_default();
                // curl removes line breaks from everything but binary data and JSON.
                let kept =
                    self.json || shown.contains("binary") || input.trim_start().starts_with('{');
                self.data.push(Data::Text(if kept {
                    input
                } else {
                    input.replace(['\r', '\n'], "")
                }));
            }
            Some(path) => {
                self.sent_only(format!("{shown} {value}"), FILE);
                self.data.push(Data::File(path.to_owned()));
            }
        }
    }

    /// Reads `content`, `=content`, `name=content`, `@file` and `name@file`.
    pub(super) fn encoded(&mut self, shown: &str, value: &str) {
        match value.split_once(['=', '@']) {
            Some((name, content)) if value[name.len()..].starts_with('=') => self
                .data
                .push(Data::Pair(name.to_owned(), content.to_owned())),
            Some(_) => self.pass_over(
                format!("{shown} {value}"),
                "Tokenry does not read the file. Put its text there.",
            ),
            None => self.data.push(Data::Pair(String::new(), value.to_owned())),
        }
    }

    /// Like [`Self::encoded`], for the query. A value that begins with `+` is sent as it is.
    pub(super) fn url_query(&mut self, shown: &str, value: &str) {
        if let Some(raw) = value.strip_prefix('+') {
            self.query.extend(pairs(raw));
            return;
        }
        match value.split_once(['=', '@']) {
            Some((name, content)) if value[name.len()..].starts_with('=') => {
                // In a query, content without a name becomes a name itself.
                let (name, content) = match name {
                    "" => (content, ""),
                    name => (name, content),
                };
                self.query.push((name.to_owned(), content.to_owned()));
            }
            Some(_) => self.pass_over(
                format!("{shown} {value}"),
                "Tokenry does not read the file. Put its text there.",
            ),
            None => self.query.push((value.to_owned(), String::new())),
        }
    }
}
