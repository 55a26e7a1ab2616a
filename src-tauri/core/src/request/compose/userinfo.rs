//! User name and password in a URL.

use base64::Engine as _;
use reqwest::header::HeaderValue;
use url::Url;

use tokenry_model::request::{ComposeError, Part};

/// Moves user name and password from the URL to a header (RFC 7617), where they are shown, recorded
/// and dropped like every other credential.
pub(super) fn take_userinfo(url: &mut Url) -> Result<Option<HeaderValue>, ComposeError> {
    if url.username().is_empty() && url.password().is_none() {
        return Ok(None);
    }
    let pair = [
        decoded(url.username()),
        b":".to_vec(),
        decoded(url.password().unwrap_or_default()),
    ]
    .concat();
    let encoded = base64::engine::general_purpose::STANDARD.encode(pair);
    let mut value =
        HeaderValue::from_str(&format!("Basic {encoded}")).map_err(|_| ComposeError::Control {
            part: Part::Address,
            character: "a control character".into(),
        })?;
    value.set_sensitive(true);
    strip_userinfo(url);
    Ok(Some(value))
}

/// Removes user name and password. Returns true if there were any.
pub(in crate::request) fn strip_userinfo(url: &mut Url) -> bool {
    let had = !url.username().is_empty() || url.password().is_some();
    if had {
        let _ = url.set_password(None);
        let _ = url.set_username("");
    }
    had
}

fn decoded(text: &str) -> Vec<u8> {
    percent_encoding::percent_decode_str(text).collect()
}
