//! The explanation of refusals: collects the input of the diagnosis ([`crate::request::diagnosis`]), and
//! updates the state of the token.

use url::Url;

use super::{Sending, SendingError, bearer::Bearer};
use crate::events::Event;
use crate::recipe::Placing;
use crate::records::token_words::Seals as _;
use crate::records::token_words::health_place;
use crate::request::diagnosis::Case;
use crate::request::diagnosis::Fitting;
use crate::request::diagnosis::Known;
use crate::request::diagnosis::RequestFacts;
use crate::request::diagnosis::SentToken;
use crate::request::diagnosis::diagnose;
use crate::request::diagnosis::is_refusal;
use tokenry_import::is_named_for_tokens;
use tokenry_model::client::Client;
use tokenry_model::clock::Timestamp;
use tokenry_model::diagnosis::Diagnosis;
use tokenry_model::jwt::Jwt;
use tokenry_model::request::Draft;
use tokenry_model::request::ResponseHead;
use tokenry_model::server::Placement;
use tokenry_model::server::Server;
use tokenry_model::token::Health;
use tokenry_model::token::Token;
use tokenry_vault::store::StoreError;

/// Common names of headers and parameters with credentials.
const CREDENTIALS: [&str; 6] = [
    "authorization",
    "x-api-key",
    "x-auth-token",
    "api_key",
    "access_token",
    "private-token",
];

impl Sending {
    /// Diagnoses a response, if it is a refusal. `body` is its redacted beginning.
    pub(super) async fn explain(
        &self,
        draft: &Draft,
        answer: &ResponseHead,
        body: &str,
        bearer: Option<&Bearer>,
    ) -> Result<Option<Diagnosis>, SendingError> {
        if !is_refusal(answer) {
            self.taken(answer, bearer).await;
            return Ok(None);
        }
        let store = &self.context.store;
        let (servers, clients) = (store.servers().await?, store.clients().await?);
        let url = Url::parse(&answer.url).ok();
        let server = url.and_then(|url| {
            let mut servers = servers.iter();
            servers.find(|server| server.profile.allows(&url))
        });
        // Use the current state, since a refresh may have failed in the meantime. A token that was
        // removed is explained as it was sent.
        let token = match bearer {
            Some(bearer) => match store.token(bearer.fresh.token.id).await {
                Err(StoreError::NotFound(_)) => Some(bearer.fresh.token.clone()),
                found => Some(found?),
            },
            None => None,
        };
        let client = token.as_ref().and_then(|token| token.client);
        let client = clients.iter().find(|known| Some(known.id) == client);
        let claims = bearer.and_then(|bearer| Jwt::decode(bearer.fresh.access.expose()));
        let placement = match bearer {
            Some(bearer) => self.placement_of_recipe(bearer)?,
            None => None,
        };
        let held = match (bearer, &token) {
            (Some(bearer), Some(token)) => Some(SentToken {
                token,
                claims: claims.as_ref(),
                server: &bearer.server.profile,
                placement: &bearer.placement,
                placement_of_recipe: placement.as_ref(),
                client: client.map(|client| &client.profile),
                can_log_in: client.is_some_and(|client| takes_logins(&bearer.server, client)),
                renewed: bearer.renewed,
                introspectable: bearer.server.profile.endpoints.introspection.is_some(),
            }),
            _ => None,
        };
        let fitting = self.fitting(server, token.as_ref()).await?;
        let known = server.map(|server| Known {
            name: &server.profile.name,
            client: clients
                .iter()
                .find(|client| client.server == server.id && takes_logins(server, client))
                .map(|client| client.id),
        });
        let found = diagnose(&Case {
            answer,
            body,
            now: self.context.now(),
            asked: asked(draft),
            held,
            fitting: &fitting,
            known,
        });
        if let (Some(found), Some(bearer), 401) = (&found, bearer, answer.status)
            && found.cause.voids_token()
            && server.is_some_and(|server| server.id == bearer.server.id)
        {
            self.note_token_refused(bearer, found).await;
        }
        Ok(found)
    }

    /// Marks the token as refused.
    async fn note_token_refused(&self, bearer: &Bearer, found: &Diagnosis) {
        let said = found.said.as_deref().and_then(|said| said.lines().next());
        let reason = match said {
            Some(said) => format!("The API refused it: {said}"),
            None => found.happened.clone(),
        };
        let at = self.context.now();
        self.note_health(bearer, |health| match health {
            Health::Fine => Some(Health::Refused { at, reason }),
            _ => None,
        })
        .await;
    }

    /// Marks the token as working again, after a successful call.
    async fn taken(&self, answer: &ResponseHead, bearer: Option<&Bearer>) {
        let well = (200..300).contains(&answer.status) && !answer.left_behind;
        if let Some(bearer) = bearer.filter(|_| well) {
            self.note_health(bearer, |health| match health {
                Health::Refused { .. } => Some(Health::Fine),
                _ => None,
            })
            .await;
        }
    }

    async fn note_health(&self, bearer: &Bearer, change: impl FnOnce(&Health) -> Option<Health>) {
        let (store, sent) = (&self.context.store, &bearer.fresh.token);
        let noted = async {
            // Use the current state, unless it was refreshed in the meantime.
            let token = store.token(sent.id).await?;
            if token.generation != sent.generation {
                return Ok(());
            }
            if let Some(health) = change(&token.health) {
                let place = health_place(token.id, token.server, token.generation);
                let words = self.context.vault.health(place, &health);
                store
                    .set_token_health(token.id, token.generation, &health, words.as_ref(), None)
                    .await?;
                self.context.events.tell(Event::TokensChanged);
            }
            Ok::<(), StoreError>(())
        };
        if let Err(error) = noted.await {
            tracing::warn!(%error, "could not update the state of a token");
        }
    }

    /// The server's other tokens that have not expired. Those that were never used come last.
    async fn fitting(
        &self,
        server: Option<&Server>,
        but: Option<&Token>,
    ) -> Result<Vec<Fitting>, SendingError> {
        let Some(server) = server else {
            return Ok(Vec::new());
        };
        let now = self.context.now();
        let mut tokens = self.context.store.tokens().await?;
        tokens.retain(|token| {
            token.server == server.id
                && Some(token.id) != but.map(|but| but.id)
                && can_be_sent(token, now)
        });
        tokens.sort_by_key(|token| std::cmp::Reverse(token.used_at));
        let fitting = tokens.into_iter().map(|token| Fitting {
            id: token.id,
            scopes: match token.scopes.granted {
                Some(granted) => granted,
                None => token.scopes.requested,
            },
            name: token.name,
        });
        Ok(fitting.collect())
    }

    /// The placement that the recipe requires, if the token was sent in one that it does not accept.
    fn placement_of_recipe(&self, bearer: &Bearer) -> Result<Option<Placement>, SendingError> {
        let Some(recipe) = self.context.recipes.of_server(&bearer.server.profile)? else {
            return Ok(None);
        };
        let also = recipe.wire.also.iter().map(Placing::placement);
        if also.into_iter().any(|place| place == bearer.placement) {
            return Ok(None);
        }
        let placement = recipe.wire.placement.as_ref().map(Placing::placement);
        Ok(Some(placement.unwrap_or_default()))
    }
}

fn can_be_sent(token: &Token, now: Timestamp) -> bool {
    let ended = token.ends_at(now).is_some_and(|at| at <= now);
    let dead = matches!(
        token.health,
        Health::LoginNeeded { .. } | Health::Refused { .. }
    );
    !dead && (!ended || token.renewable())
}

fn takes_logins(server: &Server, client: &Client) -> bool {
    server.profile.endpoints.authorize.is_some() && !client.profile.redirect_uri.is_empty()
}

fn asked(draft: &Draft) -> RequestFacts {
    let set = |names: &[&str]| {
        let fields = draft.headers.iter().chain(&draft.parameters);
        fields
            .filter(|field| field.enabled)
            .any(|field| names.contains(&field.name.trim().to_ascii_lowercase().as_str()))
    };
    let headers = draft.headers.iter().filter(|header| header.enabled);
    let token = { headers }.any(|header| is_named_for_tokens(header.name.trim()));
    RequestFacts {
        typed_credential: set(&CREDENTIALS) || token || draft.url.contains("access_token="),
        accept: set(&["accept"]),
    }
}
