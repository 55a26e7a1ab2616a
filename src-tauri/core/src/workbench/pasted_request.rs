//! A command that is pasted where a request is typed becomes that request.

use super::Workbench;
use crate::{error::Error, records::token_secrets::OpenSecrets};
use tokenry_import::PastedCall;
use tokenry_model::{request::Draft, secret::Secret, token::Token};
use tokenry_vault::vault::KeyId;

/// The request that a command makes.
#[derive(Debug, Clone)]
pub struct PastedRequest {
    pub draft: Draft,
    /// The name of the stored token that the command carries; the draft has chosen it.
    pub token: Option<String>,
    /// What a person should know, in full sentences.
    pub remarks: Vec<String>,
}

impl Workbench {
    /// Reads a curl command, or a request as HTTP writes it. A bearer token in it that is stored
    /// here becomes the draft's choice; any other stays where it stands. Nothing is stored, and
    /// nothing asked.
    pub async fn pasted_request(&self, text: &Secret) -> Result<PastedRequest, Error> {
        let mut call = tokenry_import::pasted_call(text.expose())?;
        let mut remarks = Vec::new();
        let mut chosen = None;
        let draft = match call.carried.take() {
            None => call.draft.clone(),
            Some(carried) => match carried.token {
                None => {
                    remarks.push("It leaves its token open. Choose one.".into());
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
                            "It carries a token that is not stored here. The request sends it as \
                             it stands, and Tokenry does not refresh it."
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

    /// The stored token whose access token this is.
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

/// What the command says that the request does not, and what it still wants.
fn told(call: &PastedCall, draft: &Draft) -> Vec<String> {
    let mut told = Vec::new();
    if call.asks_for_token {
        told.push(
            "It asks for a token. Add its server instead, and Tokenry asks for the token and \
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
        1 => told.push("Another call follows it in the text. Paste it by itself.".into()),
        more => told.push(format!(
            "{more} more calls follow it in the text. Paste them by themselves."
        )),
    }
    told
}
