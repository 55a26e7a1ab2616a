//! `tokenry server …`

use clap::{Args, Subcommand};
use tokenry_core::server::Placement;
use url::Url;

use super::values::{Change, Style, parse_change, parse_placement};

const EDIT_HELP: &str = "\
Keys: name, base-url, issuer, authorize-url, token-url, userinfo-url, revocation-url,
introspection-url, registration-url, device-url, par-url, jwks-url, end-session-url,
token-style (form, json, query), token-placement (header, header:NAME:PREFIX, query:NAME,
body:NAME), token-member (what holds the token in a token reply: authed_user, data.token),
token-types (any: tokens of every type are sent as Bearer), code-name (what the callback calls the
code), origins, scopes (both separated by spaces), and for extra parameters and headers
extra.STEP.PLACE.NAME with STEP one of authorize, token, refresh and PLACE one of header, query,
body. An empty value removes.

Example: tokenry server edit photos token-style=json extra.authorize.query.audience=https://api.example.org";

#[derive(Debug, Subcommand)]
pub(crate) enum ServerCommand {
    /// Add a server by its address
    ///
    /// Its endpoints are found by themselves where it describes them (OpenID Connect Discovery,
    /// RFC 8414) or a recipe knows the host; otherwise give them, or name a recipe.
    #[command(
        after_help = "Examples:\n  tokenry server add https://id.example.org --name photos\n  tokenry server add money.example.org --recipe firefly-iii"
    )]
    Add(Box<AddServer>),
    /// List all servers
    List,
    /// Show one server with its endpoints and clients
    Show {
        /// Name or id
        name: String,
        /// Show the secrets of its addresses and extras too
        #[arg(long)]
        reveal: bool,
    },
    /// Change what is known about a server
    #[command(after_help = EDIT_HELP)]
    Edit {
        /// Name or id
        name: String,
        #[arg(required = true, value_name = "KEY=VALUE", value_parser = parse_change)]
        changes: Vec<Change>,
        /// Do not ask before its secrets go to another origin
        #[arg(long, short)]
        yes: bool,
    },
    /// Remove a server with its clients and tokens
    Remove {
        /// Name or id
        name: String,
        /// Do not ask
        #[arg(long, short)]
        yes: bool,
    },
}

#[derive(Debug, Args)]
pub(crate) struct AddServer {
    /// The server's address, for example id.example.org
    pub(crate) url: String,
    /// What to call it; by itself its host
    #[arg(long)]
    pub(crate) name: Option<String>,
    /// A recipe that knows this kind of server (tokenry recipe list)
    #[arg(long, value_name = "ID")]
    pub(crate) recipe: Option<String>,
    /// A part of the recipe's addresses, such as realm=photos
    #[arg(long, value_name = "NAME=VALUE", value_parser = parse_change, requires = "recipe")]
    pub(crate) set: Vec<Change>,
    /// How parameters reach the token endpoint
    #[arg(long, value_enum, value_name = "STYLE")]
    pub(crate) token_style: Option<Style>,
    /// Where people log in
    #[arg(long, value_name = "URL")]
    pub(crate) authorize_url: Option<Url>,
    /// Where tokens are given out
    #[arg(long, value_name = "URL")]
    pub(crate) token_url: Option<Url>,
    /// Where requests carry the token: header, header:NAME[:PREFIX], query:NAME, body:NAME
    #[arg(long, value_name = "PLACE", value_parser = parse_placement)]
    pub(crate) token_placement: Option<Placement>,
    /// Do not look for the server's own description
    #[arg(long)]
    pub(crate) no_discovery: bool,
}
