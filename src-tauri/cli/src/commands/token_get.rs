//! `tokenry token get`: the one command that prints a token. Nothing decorates it.

use std::io::Write as _;

use tokenry_api::{
    given::{GivenMemberView, GivenPartView, GivenTokenView},
    tokens::{granted, seconds_left},
};
use tokenry_core::{
    refresh::{Fresh, Need},
    workbench::{CopyFormat, SecretPart, Workbench},
};
use tokenry_model::{
    clock::{SignedDuration, Timestamp},
    id::Id,
    token::Token,
};

use super::{interrupt, lookup::token_named};
use crate::{
    answer,
    args::{Format, GetToken, Part},
    output::{note, quoted},
    problem::Problem,
    session::Session,
};

pub(super) async fn run(session: &Session, args: GetToken) -> Result<(), Problem> {
    let format = if session.out.json {
        Format::Json
    } else {
        args.format
    };
    let workbench = session.unlocked().await?;
    let token = token_named(workbench, &args.name).await?;
    if let Some(member) = &args.member {
        return member_of(session, &token, member, format).await;
    }
    if args.part != Part::Access {
        return stored_part(session, &token, args.part, format).await;
    }
    let fresh = renewed(workbench, token.id, args.min_ttl).await?;
    too_short(session, &fresh, args.min_ttl);
    if matches!(format, Format::Header | Format::Env | Format::Curl) {
        not_enough(workbench, &fresh.token).await?;
    }
    let copied = match format {
        Format::Json => return answer::document(&given(&fresh, session.now())),
        Format::Raw => CopyFormat::Token,
        Format::Header => CopyFormat::Header,
        Format::Env => CopyFormat::Environment,
        Format::Curl => CopyFormat::Curl,
    };
    let text = workbench
        .in_format(&fresh.token, &fresh.access, copied)
        .await?;
    answer::raw(|out| writeln!(out, "{}", text.expose()))
}

/// Returns the token, refreshed if necessary. A refresh that has started is completed.
pub(super) async fn renewed(
    workbench: &Workbench,
    token: Id<Token>,
    min_ttl: Option<u32>,
) -> Result<Fresh, Problem> {
    let renewing = async { Ok(workbench.fresh(token, need(min_ttl)).await?) };
    interrupt::finishing(RENEWAL, RENEWED, renewing).await
}

pub(super) const RENEWAL: &str = "The refresh of the token";
pub(super) const RENEWED: &str = "The token was refreshed first and is stored.";

/// How fresh is fresh enough: what the settings say, or so many seconds.
fn need(min_ttl: Option<u32>) -> Need {
    min_ttl.map_or(Need::Margin, |seconds| {
        Need::AtLeast(SignedDuration::from_secs(seconds.into()))
    })
}

/// A token that just came and ends sooner than was asked for: asking again changes nothing.
pub(super) fn too_short(session: &Session, fresh: &Fresh, min_ttl: Option<u32>) {
    let left = seconds_left(fresh.token.expiry, session.now());
    let (Some(left), Some(wanted)) = (left, min_ttl) else {
        return;
    };
    if left < i64::from(wanted) {
        note(&format!(
            "Note: --min-ttl asks for {wanted} s, and the server gives less: the token ends in {left} s."
        ));
    }
}

/// Whoever uses the bare text of a token that is bound to something has to prove that too.
pub(super) async fn not_enough(workbench: &Workbench, token: &Token) -> Result<(), Problem> {
    let name = quoted(&token.name);
    if token.is_bound() {
        note(&format!(
            "Note: the token alone is not enough, because it is bound to a key (DPoP).\n\
             Each call needs a proof of its own in the header DPoP: tokenry token proof {name} METHOD URL"
        ));
    }
    if let Some(client) = token.client
        && workbench.client(client).await?.profile.auth.is_tls()
    {
        note(
            "Note: the token alone may not be enough. Its client proves itself with a certificate \
             (mutual TLS), and the API may want to see that too.\n\
             curl shows one with --cert FILE --key FILE; tokenry send shows it by itself.",
        );
    }
    Ok(())
}

/// The refresh or ID token, as it is stored.
async fn stored_part(
    session: &Session,
    token: &Token,
    part: Part,
    format: Format,
) -> Result<(), Problem> {
    let part = match part {
        Part::Access => SecretPart::Access,
        Part::Refresh => SecretPart::Refresh,
        Part::Id => SecretPart::Id,
    };
    let secret = session.workbench().await?.reveal(token.id, part).await?;
    match format {
        Format::Raw => answer::raw(|out| writeln!(out, "{}", secret.expose())),
        Format::Json => {
            let of = |wanted| (part == wanted).then(|| secret.expose());
            answer::document(&GivenPartView {
                id: token.id.to_string(),
                name: &token.name,
                access_token: of(SecretPart::Access),
                refresh_token: of(SecretPart::Refresh),
                id_token: of(SecretPart::Id),
            })
        }
        Format::Header | Format::Env | Format::Curl => Err(Problem::usage(
            "Only the access token goes into a header, a variable or a command.",
            "Leave --part or --format out.",
        )),
    }
}

/// What the server gave with the token.
async fn member_of(
    session: &Session,
    token: &Token,
    member: &str,
    format: Format,
) -> Result<(), Problem> {
    let workbench = session.workbench().await?;
    let value = workbench.reveal_member(token.id, member).await?;
    match format {
        Format::Raw => answer::raw(|out| writeln!(out, "{}", value.expose())),
        Format::Json => answer::document(&GivenMemberView {
            id: token.id.to_string(),
            name: &token.name,
            member,
            value: value.expose(),
        }),
        Format::Header | Format::Env | Format::Curl => Err(Problem::usage(
            "Only the access token goes into a header, a variable or a command.",
            "Leave --member or --format out.",
        )),
    }
}

fn given(fresh: &Fresh, now: Timestamp) -> GivenTokenView<'_> {
    let token = &fresh.token;
    GivenTokenView {
        id: token.id.to_string(),
        name: &token.name,
        access_token: fresh.access.expose(),
        token_type: &token.token_type,
        expires_in: seconds_left(token.expiry, now),
        expires_at: token.expiry.at,
        scope: granted(token).join(" "),
    }
}
