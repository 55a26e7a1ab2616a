//! Transcripts as text for a bug report.
//!
//! The steps were redacted when they were recorded. The export redacts everything again with the
//! known secrets, as a second safeguard.

use super::{HttpStep, Step, Transcript};
use crate::{clock::Timestamp, redact::Redactor};

impl Transcript {
    /// Returns the transcript as text. `redactor` knows the secrets of its subject.
    pub fn to_text(&self, title: &str, at: Timestamp, redactor: &Redactor) -> String {
        let mut lines = vec![
            format!("{title}, {at}"),
            "Secrets are replaced by [redacted]. URLs and names are unchanged.".into(),
        ];
        let start = self.steps.first().map_or(at, |step| step.at);
        for (number, step) in self.steps.iter().enumerate() {
            lines.push(String::new());
            lines.extend(step.lines(number + 1, start));
        }
        let lines = lines.iter().map(|line| redactor.text(line));
        let mut text = lines.collect::<Vec<_>>().join("\n");
        text.push('\n');
        text
    }
}

impl Step {
    fn lines(&self, number: usize, start: Timestamp) -> Vec<String> {
        let after = self.at.duration_since(start).as_millis().max(0);
        let standard = self.standard().map(|section| format!("  ({section})"));
        let mut lines = vec![format!(
            "{number}. {}  +{after} ms{}",
            self.what.title(),
            standard.unwrap_or_default()
        )];
        if let Some(http) = &self.http {
            lines.extend(http.lines());
        }
        lines.extend(
            self.remarks()
                .into_iter()
                .map(|remark| format!("   * {remark}")),
        );
        lines
    }
}

impl HttpStep {
    fn lines(&self) -> Vec<String> {
        let mut lines = vec![format!("   > {} {}", self.method, self.url)];
        let headers = |mark: char, headers: &[(String, String)]| -> Vec<String> {
            let headers = headers.iter();
            headers
                .map(|(name, value)| format!("   {mark} {name}: {value}"))
                .collect()
        };
        let body = |mark: char, body: Option<&str>| -> Vec<String> {
            let Some(body) = body.filter(|body| !body.is_empty()) else {
                return Vec::new();
            };
            let first = std::iter::once(format!("   {mark}"));
            first
                .chain(body.lines().map(|line| format!("   {mark} {line}")))
                .collect()
        };
        lines.extend(headers('>', &self.request_headers));
        lines.extend(body('>', self.request_body.as_deref()));
        if let Some(status) = self.status {
            let took = self.millis.map(|millis| format!(" after {millis} ms"));
            lines.push(format!("   < HTTP {status}{}", took.unwrap_or_default()));
            lines.extend(headers('<', &self.response_headers));
            lines.extend(body('<', self.response_body.as_deref()));
        }
        lines
    }
}
