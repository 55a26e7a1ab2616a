//! The end of a successful login: a new token is named and stored, or an existing one is replaced.

use super::LoginError;
use crate::{
    context::Context,
    events::Event,
    records::{token_secrets::OpenSecrets, token_words::Seals as _},
    refresh::expiry_of,
};
use tokenry_model::{
    authorization_params::AuthorizationParams,
    client::Client,
    grant::Grant,
    id::Id,
    login::LoginForm,
    redact::Redactor,
    secret::Secret,
    token::{Account, Health, MemberSource, OFFLINE, Scopes, Token, TokenEvent, TokenEventKind},
    transcript::Transcript,
};
use tokenry_oauth::{dpop::DpopKey, reply::TokenReply};
use tokenry_vault::{store::StoreError, vault::KeyId};

/// The result of a grant.
pub(crate) struct Obtained {
    pub(crate) grant: Grant,
    pub(crate) account: Option<Account>,
    pub(crate) reply: TokenReply,
    /// The requested scopes.
    pub(crate) scopes: Vec<String>,
    /// Further parameters of the authorization request.
    pub(crate) further: AuthorizationParams,
    /// The key that the request proved (RFC 9449).
    pub(crate) key: Option<DpopKey>,
    /// The other parameters of the callback.
    pub(crate) beside: Vec<(String, Secret)>,
    pub(crate) transcript: Transcript,
}

impl Context {
    pub(crate) async fn settle_login(
        &self,
        form: &LoginForm,
        client: &Client,
        obtained: Obtained,
    ) -> Result<Token, LoginError> {
        self.vault.ensure_open().await?;
        self.vault.ensure_key(KeyId::Server(client.server)).await?;
        let mut obtained = obtained;
        for (name, value) in &obtained.beside {
            let from = MemberSource::Callback;
            obtained.reply.members.add_text(from, name, value.expose());
        }
        let mut transcript = obtained.transcript.clone();
        let brought = obtained.reply.secrets();
        transcript.redact(&brought.fold(Redactor::new(), Redactor::with_secret));
        // If the token was removed during the login, the result is stored as a new one.
        let renew = match form.renew {
            Some(id) => match self.store.token(id).await {
                Ok(_) => Some(id),
                Err(StoreError::NotFound(_)) => None,
                Err(error) => return Err(error.into()),
            },
            None => None,
        };
        let token = match renew {
            Some(id) => self.renew_by_login(id, client, obtained).await?,
            None => {
                self.store_new(form.token_name.clone(), client, obtained)
                    .await?
            }
        };
        let kept = self.keep_transcript(&token, &transcript);
        if let Err(error) = kept.await {
            // The token is stored, so the login succeeded even if there was no space left for its
            // transcript.
            tracing::warn!(%error, "the transcript of a login was not stored");
        }
        self.events.tell(Event::TokensChanged);
        Ok(token)
    }

    /// Replaces a token's secrets, and keeps its name and what refers to it. Holds the token's lock,
    /// so that a refresh in progress cannot overwrite the new generation.
    async fn renew_by_login(
        &self,
        id: Id<Token>,
        client: &Client,
        obtained: Obtained,
    ) -> Result<Token, LoginError> {
        let _lock = self.vault.lock_token(id).await?;
        let before = self.store.token(id).await?;
        let generation = before.generation + 1;
        let remarks = obtained.reply.deviations.clone();
        let beside = named(&obtained.beside);
        let mut token = self.made(id, before.name.clone(), client, obtained, generation)?;
        token.created_at = before.created_at;
        token.used_at = before.used_at;
        token.account = token.account.or(before.account);
        let event = TokenEvent {
            at: self.now(),
            kind: TokenEventKind::LoggedInAgain,
            detail: describe(&token, &remarks) + &beside,
        };
        let event = self.vault.event(id, token.server, &event);
        let store = &self.store;
        store.replace_token(&token, event.as_ref()).await?;
        Ok(token)
    }

    /// Stores a new token. It is named after its account unless the person chose a name. A name that
    /// is taken gets a number, so that a successful login is never lost.
    async fn store_new(
        &self,
        wanted: Option<String>,
        client: &Client,
        obtained: Obtained,
    ) -> Result<Token, LoginError> {
        let id = Id::new(&self.ambient);
        let base = wanted.unwrap_or_else(|| name_for(&obtained, client));
        let remarks = obtained.reply.deviations.clone();
        let beside = named(&obtained.beside);
        let mut token = self.made(id, base.clone(), client, obtained, 1)?;
        let event = TokenEvent {
            at: self.now(),
            kind: TokenEventKind::Created,
            detail: describe(&token, &remarks) + &beside,
        };
        let event = self.vault.event(id, token.server, &event);
        let seal = self.token_seal(&token)?;
        for number in 2.. {
            let store = &self.store;
            match store.add_token(&token, &seal, event.as_ref()).await {
                Err(StoreError::NameTaken { .. }) => token.name = format!("{base} {number}"),
                stored => {
                    stored?;
                    break;
                }
            }
        }
        Ok(token)
    }

    fn made(
        &self,
        id: Id<Token>,
        name: String,
        client: &Client,
        obtained: Obtained,
        generation: i64,
    ) -> Result<Token, LoginError> {
        let now = self.now();
        let reply = obtained.reply;
        let refreshable = reply.refresh.is_some();
        let expiry = expiry_of(&reply, refreshable, now);
        let secrets = OpenSecrets {
            access: reply.access,
            refresh: reply.refresh,
            id_token: reply.id_token,
            previous_refresh: None,
            // Kept even for a plain bearer token: its refresh token may be bound to the key (§5).
            dpop_key: obtained.key.map(|key| key.text().clone()),
            members: reply.members,
        };
        Ok(Token {
            id,
            server: client.server,
            client: Some(client.id),
            name,
            grant: obtained.grant,
            account: obtained.account,
            scopes: Scopes {
                granted: granted(&obtained.scopes, reply.scopes, refreshable),
                requested: obtained.scopes,
                further: obtained.further.remembered(),
                details: reply.details,
            },
            token_type: reply.token_type,
            placement: None,
            expiry,
            health: Health::Fine,
            health_words: None,
            generation,
            secrets: secrets.seal(&self.vault, id, client.server, generation)?,
            created_at: now,
            obtained_at: now,
            used_at: None,
        })
    }
}

/// The granted scopes, or `None` if they are the requested ones (RFC 6749 §5.1). A response without a
/// refresh token did not grant offline access (OpenID Connect Core §11), even if it names no scopes.
fn granted(
    requested: &[String],
    said: Option<Vec<String>>,
    refreshable: bool,
) -> Option<Vec<String>> {
    let dropped = |name: &String| name == OFFLINE && !refreshable;
    match said {
        None if requested.iter().any(dropped) => {
            let kept = requested.iter().filter(|name| !dropped(name));
            Some(kept.cloned().collect())
        }
        said => said,
    }
}

/// `alice at Photos`, or the client's name if the account is unknown.
fn name_for(obtained: &Obtained, client: &Client) -> String {
    match &obtained.account {
        Some(account) => format!("{} at {}", account.label, client.profile.name),
        None => client.profile.name.clone(),
    }
}

/// Lists the other parameters of the callback by name only, since the values may be secret.
fn named(beside: &[(String, Secret)]) -> String {
    let names: Vec<&str> = beside.iter().map(|(name, _)| name.as_str()).collect();
    if names.is_empty() {
        return String::new();
    }
    format!(" The callback also contained {}.", names.join(", "))
}

/// Describes how the token was obtained, and where the response deviated from the standard.
fn describe(token: &Token, remarks: &[String]) -> String {
    let how = match token.grant {
        Grant::AuthorizationCode => "Logged in",
        Grant::ClientCredentials => "Obtained with client credentials",
        Grant::DeviceCode => "Logged in on another device",
        Grant::Implicit => "Logged in with the implicit grant",
        Grant::Password => "Logged in with username and password",
        Grant::JwtBearer => "Obtained with a JWT signed by the client",
        Grant::Assertion => "Obtained with an assertion",
        Grant::TokenExchange => "Obtained by token exchange",
        Grant::Pasted => "Pasted",
    };
    let how = match &token.account {
        Some(account) => format!("{how} as {}.", account.label),
        None => format!("{how}."),
    };
    [&[how][..], remarks].concat().join(" ")
}
