//! `tokenry token …`

use clap::{Args, Subcommand, ValueEnum};
use tokenry_model::clock::Timestamp;
use url::Url;

use super::values::{Change, parse_change, parse_time};

const TOKEN_EDIT_HELP: &str = "\
Keys, each as KEY=VALUE. An empty client or token-placement removes it:
  client            client that refreshes the token
  expires-at        a time, 90d, or never; overrides the server's expiry after a refresh too
  token-placement   header, header:NAME:PREFIX, query:NAME or body:NAME

Example: tokenry token edit me client=app expires-at=never";

#[derive(Debug, Subcommand)]
pub(crate) enum TokenCommand {
    /// Add an existing token: a bare token, a JSON token response, or a curl command
    #[command(after_help = "Example: tokenry token add firefly --as me --stdin < token.txt")]
    Add(AddToken),
    /// Change a token's client, expiry or placement
    #[command(after_help = TOKEN_EDIT_HELP)]
    Edit {
        /// Name or id
        name: String,
        #[arg(required = true, value_name = "KEY=VALUE", value_parser = parse_change)]
        changes: Vec<Change>,
    },
    /// List all tokens and their state
    List,
    /// Show one token, without its secrets
    Show {
        /// Name or id
        name: String,
        /// Also show the history and the claims of a JWT, verified if the server publishes its
        /// keys
        #[arg(long)]
        all: bool,
        /// Show only the transcript of its logins and refreshes, without secrets, fit for a bug
        /// report
        #[arg(long, conflicts_with = "all")]
        transcript: bool,
    },
    /// Print the token, refreshing it first if needed
    #[command(
        after_help = "Example: curl -H \"$(tokenry token get alice --format header)\" https://api.example.org/me"
    )]
    Get(GetToken),
    /// Print a new DPoP proof for a request with a DPoP-bound token
    #[command(
        after_help = "A proof is valid once, for exactly this request.\n\nExample: tokenry token proof alice GET https://api.example.org/me"
    )]
    Proof {
        /// Name or id
        name: String,
        method: String,
        url: Url,
        /// Nonce from the API's DPoP-Nonce header
        #[arg(long)]
        nonce: Option<String>,
    },
    /// Refresh the token now
    Refresh {
        /// Name or id
        name: String,
    },
    /// Revoke a token at the server (RFC 7009); it stays in the list
    Revoke {
        /// Name or id
        name: String,
    },
    /// Ask the server about a token (RFC 7662)
    Introspect {
        /// Name or id
        name: String,
    },
    /// Log out of the token's session in the browser (OpenID Connect)
    Logout {
        /// Name or id
        name: String,
        /// Print the URL instead of opening the browser; it contains the ID token
        #[arg(long)]
        no_browser: bool,
    },
    /// Check that a token works
    #[command(after_help = "Example: tokenry token check alice --url https://api.example.org/me")]
    Check {
        /// Name or id
        name: String,
        /// URL to call [default: the recipe's check, the userinfo endpoint, or introspection (RFC
        /// 7662)]
        #[arg(long)]
        url: Option<Url>,
    },
    /// Rename a token
    Rename {
        /// Name or id
        name: String,
        new_name: String,
    },
    /// Forget a token; it is revoked at the server only with --revoke
    Forget {
        /// Name or id
        name: String,
        /// Revoke it first; if that fails, nothing is forgotten
        #[arg(long)]
        revoke: bool,
        /// Skip the confirmation
        #[arg(long, short)]
        yes: bool,
    },
}

#[derive(Debug, Args)]
pub(crate) struct AddToken {
    /// The server's name or id
    pub(crate) server: String,
    /// Name of the token
    #[arg(long = "as", value_name = "NAME")]
    pub(crate) token_name: String,
    /// Read the token from standard input
    #[arg(long)]
    pub(crate) stdin: bool,
    /// Expiry, if you know it: 2027-01-31T12:00:00Z, 2027-01-31, 90d
    #[arg(long, value_name = "TIME", value_parser = parse_time)]
    pub(crate) expires_at: Option<Timestamp>,
    /// Client that refreshes the token
    #[arg(long, value_name = "CLIENT")]
    pub(crate) client: Option<String>,
    /// The input is a refresh token: get an access token with it now
    #[arg(long, requires = "client")]
    pub(crate) refresh_token: bool,
}

#[derive(Debug, Args)]
pub(crate) struct GetToken {
    /// Name or id
    pub(crate) name: String,
    /// Refresh it if it expires within this many seconds
    #[arg(long, value_name = "SECONDS")]
    pub(crate) min_ttl: Option<u32>,
    /// Output format
    #[arg(long, value_enum, default_value_t = Format::Raw)]
    pub(crate) format: Format,
    /// Part to print; refresh and ID tokens are printed as stored
    #[arg(long, value_enum, default_value_t = Part::Access)]
    pub(crate) part: Part,
    /// Print this member of the token response instead, such as instance_url or team.id
    #[arg(long, value_name = "NAME", conflicts_with_all = ["part", "min_ttl"])]
    pub(crate) member: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// The bare token
    Raw,
    /// An HTTP header
    Header,
    /// A line that sets ACCESS_TOKEN
    Env,
    /// A curl command to the server
    Curl,
    /// JSON with the expiry
    Json,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Part {
    Access,
    Refresh,
    Id,
}
