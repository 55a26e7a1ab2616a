//! Addresses and texts with parts to fill in: `{base}/oauth/token`.

use std::collections::BTreeMap;

use url::Url;

/// What stands for the parts.
#[derive(Debug, Clone, Default)]
pub(super) struct Values(BTreeMap<String, String>);

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TemplateError {
    #[error("nothing stands for {{{name}}}.")]
    Missing { name: String },
    #[error("“{text}” has a brace that is not closed.")]
    Unclosed { text: String },
    #[error("“{text}” is no web address.")]
    NotAnAddress { text: String },
}

/// What stands for the one part of a template in a text that was made of it: `{api}` or
/// `{api}/v1`, and the address.
pub(super) fn only_part<'a>(template: &'a str, text: &'a str) -> Option<(&'a str, &'a str)> {
    let (before, behind) = template.split_once('{')?;
    let (name, after) = behind.split_once('}')?;
    let text = text.trim_end_matches('/');
    let value = text
        .strip_prefix(before)?
        .strip_suffix(after.trim_end_matches('/'))?;
    (!after.contains('{') && !value.is_empty()).then_some((name, value))
}

impl Values {
    pub(super) fn set(&mut self, name: impl Into<String>, value: impl Into<String>) {
        self.0.insert(name.into(), value.into());
    }

    /// The text with its parts filled in.
    pub(super) fn fill(&self, text: &str) -> Result<String, TemplateError> {
        let mut filled = String::with_capacity(text.len());
        let mut rest = text;
        while let Some((before, behind)) = rest.split_once('{') {
            let (name, after) = behind.split_once('}').ok_or_else(|| {
                let text = text.to_owned();
                TemplateError::Unclosed { text }
            })?;
            let value = self.0.get(name).ok_or_else(|| {
                let name = name.to_owned();
                TemplateError::Missing { name }
            })?;
            filled.push_str(before);
            // An address that is told may end in the slash that the rest begins with.
            filled.push_str(match after.strip_prefix('/') {
                Some(_) => value.trim_end_matches('/'),
                None => value,
            });
            rest = after;
        }
        filled.push_str(rest);
        Ok(filled)
    }

    /// The web address; what begins with a slash stands behind `{base}`.
    pub(super) fn address(&self, text: &str) -> Result<Url, TemplateError> {
        let filled = if text.starts_with('/') {
            self.fill(&format!("{{base}}{text}"))?
        } else {
            self.fill(text)?
        };
        Url::parse(&filled)
            .ok()
            .filter(|url| matches!(url.scheme(), "https" | "http"))
            .ok_or(TemplateError::NotAnAddress { text: filled })
    }
}
