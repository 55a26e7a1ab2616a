//! A request from a curl command or a Postman collection, before its purpose is known.

use base64::{
    Engine as _, alphabet,
    engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig, general_purpose::PAD},
};
use serde_json::{Map, Value};
use url::{Url, form_urlencoded};

use tokenry_model::{
    request::{Body, Draft, Field, FormPart, PartContent},
    sanitize,
    server::TokenStyle,
};

/// Pasted text may have lost its padding.
const LENIENT: GeneralPurposeConfig = PAD.with_decode_padding_mode(DecodePaddingMode::Indifferent);
const BASE64: GeneralPurpose = GeneralPurpose::new(&alphabet::STANDARD, LENIENT);
const URL_SAFE: GeneralPurpose = GeneralPurpose::new(&alphabet::URL_SAFE, LENIENT);

/// Contains secrets in plain text, so it has no `Debug`.
pub(super) struct Call {
    pub(super) method: String,
    /// Includes the query.
    pub(super) url: Url,
    pub(super) headers: Vec<(String, String)>,
    pub(super) body: CallBody,
    /// User name and password of HTTP Basic.
    pub(super) basic: Option<(String, String)>,
}

pub(super) enum CallBody {
    None,
    Form(Vec<(String, String)>),
    Json(Map<String, Value>),
    /// A body without parameters.
    Other,
}

/// A parameter of a call, from the query or the body.
pub(super) struct Parameter {
    pub(super) name: String,
    pub(super) value: String,
    pub(super) in_query: bool,
}

/// Converts a request, if its URL can be parsed.
pub(super) fn of(draft: &Draft) -> Option<Call> {
    let url = draft.target()?;
    let on = |fields: &[Field]| -> Vec<(String, String)> {
        let used = fields.iter().filter(|field| field.enabled);
        used.map(|field| (field.name.clone(), field.value.clone()))
            .collect()
    };
    let headers = on(&draft.headers);
    let body = match &draft.body {
        Body::None => CallBody::None,
        Body::Form { fields } => CallBody::Form(on(fields)),
        Body::Multipart { parts } => CallBody::Form(texts_of(parts)),
        Body::Json { text } => serde_json::from_str(text).map_or(CallBody::Other, CallBody::Json),
        Body::Text { text } if is_form(text, &headers) => CallBody::Form(pairs(text).collect()),
        Body::Text { .. } | Body::File { .. } => CallBody::Other,
    };
    Some(Call {
        method: draft.method.clone(),
        url,
        headers,
        body,
        basic: None,
    })
}

fn texts_of(parts: &[FormPart]) -> Vec<(String, String)> {
    let used = parts.iter().filter(|part| part.enabled);
    used.filter_map(|part| match &part.content {
        PartContent::Text { text } => Some((part.name.clone(), text.clone())),
        PartContent::File { .. } => None,
    })
    .collect()
}

fn is_form(text: &str, headers: &[(String, String)]) -> bool {
    let typed = |(name, value): &(String, String)| {
        name.eq_ignore_ascii_case("content-type") && value.contains("form-urlencoded")
    };
    text.contains("grant_type=") || headers.iter().any(typed)
}

impl Call {
    /// Creates a call from a URL alone.
    pub(super) fn to(url: &Url) -> Self {
        Self {
            method: "GET".to_owned(),
            url: url.clone(),
            headers: Vec::new(),
            body: CallBody::None,
            basic: None,
        }
    }

    /// Returns all parameters, those of the body first.
    pub(super) fn parameters(&self) -> Vec<Parameter> {
        let body = match &self.body {
            CallBody::Form(fields) => fields.clone(),
            CallBody::Json(members) => members.iter().map(|(n, v)| (n.clone(), text(v))).collect(),
            CallBody::None | CallBody::Other => Vec::new(),
        };
        let parameter = |in_query| {
            move |(name, value)| Parameter {
                name,
                value,
                in_query,
            }
        };
        let query = pairs(self.url.query().unwrap_or_default());
        body.into_iter()
            .map(parameter(false))
            .chain(query.map(parameter(true)))
            .collect()
    }

    pub(super) fn parameter(&self, name: &str) -> Option<Parameter> {
        let mut all = self.parameters().into_iter();
        all.find(|parameter| parameter.name == name && !parameter.value.is_empty())
    }

    pub(super) fn header(&self, name: &str) -> Option<&str> {
        let mut headers = self.headers.iter();
        let (_, value) = headers.find(|(known, _)| known.eq_ignore_ascii_case(name))?;
        Some(value)
    }

    /// Returns the encoding in which a token endpoint receives the parameters.
    pub(super) fn style(&self, in_query: bool) -> TokenStyle {
        match self.body {
            _ if in_query => TokenStyle::Query,
            CallBody::Json(_) => TokenStyle::Json,
            _ => TokenStyle::Form,
        }
    }

    /// Returns the URL without query and fragment.
    pub(super) fn endpoint(&self) -> Url {
        bare(&self.url)
    }
}

/// Normalises a URL: removes what copying and exporting leave at its ends, and the line breaks and
/// tabs that every URL parser removes.
pub(super) fn typed_address(text: &str) -> String {
    let text = text.trim_matches(|c: char| c.is_whitespace() || sanitize::is_invisible(c));
    text.replace(['\r', '\n', '\t'], "")
}

/// Returns a header value on one line.
pub(super) fn one_line(value: &str) -> String {
    let lines = value.lines().map(str::trim);
    lines
        .filter(|line| !line.is_empty())
        .collect::<Vec<_>>()
        .join(" ")
}

/// Removes query and fragment.
pub(super) fn bare(url: &Url) -> Url {
    let mut url = url.clone();
    url.set_query(None);
    url.set_fragment(None);
    url
}

/// Decodes base64 in either alphabet, with or without padding.
pub(super) fn from_base64(credential: &str) -> Option<Vec<u8>> {
    let bytes = BASE64
        .decode(credential)
        .or_else(|_| URL_SAFE.decode(credential));
    bytes.ok()
}

/// Returns the root of the URL's origin.
pub(super) fn root(url: &Url) -> Url {
    let mut url = bare(url);
    url.set_path("/");
    let _ = url.set_username("");
    let _ = url.set_password(None);
    url
}

/// Decodes `a=1&b=2`.
pub(super) fn pairs(text: &str) -> impl Iterator<Item = (String, String)> {
    form_urlencoded::parse(text.as_bytes()).into_owned()
}

fn text(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}
