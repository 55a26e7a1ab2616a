//! The check of a token: whether the server accepts it, and its account.

use url::Url;

use super::Workbench;
use crate::{
    error::Error,
    sending::{SendOrder, Sent},
};
use tokenry_model::diagnosis::Diagnosis;
use tokenry_model::grant::Grant;
use tokenry_model::id::Id;
use tokenry_model::request::Body;
use tokenry_model::request::Draft;
use tokenry_model::request::Exchange;
use tokenry_model::request::Field;
use tokenry_model::request::Outcome;
use tokenry_model::request::ResponseHead;
use tokenry_model::request::SendSettings;
use tokenry_model::token::Account;
use tokenry_model::token::Token;
use tokenry_oauth::userinfo::Question;

/// Maximum accepted size of an account document, in bytes.
const LARGEST: u64 = 1024 * 1024;

/// The result of a check.
#[derive(Debug, Clone)]
pub struct Checked {
    pub by: CheckedBy,
    pub verdict: CheckVerdict,
    /// New facts about the token, in full sentences.
    pub learned: Vec<String>,
}

/// The method of a check.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CheckedBy {
    /// A call that requires the token: the recipe's, userinfo, or a given URL.
    Call {
        url: Url,
        exchange: Id<Exchange>,
        /// The status of the response. `None` without a response.
        status: Option<u16>,
    },
    /// Introspection (RFC 7662), if no call is known that requires the token.
    Introspection,
}

#[derive(Debug, Clone, PartialEq)]
pub enum CheckVerdict {
    Works {
        /// The account, according to the response.
        account: Option<Account>,
    },
    Refused(Box<Diagnosis>),
    /// The introspection response says inactive: the token has expired, was revoked, or belongs to
    /// another client. No call was made, so it is not known whether the token works.
    Inactive,
    /// The response says nothing about the token.
    Unclear,
    NoAnswer {
        message: String,
        hint: String,
    },
    Cancelled,
}

impl Workbench {
    /// Checks a token with a call to `url`, or else with the recipe's call, or else at the userinfo
    /// endpoint, or else by introspection.
    ///
    /// The call is sent like every request: the token is refreshed if due, and the exchange is
    /// kept in the history.
    pub async fn check_token(&self, id: Id<Token>, url: Option<Url>) -> Result<Checked, Error> {
        let token = self.context.store.token(id).await?;
        let mut server = self.context.usable_server(token.server).await?;
        if let Some(client) = token.client {
            let client = self.client(client).await?;
            server.profile = server.profile.seen_by(&client.profile);
        }
        let question = match url {
            Some(url) => Some(Question::userinfo(url)),
            None => self
                .context
                .recipes
                .question_of(&server.profile)?
                .or_else(|| {
                    let endpoint = server.profile.endpoints.userinfo.clone();
                    // A token from client credentials has no user.
                    let endpoint = endpoint.filter(|_| token.grant != Grant::ClientCredentials);
                    endpoint.map(Question::userinfo)
                }),
        };
        match question {
            Some(question) => Box::pin(self.check_by_call(token, question)).await,
            None if server.profile.endpoints.introspection.is_some() => {
                let asking = self.check_by_introspection(id);
                self.cancellable(&id.to_string(), asking).await
            }
            None => Err(Error::NothingToCheck {
                server: server.profile.name,
            }),
        }
    }

    async fn check_by_call(&self, token: Token, question: Question) -> Result<Checked, Error> {
        let sent = self.send(order(token.id, &question)).await?;
        let mut learned = Vec::new();
        let verdict = match &sent.exchange.content.outcome {
            Outcome::Answered(answer) => {
                let verdict = verdict(&sent, answer, &question);
                if let CheckVerdict::Works {
                    account: Some(account),
                } = &verdict
                {
                    learned = self.note_account(token.id, account).await?;
                }
                verdict
            }
            Outcome::Failed { message, hint } => CheckVerdict::NoAnswer {
                message: message.clone(),
                hint: hint.clone(),
            },
            Outcome::Cancelled => CheckVerdict::Cancelled,
        };
        let status = match &sent.exchange.content.outcome {
            Outcome::Answered(answer) => Some(answer.status),
            Outcome::Failed { .. } | Outcome::Cancelled => None,
        };
        Ok(Checked {
            by: CheckedBy::Call {
                url: question.url,
                exchange: sent.exchange.id,
                status,
            },
            verdict,
            learned,
        })
    }

    async fn check_by_introspection(&self, id: Id<Token>) -> Result<Checked, Error> {
        let asked = self.introspect_token(id).await?;
        let verdict = if asked.answer.active {
            CheckVerdict::Works {
                account: asked.answer.account,
            }
        } else {
            CheckVerdict::Inactive
        };
        Ok(Checked {
            by: CheckedBy::Introspection,
            verdict,
            learned: asked.learned,
        })
    }

    /// Stores the account, if it was unknown.
    async fn note_account(&self, id: Id<Token>, account: &Account) -> Result<Vec<String>, Error> {
        // Reload: the call may have refreshed the token.
        let mut token = self.context.store.token(id).await?;
        if token.account.is_some() || token.grant == Grant::ClientCredentials {
            return Ok(Vec::new());
        }
        token.account = Some(account.clone());
        let learned = vec![format!("It belongs to {}.", account.label)];
        self.note_learned(&token, learned).await
    }
}

fn verdict(sent: &Sent, answer: &ResponseHead, question: &Question) -> CheckVerdict {
    if let Some(diagnosis) = &sent.exchange.content.diagnosis {
        return CheckVerdict::Refused(Box::new(diagnosis.clone()));
    }
    if !(200..300).contains(&answer.status) {
        return CheckVerdict::Unclear;
    }
    let mut bytes = Vec::new();
    let account = match &sent.body {
        Some(body) if body.size() <= LARGEST => match body.copy_to(&mut bytes) {
            Ok(()) => question.read(&bytes),
            Err(error) => {
                tracing::warn!(%error, "reading whose token it is");
                None
            }
        },
        _ => None,
    };
    CheckVerdict::Works { account }
}

/// The id with which the call of a check can be cancelled.
pub(super) fn send_id(token: &str) -> String {
    format!("check {token}")
}

fn order(token: Id<Token>, question: &Question) -> SendOrder {
    let header = |(name, value): &(String, String)| Field {
        name: name.clone(),
        value: value.clone(),
        enabled: true,
    };
    let mut headers: Vec<Field> = question.headers.iter().map(header).collect();
    if !headers
        .iter()
        .any(|field| field.name.eq_ignore_ascii_case("accept"))
    {
        // Some servers return a login page without this header.
        headers.push(header(&("Accept".into(), "application/json".into())));
    }
    SendOrder {
        send_id: send_id(&token.to_string()),
        request: None,
        draft: Draft {
            method: "GET".into(),
            url: question.url.to_string(),
            parameters: Vec::new(),
            headers,
            body: Body::None,
            token: Some(token),
            settings: SendSettings::default(),
        },
        values: Vec::new(),
        consent: None,
        remember_consent: false,
        renew_first: false,
    }
}
