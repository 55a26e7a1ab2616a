//! `tokenry token …`

use clap::{Args, Subcommand, ValueEnum};
use tokenry_model::clock::Timestamp;
use url::Url;

use super::values::{Change, parse_change, parse_time};

const TOKEN_EDIT_HELP: &str = "\
Keys: client (the one that renews it with its refresh token), expires-at (a time, 90d, or never;
it holds for renewals too where the server says another), token-placement (header,
header:NAME:PREFIX, query:NAME, body:NAME). An empty client or placement removes.

Example: tokenry token edit me client=app expires-at=never";

#[derive(Debug, Subcommand)]
pub(crate) enum TokenCommand {
    /// Add a token that you have: a bare one, a whole token reply as JSON, or a curl command
    #[command(after_help = "Example: tokenry token add firefly --as me --stdin < token.txt")]
    Add(AddToken),
    /// Change what a person may say of a token
    #[command(after_help = TOKEN_EDIT_HELP)]
    Edit {
        /// Name or id
        name: String,
        #[arg(required = true, value_name = "KEY=VALUE", value_parser = parse_change)]
        changes: Vec<Change>,
    },
    /// List all tokens with their state
    List,
    /// Show one token, without its secrets
    Show {
        /// Name or id
        name: String,
        /// Also the claims of a JWT, verified by the server's keys where it publishes them, and
        /// the token's history
        #[arg(long)]
        all: bool,
        /// Only what went over the wire in its logins, renewals and questions, as a text fit for a
        /// bug report: without secrets
        #[arg(long, conflicts_with = "all")]
        transcript: bool,
    },
    /// Print the token itself, renewed first where that is due
    #[command(
        after_help = "Example: curl -H \"$(tokenry token get alice --format header)\" https://api.example.org/me"
    )]
    Get(GetToken),
    /// Print a fresh proof of the key that the token is bound to (DPoP), for the header DPoP
    #[command(
        after_help = "A proof is good once, and for this very call.\n\nExample: tokenry token proof alice GET https://api.example.org/me"
    )]
    Proof {
        /// Name or id
        name: String,
        method: String,
        url: Url,
        /// The nonce that the API gave (DPoP-Nonce)
        #[arg(long)]
        nonce: Option<String>,
    },
    /// Get a new access token now
    Refresh {
        /// Name or id
        name: String,
    },
    /// Tell the server that the token is not needed any more (RFC 7009); it stays listed here
    Revoke {
        /// Name or id
        name: String,
    },
    /// Ask the server what it knows about the token (RFC 7662)
    Introspect {
        /// Name or id
        name: String,
    },
    /// End the session behind the token, in the browser (OpenID Connect)
    Logout {
        /// Name or id
        name: String,
        /// Print the address instead of opening the browser; it holds the ID token
        #[arg(long)]
        no_browser: bool,
    },
    /// See whether the server takes the token
    #[command(after_help = "Example: tokenry token check alice --url https://api.example.org/me")]
    Check {
        /// Name or id
        name: String,
        /// The address to ask; by itself the call that the server's recipe names, the userinfo
        /// endpoint, or else a question to the server (RFC 7662)
        #[arg(long)]
        url: Option<Url>,
    },
    /// Give a token another name
    Rename {
        /// Name or id
        name: String,
        new_name: String,
    },
    /// Forget a token here; the server is told only with --revoke
    Forget {
        /// Name or id
        name: String,
        /// Have the server revoke it first; if it does not, nothing is forgotten
        #[arg(long)]
        revoke: bool,
        /// Do not ask
        #[arg(long, short)]
        yes: bool,
    },
}

#[derive(Debug, Args)]
pub(crate) struct AddToken {
    /// The server's name or id
    pub(crate) server: String,
    /// What to call the token
    #[arg(long = "as", value_name = "NAME")]
    pub(crate) token_name: String,
    /// Read the token from standard input
    #[arg(long)]
    pub(crate) stdin: bool,
    /// When it ends, if you know: 2027-01-31T12:00:00Z, 2027-01-31, 90d
    #[arg(long, value_name = "TIME", value_parser = parse_time)]
    pub(crate) expires_at: Option<Timestamp>,
    /// The client that renews it with its refresh token
    #[arg(long, value_name = "CLIENT")]
    pub(crate) client: Option<String>,
    /// It is a refresh token by itself: a token is had for it at once
    #[arg(long, requires = "client")]
    pub(crate) refresh_token: bool,
}

#[derive(Debug, Args)]
pub(crate) struct GetToken {
    /// Name or id
    pub(crate) name: String,
    /// Renew it unless it works for at least this many more seconds
    #[arg(long, value_name = "SECONDS")]
    pub(crate) min_ttl: Option<u32>,
    /// How to print it
    #[arg(long, value_enum, default_value_t = Format::Raw)]
    pub(crate) format: Format,
    /// Which part of it; anything but the access token is printed as stored
    #[arg(long, value_enum, default_value_t = Part::Access)]
    pub(crate) part: Part,
    /// Instead something that the server gave with the token: instance_url; team.id leads into
    /// an object
    #[arg(long, value_name = "NAME", conflicts_with_all = ["part", "min_ttl"])]
    pub(crate) member: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// The token and nothing else
    Raw,
    /// As the header that carries it
    Header,
    /// As a line that sets ACCESS_TOKEN
    Env,
    /// As a curl command to the server
    Curl,
    /// As JSON with its expiry
    Json,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Part {
    Access,
    Refresh,
    Id,
}
