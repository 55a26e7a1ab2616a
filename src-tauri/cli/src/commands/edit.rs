//! `KEY=VALUE` changes of servers and clients.

use clap::ValueEnum as _;
use tokenry_core::workbench::Workbench;
use tokenry_model::{
    client::{AssertionAudience, ClientProfile},
    server::{Extra, ExtraPlace, ExtraStep, ServerProfile, TokenStyle},
};
use url::Url;

use crate::{
    args::{Auth, Change, Style, parse_placement, scopes},
    output::note,
    problem::Problem,
};

/// The recipe first, since it brings endpoints and habits; what else was said wins over that.
pub(super) fn of_server(
    workbench: &Workbench,
    profile: ServerProfile,
    changes: &[Change],
) -> Result<ServerProfile, Problem> {
    let mut recipe = None;
    let mut parts = Vec::new();
    let mut others = Vec::new();
    for change in changes {
        if change.key == "recipe" {
            recipe = Some(change.value.trim());
        } else if let Some(name) = change.key.strip_prefix("set.") {
            parts.push((name.to_owned(), change.value.trim().to_owned()));
        } else {
            others.push(change);
        }
    }
    let mut profile = profile;
    if recipe.is_some() || !parts.is_empty() {
        let known = profile.recipe.clone().unwrap_or_default();
        let id = recipe.unwrap_or(&known);
        if id.is_empty() && !parts.is_empty() {
            return Err(bad(
                &format!("set.{}", parts[0].0),
                "this server has no recipe with such a part in its URLs",
            ));
        }
        let (changed, remarks) = workbench.with_recipe(&profile, id, &parts)?;
        for remark in &remarks {
            note(remark);
        }
        profile = changed;
    }
    for change in others {
        server(&mut profile, change)?;
    }
    Ok(profile)
}

fn server(profile: &mut ServerProfile, change: &Change) -> Result<(), Problem> {
    let value = change.value.trim();
    let ends = &mut profile.endpoints;
    let endpoint = match change.key.as_str() {
        "authorize-url" => &mut ends.authorize,
        "token-url" => &mut ends.token,
        "userinfo-url" => &mut ends.userinfo,
        "revocation-url" => &mut ends.revocation,
        "introspection-url" => &mut ends.introspection,
        "registration-url" => &mut ends.registration,
        "device-url" => &mut ends.device,
        "par-url" => &mut ends.pushed_authorization,
        "jwks-url" => &mut ends.jwks,
        "end-session-url" => &mut ends.end_session,
        key => return server_word(profile, key, value, change),
    };
    *endpoint = if value.is_empty() {
        None
    } else {
        Some(url(&change.key, value)?)
    };
    Ok(())
}

fn server_word(
    profile: &mut ServerProfile,
    key: &str,
    value: &str,
    change: &Change,
) -> Result<(), Problem> {
    match key {
        "name" => value.clone_into(&mut profile.name),
        "base-url" => profile.base_url = url(key, value)?,
        "issuer" => profile.issuer = (!value.is_empty()).then(|| value.to_owned()),
        "token-style" => profile.habits.token_style = style(value)?.unwrap_or_default(),
        "token-placement" => {
            profile.habits.placement = if value.is_empty() {
                tokenry_model::server::Placement::default()
            } else {
                parse_placement(value).map_err(|why| bad(key, &why))?
            };
        }
        "token-member" => profile.habits.token_member = some(value),
        "token-types" => {
            profile.habits.any_token_type = match value {
                "any" => true,
                "" | "bearer" => false,
                _ => return Err(bad(key, "this is bearer or any")),
            };
        }
        "code-name" => profile.habits.code_name = some(value).filter(|name| name != "code"),
        "origins" => profile.origins = scopes(value),
        "scopes" => profile.scopes = scopes(value),
        "auth-methods" => profile.auth_methods = scopes(value),
        "dpop-algs" => profile.dpop_algs = scopes(value),
        "plain-http" => profile.habits.plain_http = yes_or_no(key, value)?,
        "promises-iss" => profile.promises_iss = yes_or_no(key, value)?,
        "requires-par" => profile.requires_pushed = yes_or_no(key, value)?,
        _ if key.starts_with("mtls.") => return alias(profile, key, value),
        _ => return extra(&mut profile.habits.extras, change),
    }
    Ok(())
}

/// Where clients with a certificate go instead (RFC 8705 §5).
fn alias(profile: &mut ServerProfile, key: &str, value: &str) -> Result<(), Problem> {
    const KNOWN: [&str; 6] = [
        "token",
        "userinfo",
        "revocation",
        "introspection",
        "device",
        "par",
    ];
    let name = key.trim_start_matches("mtls.");
    let member = match name {
        "device" => "device_authorization_endpoint".to_owned(),
        "par" => "pushed_authorization_request_endpoint".to_owned(),
        name if KNOWN.contains(&name) => format!("{name}_endpoint"),
        _ => {
            let why = format!("the endpoint is one of {}", KNOWN.join(", "));
            return Err(bad(key, &why));
        }
    };
    if value.is_empty() {
        profile.mtls_aliases.remove(&member);
    } else {
        profile.mtls_aliases.insert(member, url(key, value)?);
    }
    Ok(())
}

pub(super) fn client(profile: &mut ClientProfile, change: &Change) -> Result<(), Problem> {
    let value = change.value.trim();
    match change.key.as_str() {
        "name" => value.clone_into(&mut profile.name),
        "id" => value.clone_into(&mut profile.client_id),
        "auth" => {
            let auth = Auth::from_str(value, true);
            profile.auth = auth
                .map_err(|_| {
                    bad(
                        "auth",
                        "this is basic, post, basic-raw, secret-jwt, private-key-jwt, tls, self-signed-tls or none",
                    )
                })?
                .into();
        }
        "redirect" => value.clone_into(&mut profile.redirect_uri),
        "also-redirects" => profile.further_redirects = scopes(value),
        "scope" => profile.scopes = scopes(value),
        "token-style" => profile.token_style = style(value)?,
        "token-placement" => {
            profile.placement = if value.is_empty() {
                None
            } else {
                Some(parse_placement(value).map_err(|why| bad("token-placement", &why))?)
            };
        }
        "signing-alg" => profile.hardening.signing.alg = some(value),
        "signing-key-id" => profile.hardening.signing.key_id = some(value),
        "pushed" => profile.hardening.pushed = yes_or_no("pushed", value)?,
        "dpop" => profile.hardening.dpop = yes_or_no("dpop", value)?,
        "assertion-audience" => {
            profile.hardening.signing.audience = match value {
                "" | "endpoint" => AssertionAudience::Endpoint,
                "issuer" => AssertionAudience::Issuer,
                _ => return Err(bad("assertion-audience", "this is endpoint or issuer")),
            };
        }
        _ => return extra(&mut profile.extras, change),
    }
    Ok(())
}

fn yes_or_no(key: &str, value: &str) -> Result<bool, Problem> {
    match value {
        "yes" => Ok(true),
        "no" | "" => Ok(false),
        _ => Err(bad(key, "this is yes or no")),
    }
}

fn some(value: &str) -> Option<String> {
    (!value.is_empty()).then(|| value.to_owned())
}

/// An extra, or a URL with parameters or a user name.
pub(super) fn may_hold_secret(change: &Change) -> bool {
    let value = &change.value;
    change.key.starts_with("extra.") || (value.contains("://") && value.contains(['?', '@']))
}

/// `extra.STEP.PLACE.NAME=VALUE`; an empty value removes it.
fn extra(extras: &mut Vec<Extra>, change: &Change) -> Result<(), Problem> {
    let mut parts = change.key.splitn(4, '.');
    let (Some("extra"), Some(step), Some(place), Some(name)) =
        (parts.next(), parts.next(), parts.next(), parts.next())
    else {
        return Err(Problem::usage(
            format!("There is no key “{}”.", change.key),
            "--help lists the keys.",
        ));
    };
    let on = match step {
        "authorize" => ExtraStep::Authorize,
        "token" => ExtraStep::Token,
        "refresh" => ExtraStep::Refresh,
        _ => return Err(bad(&change.key, "the step is authorize, token or refresh")),
    };
    let place = match place {
        "header" => ExtraPlace::Header,
        "query" => ExtraPlace::Query,
        "body" => ExtraPlace::Body,
        _ => return Err(bad(&change.key, "the place is header, query or body")),
    };
    extras.retain(|extra| (extra.on, extra.place, extra.name.as_str()) != (on, place, name));
    if !change.value.is_empty() {
        extras.push(Extra {
            on,
            place,
            name: name.to_owned(),
            value: change.value.clone(),
        });
    }
    Ok(())
}

fn style(value: &str) -> Result<Option<TokenStyle>, Problem> {
    if value.is_empty() {
        return Ok(None);
    }
    match Style::from_str(value, true) {
        Ok(style) => Ok(Some(style.into())),
        Err(_) => Err(bad("token-style", "this is form, json or query")),
    }
}

fn url(key: &str, value: &str) -> Result<Url, Problem> {
    let url = Url::parse(value).map_err(|_| bad(key, "this is not a complete URL"))?;
    match url.scheme() {
        "http" | "https" => Ok(url),
        _ => Err(bad(key, "a URL must begin with https:// or http://")),
    }
}

fn bad(key: &str, why: &str) -> Problem {
    Problem::usage(
        format!("The value of {key} cannot be used: {why}."),
        "Nothing was changed.",
    )
}
