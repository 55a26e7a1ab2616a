//! The request that a command's options make together.

use url::Url;

use super::{Curl, Data, Reading};
use crate::transfer::{
    TransferError,
    call::{Call, CallBody, pairs},
};
use crate::variables::Variables;

impl Reading {
    pub(super) fn finish(mut self, values: &Variables) -> Result<Curl, TransferError> {
        let typed = self.url.take().ok_or(TransferError::NoAddress)?;
        let mut url = address(&values.fill(&typed))?;
        let filled = |(name, value): (String, String)| (values.fill(&name), values.fill(&value));
        let query: Vec<_> = std::mem::take(&mut self.query);
        let mut query: Vec<_> = query.into_iter().map(filled).collect();
        let headers: Vec<_> = std::mem::take(&mut self.headers);
        let headers: Vec<_> = headers.into_iter().map(filled).collect();
        let has_data = !self.data.is_empty();
        let body = self.body(&headers, values);
        let body = match body {
            CallBody::Form(fields) if self.in_query => {
                query.extend(fields);
                CallBody::None
            }
            body => body,
        };
        if !query.is_empty() {
            url.query_pairs_mut().extend_pairs(query);
        }
        if self.multipart {
            self.pass_over("-F", "Tokenry sends these fields as an ordinary form.");
        }
        let implied = if has_data && !self.in_query {
            "POST"
        } else {
            "GET"
        };
        let call = Call {
            method: self.method.unwrap_or_else(|| implied.to_owned()),
            url,
            headers,
            body,
            basic: self.basic.map(filled),
        };
        Ok(Curl {
            call,
            left: self.left,
        })
    }

    fn body(&mut self, headers: &[(String, String)], values: &Variables) -> CallBody {
        let mut fields = Vec::new();
        let mut texts = Vec::new();
        for data in std::mem::take(&mut self.data) {
            match data {
                Data::Pair(name, value) => fields.push((name, values.fill(&value))),
                Data::Text(text) => texts.push(text),
            }
        }
        let typed_json = headers.iter().any(|(name, value)| {
            name.eq_ignore_ascii_case("content-type") && value.contains("json")
        });
        let looks_json = texts
            .first()
            .is_some_and(|text| text.trim_start().starts_with('{'));
        if !texts.is_empty() && (self.json || typed_json || looks_json) {
            let text: String = texts.concat();
            return match serde_json::from_str(&text) {
                Ok(members) => CallBody::Json(filled(members, values)),
                Err(error) => {
                    self.pass_over("the body", &format!("It is not readable JSON: {error}."));
                    CallBody::Other
                }
            };
        }
        for text in &texts {
            let decoded = pairs(text).map(|(name, value)| (name, values.fill(&value)));
            fields.extend(decoded);
        }
        if fields.is_empty() {
            CallBody::None
        } else {
            CallBody::Form(fields)
        }
    }
}

fn filled(
    members: serde_json::Map<String, serde_json::Value>,
    values: &Variables,
) -> serde_json::Map<String, serde_json::Value> {
    let fill = |value| match value {
        serde_json::Value::String(text) => values.fill(&text).into(),
        other => other,
    };
    let members = members.into_iter();
    members.map(|(name, value)| (name, fill(value))).collect()
}

/// curl takes a missing scheme for http; nobody means that with a token.
fn address(text: &str) -> Result<Url, TransferError> {
    let whole = if text.contains("://") {
        text.to_owned()
    } else {
        format!("https://{text}")
    };
    match Url::parse(&whole) {
        Ok(url) if url.host_str().is_some_and(is_host) => Ok(url),
        _ => Err(TransferError::Address {
            text: text.to_owned(),
        }),
    }
}

/// No variable is left in it.
fn is_host(host: &str) -> bool {
    let known = |c: char| c.is_ascii_alphanumeric() || "-._:[]".contains(c);
    !host.is_empty() && host.chars().all(known)
}
