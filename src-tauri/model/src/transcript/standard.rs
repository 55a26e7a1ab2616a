//! The standard behind each step, and anomalies that are visible from outside. Whoever records a
//! step adds notes about anything else.

use url::Url;

use super::{
    CallbackOutcome, HttpStep, MetadataDocument, RegistrationOperation, Step, StepKind, Topic,
};
use crate::{grant::Grant, hosts::is_loopback};

/// Threshold for a remark about a slow answer, in milliseconds.
const SLOW: u64 = 5_000;

impl Step {
    /// Returns a section such as `RFC 6749 §4.1.3`, or `None` for Tokenry's own steps.
    pub fn standard(&self) -> Option<&'static str> {
        Some(match &self.what {
            StepKind::Discovery { document, .. } => return document.map(of_document),
            StepKind::Registration { operation } => match operation {
                RegistrationOperation::Register => "RFC 7591 §3",
                RegistrationOperation::Read => "RFC 7592 §2.1",
                RegistrationOperation::Update => "RFC 7592 §2.2",
                RegistrationOperation::Delete => "RFC 7592 §2.3",
            },
            StepKind::AuthorizationUrl | StepKind::AuthorizationPage => {
                "RFC 6749 §4.1.1, RFC 7636 §4.3"
            }
            StepKind::PushedAuthorization => "RFC 9126 §2.1",
            StepKind::DeviceAuthorization => "RFC 8628 §3.1",
            StepKind::Browser => "RFC 8252 §5",
            StepKind::Callback { outcome } => match outcome {
                CallbackOutcome::Token => "RFC 6749 §4.2.2",
                CallbackOutcome::Code
                | CallbackOutcome::Error
                | CallbackOutcome::Ignored { .. } => "RFC 6749 §4.1.2, RFC 9207",
            },
            StepKind::Token { grant } => return of_grant(*grant),
            StepKind::Refresh => "RFC 6749 §6",
            StepKind::Userinfo => "OpenID Connect Core §5.3",
            StepKind::Introspection => "RFC 7662 §2",
            StepKind::Keys => "RFC 7517 §5, OpenID Connect Core §10.1.1",
            StepKind::Revocation { .. } => "RFC 7009 §2",
            StepKind::Request { .. } => "RFC 6750 §2",
            StepKind::Redirect { .. } => "RFC 9110 §15.4",
            StepKind::Untyped { topic, .. } => return of_topic(*topic),
            StepKind::Decision { .. } | StepKind::Failure { .. } => return None,
        })
    }

    /// Returns the notes and the visible anomalies, in full sentences.
    pub fn remarks(&self) -> Vec<String> {
        let mut remarks = self.notes.clone();
        let Some(http) = &self.http else {
            return remarks;
        };
        let url = Url::parse(&http.url).ok();
        if url.is_some_and(|url| url.scheme() == "http" && !is_loopback(&url)) {
            remarks.push(
                "It was sent over plain http: anyone on the network path could read it (RFC 6749 \
                 §1.6)."
                    .into(),
            );
        }
        if let (Topic::Token | Topic::Refresh, Some(200)) = (self.what.topic(), http.status)
            && !http
                .answers("cache-control")
                .any(|value| value.contains("no-store"))
        {
            remarks.push(
                "Caches may store the reply: Cache-Control: no-store is missing (RFC 6749 §5.1)."
                    .into(),
            );
        }
        if let Some(millis) = http.millis.filter(|millis| *millis > SLOW) {
            remarks.push(format!("The answer took {} s.", millis / 1000));
        }
        remarks
    }
}

impl HttpStep {
    /// Returns the values of a response header, in lower case.
    fn answers(&self, name: &str) -> impl Iterator<Item = String> {
        self.response_headers
            .iter()
            .filter(move |(other, _)| other.eq_ignore_ascii_case(name))
            .map(|(_, value)| value.to_ascii_lowercase())
    }
}

fn of_document(document: MetadataDocument) -> &'static str {
    match document {
        MetadataDocument::OpenidConfiguration => "OpenID Connect Discovery §4",
        MetadataDocument::AuthorizationServer => "RFC 8414 §3",
        MetadataDocument::ProtectedResource => "RFC 9728 §3",
    }
}

fn of_grant(grant: Grant) -> Option<&'static str> {
    Some(match grant {
        Grant::AuthorizationCode => "RFC 6749 §4.1.3, RFC 7636 §4.5",
        Grant::ClientCredentials => "RFC 6749 §4.4.2",
        Grant::DeviceCode => "RFC 8628 §3.4",
        Grant::Implicit => "RFC 6749 §4.2.2",
        Grant::Password => "RFC 6749 §4.3.2",
        Grant::JwtBearer | Grant::Assertion => "RFC 7523 §2.1",
        Grant::TokenExchange => "RFC 8693 §2.1",
        Grant::Pasted => return None,
    })
}

/// The section as far as the topic alone decides it.
fn of_topic(topic: Topic) -> Option<&'static str> {
    Some(match topic {
        Topic::Registration => "RFC 7591 §3",
        Topic::Authorize => "RFC 6749 §4.1.1, RFC 7636 §4.3",
        Topic::Pushed => "RFC 9126 §2.1",
        Topic::Device => "RFC 8628 §3.1",
        Topic::Browser => "RFC 8252 §5",
        Topic::Callback => "RFC 6749 §4.1.2, RFC 9207",
        Topic::Token => "RFC 6749 §5",
        Topic::Refresh => "RFC 6749 §6",
        Topic::Userinfo => "OpenID Connect Core §5.3",
        Topic::Introspection => "RFC 7662 §2",
        Topic::Keys => "RFC 7517 §5, OpenID Connect Core §10.1.1",
        Topic::Revocation => "RFC 7009 §2",
        Topic::Request => "RFC 6750 §2",
        Topic::Redirect => "RFC 9110 §15.4",
        Topic::Discovery | Topic::Decision | Topic::Failure => return None,
    })
}
