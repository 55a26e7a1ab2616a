//! A call pasted into the request editor: the request as it is, and the same without its token.

use url::form_urlencoded;

use super::{
    ImportError, api_call,
    call::{self, Call},
    curl,
    draft::{Ignored, ImportPlan, Kind, Trust},
    left_open, raw, token_request, wrapped,
};
use tokenry_model::{
    request::{Draft, Field},
    secret::Secret,
};

/// The result of reading a call.
#[derive(Debug, Clone)]
pub struct PastedCall {
    pub draft: Draft,
    pub carried: Option<CarriedToken>,
    /// The ignored parts, with reasons.
    pub left: Vec<Ignored>,
    /// The call asks an authorization server for a token.
    pub asks_for_token: bool,
    /// The number of calls that follow in the text.
    pub further: usize,
}

/// The token of a call.
#[derive(Debug, Clone)]
pub struct CarriedToken {
    /// `None` if the documentation leaves it open: `$TOKEN`, `YOUR_API_KEY`.
    pub token: Option<Secret>,
    /// The request without the token.
    pub without: Draft,
}

/// Reads the first call of a text: a curl command or a raw HTTP request.
pub fn pasted_call(text: &str) -> Result<PastedCall, ImportError> {
    if text.len() > super::LONGEST_COMMAND {
        return Err(ImportError::TooLarge);
    }
    let text = wrapped::unwrapped(text);
    if raw::is_one(&text) {
        let draft = raw::read(&text)?;
        let call = call::of(&draft).ok_or(ImportError::NoAddress)?;
        return Ok(read(&call, draft, Vec::new(), 0));
    }
    if !curl::is_command(&text) {
        return Err(ImportError::NoCall);
    }
    let (curl, further) = curl::read_first(&text, &[])?;
    let mut left = curl.left;
    left.extend(curl.only_sent);
    Ok(read(&curl.call, curl.draft, left, further))
}

fn read(call: &Call, draft: Draft, left: Vec<Ignored>, further: usize) -> PastedCall {
    let mut understood = ImportPlan::of(Kind::ApiCall, &Trust::default());
    for one in left {
        understood.leave(one);
    }
    let carried = api_call::carried(call).map(|carried| {
        let open = left_open(&draft);
        let open = open.iter().any(|one| carried.token.contains(&one.name));
        let without = api_call::saved(draft.clone(), Some(&carried.placement), &mut understood);
        CarriedToken {
            token: (!open).then(|| Secret::new(carried.token)),
            without: in_table(without),
        }
    });
    let draft = api_call::saved(draft, None, &mut understood);
    PastedCall {
        draft: in_table(draft),
        carried,
        left: understood.left,
        asks_for_token: token_request::is_one(call),
        further,
    }
}

/// Moves the URL's parameters into the table of parameters, if they mean the same there.
fn in_table(mut draft: Draft) -> Draft {
    let (address, fragment) = match draft.url.split_once('#') {
        Some((address, fragment)) => (address, Some(fragment)),
        None => (draft.url.as_str(), None),
    };
    let Some((address, query)) = address.split_once('?') else {
        return draft;
    };
    // `?flag` differs from `?flag=`, and invalid UTF-8 would be lost in a table.
    let pairs: Vec<_> = form_urlencoded::parse(query.as_bytes()).collect();
    let lossless = fragment.is_none()
        && query.split('&').all(|pair| pair.contains('='))
        && pairs.len() == query.split('&').count()
        && !pairs.iter().any(|(name, value)| {
            name.contains(char::REPLACEMENT_CHARACTER)
                || value.contains(char::REPLACEMENT_CHARACTER)
        });
    if !lossless {
        return draft;
    }
    let fields = pairs.into_iter().map(|(name, value)| Field {
        name: name.into_owned(),
        value: value.into_owned(),
        enabled: true,
    });
    let fields: Vec<_> = fields
        .chain(std::mem::take(&mut draft.parameters))
        .collect();
    draft.parameters = fields;
    let address = address.to_owned();
    draft.url = address;
    draft
}
