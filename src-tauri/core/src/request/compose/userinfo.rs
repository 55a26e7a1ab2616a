//! User name and password in an address.

use base64::Engine as _;
use reqwest::header::HeaderValue;
use url::Url;

use tokenry_model::request::{ComposeError, Part};

/// Takes user name and password out of the address: as a header they are seen, recorded and
/// dropped like every other credential (RFC 7617).
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

/// Whether there was anything to strip. Addresses of http and https always can be without.
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
