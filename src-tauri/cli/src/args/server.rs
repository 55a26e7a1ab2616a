//! `tokenry server …`

use clap::{Args, Subcommand};
use tokenry_model::server::Placement;
use url::Url;

use super::values::{Change, Style, parse_change, parse_placement};

const EDIT_HELP: &str = "\
Keys, each as KEY=VALUE. An empty value removes the entry:
  name, base-url (of the API), issuer
  authorize-url, token-url, userinfo-url, revocation-url, introspection-url, registration-url,
  device-url, par-url, jwks-url, end-session-url
  mtls.ENDPOINT           endpoint for clients with a certificate; ENDPOINT is token, userinfo,
                          revocation, introspection, device or par
  token-style             form, json or query
  token-placement         header, header:NAME:PREFIX, query:NAME or body:NAME
  token-member            member of the token response that contains the token, such as authed_user
                          or data.token
  token-types             any: send tokens of every type as Bearer
  code-name               name of the code parameter in the callback
  origins                 other origins that may receive its tokens, separated by spaces
  scopes, auth-methods, dpop-algs
                          values that the server supports, separated by spaces
  plain-http              yes or no: allow credentials over plain http, in your own network
  promises-iss            yes or no: every callback names the issuer (RFC 9207)
  requires-par            yes or no: use pushed authorization requests (RFC 9126)
  recipe                  kind of server (tokenry recipe list)
  set.NAME                part of the recipe's URLs
  extra.STEP.PLACE.NAME   extra parameter or header; STEP is authorize, token or refresh, PLACE is
                          header, query or body

Examples:
  tokenry server edit photos token-style=json extra.authorize.query.audience=https://api.example.org
  tokenry server edit photos recipe=passport
  tokenry server edit flow recipe=flexli set.api=https://flow.example.org";

#[derive(Debug, Subcommand)]
pub(crate) enum ServerCommand {
    /// Add a server by its URL
    ///
    /// Tokenry finds the endpoints if the server publishes them (OpenID Connect Discovery, RFC
    /// 8414) or a recipe knows the host. Otherwise give the endpoints, or choose a recipe.
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
        /// Show secrets in URLs and extras too
        #[arg(long)]
        reveal: bool,
    },
    /// Discover a server's endpoints again and show what changed
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
        /// Allow secrets to go to another origin
        #[arg(long, short)]
        yes: bool,
    },
    /// Change a server
    #[command(after_help = EDIT_HELP)]
    Edit {
        /// Name or id
        name: String,
        #[arg(required = true, value_name = "KEY=VALUE", value_parser = parse_change)]
        changes: Vec<Change>,
        /// Allow secrets to go to another origin without confirmation
        #[arg(long, short)]
        yes: bool,
    },
    /// Remove a server and its clients and tokens
    Remove {
        /// Name or id
        name: String,
        /// Skip the confirmation
        #[arg(long, short)]
        yes: bool,
    },
}

#[derive(Debug, Args)]
pub(crate) struct AddServer {
    /// URL of the server, for example id.example.org
    pub(crate) url: String,
    /// Name of the server [default: its host]
    #[arg(long)]
    pub(crate) name: Option<String>,
    /// Recipe for this kind of server (tokenry recipe list)
    #[arg(long, value_name = "ID")]
    pub(crate) recipe: Option<String>,
    /// Part of the recipe's URLs, such as realm=photos
    #[arg(long, value_name = "NAME=VALUE", value_parser = parse_change, requires = "recipe")]
    pub(crate) set: Vec<Change>,
    /// Encoding of token endpoint parameters
    #[arg(long, value_enum, value_name = "STYLE")]
    pub(crate) token_style: Option<Style>,
    /// Authorization endpoint
    #[arg(long, value_name = "URL")]
    pub(crate) authorize_url: Option<Url>,
    /// Token endpoint
    #[arg(long, value_name = "URL")]
    pub(crate) token_url: Option<Url>,
    /// Place of the token in requests: header, header:NAME[:PREFIX], query:NAME, body:NAME
    #[arg(long, value_name = "PLACE", value_parser = parse_placement)]
    pub(crate) token_placement: Option<Placement>,
    /// Skip discovery
    #[arg(long)]
    pub(crate) no_discovery: bool,
    #[command(flatten)]
    pub(crate) choosing: Choosing,
}

/// Discovery results that need a person's consent.
#[derive(Debug, Args)]
pub(crate) struct Choosing {
    /// Accept metadata whose issuer does not match the URL (RFC 8414 §3.3). Secrets go to its
    /// endpoints
    #[arg(long)]
    pub(crate) accept_issuer: bool,
    /// Accept endpoints that the metadata gives as relative URLs
    #[arg(long)]
    pub(crate) accept_relative: bool,
    /// Use the endpoints of this security scheme in the OpenAPI document
    #[arg(long, value_name = "NAME")]
    pub(crate) scheme: Option<String>,
}
