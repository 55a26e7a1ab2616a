//! Templates of URLs and texts, such as `{base}/oauth/token`.

use std::collections::BTreeMap;

use url::Url;

/// The values of the variables.
#[derive(Debug, Clone, Default)]
pub(super) struct Values(BTreeMap<String, String>);

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TemplateError {
    #[error("{{{name}}} has no value.")]
    Missing { name: String },
    #[error("“{text}” has an unclosed brace.")]
    Unclosed { text: String },
    #[error("“{text}” is not a web URL.")]
    NotAnAddress { text: String },
}

/// The name and value of the only variable of a template, such as `{api}/v1`, in a text that was made
/// from it.
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

    /// Fills in the variables.
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
            // Avoid a double slash if the value ends with one.
            filled.push_str(match after.strip_prefix('/') {
                Some(_) => value.trim_end_matches('/'),
                None => value,
            });
            rest = after;
        }
        filled.push_str(rest);
        Ok(filled)
    }

    /// Fills in a URL. A template that begins with a slash is appended to `{base}`.
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
