//! `tokenry token …`, but for printing the token itself ([`super::token_get`]), trying it
//! ([`super::token_check`]), asking about it ([`super::token_introspect`]) and being rid of it
//! ([`super::token_revoke`]).

use tokenry_api::{
    given::ProofView,
    tokens::{MemberView, TokenView, TokenWithMembers, WholeTokenView},
    transcript::TranscriptTextView,
};
use tokenry_core::workbench::TranscriptOf;
use tokenry_model::token::Token;
use tokenry_vault::store::Noun;
use url::Url;

use super::{
    interrupt,
    lookup::token_named,
    other_method,
    paste::Lines,
    token_add,
    token_answer::{answer, warn},
    token_check,
    token_get::{self, RENEWAL, RENEWED},
    token_introspect, token_logout, token_revoke,
    token_text::{shown, shown_all, shown_members, state},
    unreadable,
};
use crate::{args::TokenCommand, output::plain, problem::Problem, session::Session, when};

pub(super) async fn run(session: &Session, command: TokenCommand) -> Result<(), Problem> {
    match command {
        TokenCommand::Add(args) => token_add::run(session, args).await,
        TokenCommand::Edit { name, changes } => token_add::edit(session, &name, &changes).await,
        TokenCommand::List => list(session).await,
        TokenCommand::Show {
            name,
            transcript: true,
            ..
        } => transcript(session, &name).await,
        TokenCommand::Show { name, all, .. } => show(session, &name, all).await,
        TokenCommand::Get(args) => token_get::run(session, args).await,
        TokenCommand::Proof {
            name,
            method,
            url,
            nonce,
        } => proof(session, &name, &method, &url, nonce).await,
        TokenCommand::Refresh { name } => refresh(session, &name).await,
        TokenCommand::Revoke { name } => token_revoke::run(session, &name).await,
        TokenCommand::Introspect { name } => token_introspect::run(session, &name).await,
        TokenCommand::Logout { name, no_browser } => {
            token_logout::run(session, &name, no_browser).await
        }
        TokenCommand::Check { name, url } => token_check::run(session, &name, url).await,
        TokenCommand::Rename { name, new_name } => rename(session, &name, &new_name).await,
        TokenCommand::Forget { name, revoke, yes } => {
            token_revoke::forget(session, &name, revoke, yes).await
        }
    }
}

async fn list(session: &Session) -> Result<(), Problem> {
    let workbench = session.workbench().await?;
    let mut tokens = workbench.tokens().await?;
    // Only the document tells why; a vault that a person has to open is not asked for.
    let lacking = tokens.iter().any(|one| one.token.lacks_words());
    if session.out.json && lacking && session.can_tell().await {
        tokens = workbench.tokens().await?;
    }
    let now = session.now();
    let documents: Vec<_> = tokens
        .iter()
        .map(|summary| TokenView::of(summary, now))
        .collect();
    let rows = tokens.iter().map(|summary| {
        let token = &summary.token;
        let account = token.account.as_ref();
        [
            token.name.clone(),
            state(summary.state).to_owned(),
            token
                .expiry
                .at
                .map(|at| when::left(at, now))
                .unwrap_or_default(),
            summary.server_name.clone(),
            account.map(|one| one.label.clone()).unwrap_or_default(),
        ]
    });
    unreadable::List {
        documents: &documents,
        head: ["NAME", "STATE", "TIME", "SERVER", "ACCOUNT"],
        rows: rows.collect(),
        none: "No tokens yet. Log in: tokenry login CLIENT --as NAME",
    }
    .answer(session, &[Noun::Token])
    .await
}

async fn show(session: &Session, name: &str, all: bool) -> Result<(), Problem> {
    if !all {
        // Needs no secret, so the vault may be locked.
        let workbench = session.workbench().await?;
        let token = token_named(workbench, name).await?;
        return show_briefly(session, &token).await;
    }
    let workbench = session.unlocked().await?;
    let token = token_named(workbench, name).await?;
    let detail = workbench.token_detail(token.id).await?;
    let verified = workbench.verify_token(token.id).await?;
    let document = WholeTokenView::of(&detail, &verified, session.now());
    session.out.answer(&document, || {
        format!(
            "{}{}{}",
            shown(session, &detail.summary),
            shown_members(Some(&detail.members)),
            shown_all(&detail, &verified)
        )
    })
}

/// What came with the token is sealed: where the vault is locked, only that there is something.
async fn show_briefly(session: &Session, token: &Token) -> Result<(), Problem> {
    let mut members = Some(Vec::new());
    if token.secrets.members.is_some() {
        members = match session.unlocked_quietly().await? {
            Some(workbench) => Some(workbench.token_members(token.id).await?),
            None => None,
        };
    }
    if token.lacks_words() {
        session.can_tell().await;
    }
    let summary = session.workbench().await?.token_summary(token.id).await?;
    let document = TokenWithMembers {
        token: TokenView::of(&summary, session.now()),
        members: members
            .as_ref()
            .map(|members| members.iter().map(MemberView::from).collect()),
    };
    session.out.answer(&document, || {
        let members = shown_members(members.as_deref());
        format!("{}{members}", shown(session, &summary))
    })
}

async fn transcript(session: &Session, name: &str) -> Result<(), Problem> {
    let workbench = session.unlocked().await?;
    let token = token_named(workbench, name).await?;
    let of = TranscriptOf::Token(token.id, None);
    let text = workbench.transcript_text(of).await?;
    let document = TranscriptTextView {
        name: token.name,
        transcript: text,
    };
    session.out.answer(&document, || {
        let text = &document.transcript;
        if text.is_empty() {
            return "There is no transcript. Tokenry stores one for each login and each refresh."
                .into();
        }
        let lines = text.lines().map(plain);
        lines.collect::<Vec<_>>().join("\n")
    })
}

async fn proof(
    session: &Session,
    name: &str,
    method: &str,
    url: &Url,
    nonce: Option<String>,
) -> Result<(), Problem> {
    let workbench = session.unlocked().await?;
    let token = token_named(workbench, name).await?;
    let proof = workbench.proof(token.id, method, url, nonce).await?;
    let document = ProofView {
        proof: proof.expose(),
    };
    session.out.answer(&document, || proof.expose().to_owned())
}

async fn refresh(session: &Session, name: &str) -> Result<(), Problem> {
    let workbench = session.unlocked().await?;
    let token = token_named(workbench, name).await?;
    let refresh = async |_: &mut Option<Lines>| {
        let renewing = async { Ok(workbench.refresh_token(token.id).await?) };
        let fresh = interrupt::finishing(RENEWAL, RENEWED, renewing).await?;
        warn(&fresh.token);
        answer(session, workbench, fresh.token.id).await
    };
    match token.client {
        Some(client) => other_method::mending(session, client, refresh).await,
        None => refresh(&mut None).await,
    }
}

async fn rename(session: &Session, name: &str, new_name: &str) -> Result<(), Problem> {
    let workbench = session.workbench().await?;
    let token = token_named(workbench, name).await?;
    workbench.rename_token(token.id, new_name).await?;
    answer(session, workbench, token.id).await
}
