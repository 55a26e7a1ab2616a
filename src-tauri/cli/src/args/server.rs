//! `tokenry server …`

use clap::{Args, Subcommand};
use tokenry_model::server::Placement;
use url::Url;

use super::values::{Change, Style, parse_change, parse_placement};

const EDIT_HELP: &str = "\
Keys, each as KEY=VALUE; an empty value removes:
  name, base-url (the API's address), issuer
  authorize-url, token-url, userinfo-url, revocation-url, introspection-url, registration-url,
  device-url, par-url, jwks-url, end-session-url
  mtls.ENDPOINT           where clients with a certificate go instead; ENDPOINT is token, userinfo,
                          revocation, introspection, device or par
  token-style             form, json or query
  token-placement         header, header:NAME:PREFIX, query:NAME or body:NAME
  token-member            what holds the token in a token reply: authed_user, data.token
  token-types             any: tokens of every type are sent as Bearer
  code-name               what the callback calls the code
  origins                 further origins its tokens may be sent to, separated by spaces
  scopes, auth-methods, dpop-algs
                          what the server knows, separated by spaces
  plain-http              yes or no: credentials may go over plain http, in your own network
  promises-iss            yes or no: every login answer names the issuer (RFC 9207)
  requires-par            yes or no: logins are pushed (RFC 9126)
  recipe                  the kind of server (tokenry recipe list)
  set.NAME                a part of the recipe's addresses
  extra.STEP.PLACE.NAME   an extra parameter or header; STEP is authorize, token or refresh, PLACE is
                          header, query or body

Examples:
  tokenry server edit photos token-style=json extra.authorize.query.audience=https://api.example.org
  tokenry server edit photos recipe=passport
  tokenry server edit flow recipe=flexli set.api=https://flow.example.org";

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
    /// Look for a server's endpoints again, and tell what differs from what is stored
    #[command(
        after_help = "Nothing is changed without --accept or one of the other options.\n\nExample: tokenry server discover photos --accept"
    )]
    Discover {
        /// Name or id
        name: String,
        /// Store what was found
        #[arg(long)]
        accept: bool,
        #[command(flatten)]
        choosing: Choosing,
        /// Agree to what it sends to another origin
        #[arg(long, short)]
        yes: bool,
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
    #[command(flatten)]
    pub(crate) choosing: Choosing,
}

/// What Tokenry does not take by itself.
#[derive(Debug, Args)]
pub(crate) struct Choosing {
    /// Take metadata although it speaks for another issuer than the address (RFC 8414 3.3): secrets go
    /// where it says
    #[arg(long)]
    pub(crate) accept_issuer: bool,
    /// Take endpoints that the metadata does not name as whole addresses
    #[arg(long)]
    pub(crate) accept_relative: bool,
    /// Take the endpoints of this security scheme of the OpenAPI document
    #[arg(long, value_name = "NAME")]
    pub(crate) scheme: Option<String>,
}
