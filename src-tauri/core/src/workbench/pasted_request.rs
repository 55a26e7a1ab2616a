//! Conversion of a pasted command into a request.

use super::Workbench;
use crate::{error::Error, records::token_secrets::OpenSecrets};
use tokenry_import::PastedCall;
use tokenry_model::{request::Draft, secret::Secret, token::Token};
use tokenry_vault::vault::KeyId;

/// A request made from a pasted command.
#[derive(Debug, Clone)]
pub struct PastedRequest {
    pub draft: Draft,
    /// The name of the stored token in the command. The draft uses it.
    pub token: Option<String>,
    /// Remarks in full sentences.
    pub remarks: Vec<String>,
}

impl Workbench {
    /// Parses a curl command or a raw HTTP request. A bearer token that is stored here becomes the
    /// token of the draft. Any other stays in its place. Nothing is stored or sent.
    pub async fn pasted_request(&self, text: &Secret) -> Result<PastedRequest, Error> {
        let mut call = tokenry_import::pasted_call(text.expose())?;
        let mut remarks = Vec::new();
        let mut chosen = None;
        let draft = match call.carried.take() {
            None => call.draft.clone(),
            Some(carried) => match carried.token {
                None => {
                    remarks.push(
                        "The command has a placeholder for the token. Choose a token.".into(),
                    );
                    carried.without
                }
                Some(token) => {
                    if let Some(known) = self.token_that_is(&token).await? {
                        chosen = Some(known.name);
                        Draft {
                            token: Some(known.id),
                            ..carried.without
                        }
                    } else {
                        remarks.push(
                            "The command contains a token that is not stored here. The request sends it \
                             unchanged, and Tokenry does not refresh it."
                                .into(),
                        );
                        call.draft.clone()
                    }
                }
            },
        };
        remarks.extend(told(&call, &draft));
        Ok(PastedRequest {
            draft,
            token: chosen,
            remarks,
        })
    }

    /// Finds the stored token with this access token.
    async fn token_that_is(&self, text: &Secret) -> Result<Option<Token>, Error> {
        let (store, vault) = (&self.context.store, &self.context.vault);
        let tokens = store.tokens().await?;
        if tokens.is_empty() {
            return Ok(None);
        }
        self.open_vault().await?;
        for token in tokens {
            let id: KeyId = KeyId::Server(token.server);
            if vault.ensure_key(id).await.is_err() {
                continue;
            }
            let same = OpenSecrets::open(vault, &token)
                .is_ok_and(|open| open.access.same_as(text.expose()));
            if same {
                return Ok(Some(token));
            }
        }
        Ok(None)
    }
}

/// Remarks on unused parts of the command and on open placeholders.
fn told(call: &PastedCall, draft: &Draft) -> Vec<String> {
    let mut told = Vec::new();
    if call.asks_for_token {
        told.push(
            "The command requests a token. Add its server instead, and Tokenry gets the token and \
             keeps it fresh."
                .into(),
        );
    }
    for open in tokenry_import::left_open(draft) {
        told.push(format!("Fill in {}.", open.name));
    }
    for left in &call.left {
        told.push(format!("Not used: {}. {}", left.what, left.why));
    }
    match call.further {
        0 => {}
        1 => told.push("The text contains another call. Paste it separately.".into()),
        more => told.push(format!(
            "The text contains {more} more calls. Paste them separately."
        )),
    }
    told
}
