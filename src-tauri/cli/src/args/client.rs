//! `tokenry client …`

use clap::{Args, Subcommand};

use super::values::{Auth, Change, GrantType, parse_change};

const EDIT_HELP: &str = "\
Keys: name, id, auth (basic, post, basic-raw, secret-jwt, private-key-jwt, tls, self-signed-tls,
none), redirect, also-redirects (what is registered besides, separated by spaces: a login takes one of
these where the first cannot work), scope (separated by spaces), token-style and token-placement
(empty: as the server has it); for JWTs that
the client signs signing-alg, signing-key-id and assertion-audience (endpoint or issuer); pushed
(yes or no: RFC 9126); dpop (yes or no: RFC 9449); and for extra parameters and headers
extra.STEP.PLACE.NAME with STEP one of authorize, token, refresh and PLACE one of header, query,
body. An empty value removes.

Example: tokenry client edit app redirect=http://127.0.0.1:8123/callback";

const UPDATE_HELP: &str = "\
What is not named here is sent back as the server has it.

Example: tokenry client registration update app --redirect http://127.0.0.1/callback \
--redirect app.tokenry:/callback";

#[derive(Debug, Subcommand)]
pub(crate) enum ClientCommand {
    /// Add a client that you have registered at a server
    #[command(
        after_help = "Example: tokenry client add photos --id my-app --scope 'read write' --secret-stdin < secret.txt"
    )]
    Add(AddClient),
    /// Let Tokenry register itself at a server (RFC 7591, or the server's own way)
    #[command(
        after_help = "Example: tokenry client register social.example --scope 'read write' --name social"
    )]
    Register(RegisterClient),
    /// Read, change or delete a registration that Tokenry made, at its server (RFC 7592)
    #[command(subcommand)]
    Registration(RegistrationCommand),
    /// Show the exact redirect URI to register for each way back, and which of them work now
    Redirects {
        /// The server's name or id
        server: String,
    },
    /// List all clients
    List,
    /// Show one client
    Show {
        /// Name or id
        name: String,
        /// Show the secrets of its extras and addresses too; its own is not shown
        #[arg(long)]
        reveal: bool,
    },
    /// Change a client
    #[command(after_help = EDIT_HELP)]
    Edit(EditClient),
    /// Remove a client with the tokens it got
    Remove {
        /// Name or id
        name: String,
        /// Do not ask
        #[arg(long, short)]
        yes: bool,
    },
}

#[derive(Debug, Args)]
pub(crate) struct AddClient {
    /// The server's name or id
    pub(crate) server: String,
    /// The client id that the server gave you
    #[arg(long, value_name = "ID")]
    pub(crate) id: String,
    /// Read the client's secret, or its private key (PEM or JWK), or its
    /// certificate with the key (PEM), from standard input
    #[arg(long)]
    pub(crate) secret_stdin: bool,
    /// How the client proves who it is; by itself what the server says, or none without a secret
    #[arg(long, value_enum)]
    pub(crate) auth: Option<Auth>,
    /// The redirect URI, exactly as registered; by itself what the server's recipe suggests, or
    /// http://127.0.0.1/callback
    #[arg(long, value_name = "URI")]
    pub(crate) redirect: Option<String>,
    /// A redirect URI that is registered besides, for logins where the first cannot work
    #[arg(long, value_name = "URI")]
    pub(crate) also_redirect: Vec<String>,
    /// Scopes that a login asks for, separated by spaces; by itself the usual ones of the
    /// server's recipe
    #[arg(long, value_name = "SCOPES")]
    pub(crate) scope: Option<String>,
    /// A parameter for every login, such as audience=https://api.example.org
    #[arg(long, value_name = "KEY=VALUE", value_parser = parse_change)]
    pub(crate) param: Vec<Change>,
    /// Bind its tokens to a key (DPoP, RFC 9449): whoever copies one cannot use it
    #[arg(long)]
    pub(crate) dpop: bool,
    /// What to call it; by itself the server's name
    #[arg(long)]
    pub(crate) name: Option<String>,
}

#[derive(Debug, Args)]
pub(crate) struct RegisterClient {
    /// The server's name or id
    pub(crate) server: String,
    /// A redirect URI to register; given several times, logins use the first. By itself what the
    /// server's recipe suggests, or http://127.0.0.1/callback
    #[arg(long, value_name = "URI")]
    pub(crate) redirect: Vec<String>,
    /// Scopes to register for, separated by spaces; by itself the usual ones of the server or of
    /// its recipe
    #[arg(long, value_name = "SCOPES")]
    pub(crate) scope: Option<String>,
    /// What to call it, here and at the server
    #[arg(long)]
    pub(crate) name: Option<String>,
    /// How it will prove who it is
    #[arg(long, value_enum)]
    pub(crate) auth: Option<Auth>,
    /// What it may get tokens with; given several times, all of them. By itself a login in the
    /// browser, and refreshing
    #[arg(long, value_enum, value_name = "GRANT")]
    pub(crate) grant: Vec<GrantType>,
    /// A web page about the client
    #[arg(long, value_name = "URL")]
    pub(crate) website: Option<url::Url>,
    /// Read the initial access token, which some servers want, from standard input
    #[arg(long)]
    pub(crate) initial_token_stdin: bool,
    /// Read the private key (PEM or JWK) of a client with --auth private-key-jwt from standard input;
    /// by itself a new one is made. The server is sent its public half
    #[arg(long, conflicts_with = "initial_token_stdin", requires = "auth")]
    pub(crate) key_stdin: bool,
    /// Only show what would be sent
    #[arg(long)]
    pub(crate) dry_run: bool,
}

#[derive(Debug, Subcommand)]
pub(crate) enum RegistrationCommand {
    /// Read a registration again from its server, and tell what differs from what is stored here
    #[command(after_help = "\
A new secret that the server gives out is stored at once; all else only with --accept.")]
    Show {
        /// Name or id
        name: String,
        /// Store what the server says here
        #[arg(long)]
        accept: bool,
    },
    /// Change a client at its server, and here after the server's answer
    #[command(after_help = UPDATE_HELP)]
    Update(UpdateRegistration),
    /// Delete a client at its server, and here with the tokens it got
    Delete {
        /// Name or id
        name: String,
        /// Do not ask
        #[arg(long, short)]
        yes: bool,
    },
}

#[derive(Debug, Args)]
pub(crate) struct UpdateRegistration {
    /// Name or id
    pub(crate) client: String,
    /// Another name at the server; the one here is changed with tokenry client edit
    #[arg(long)]
    pub(crate) name: Option<String>,
    /// Another redirect URI; given several times, they replace all that the server has
    #[arg(long, value_name = "URI")]
    pub(crate) redirect: Vec<String>,
    /// Other scopes, separated by spaces
    #[arg(long, value_name = "SCOPES")]
    pub(crate) scope: Option<String>,
    /// Only show what would be sent
    #[arg(long)]
    pub(crate) dry_run: bool,
}

#[derive(Debug, Args)]
pub(crate) struct EditClient {
    /// Name or id
    pub(crate) name: String,
    #[arg(value_name = "KEY=VALUE", value_parser = parse_change)]
    pub(crate) changes: Vec<Change>,
    /// Read a new secret from standard input
    #[arg(long, conflicts_with = "remove_secret")]
    pub(crate) secret_stdin: bool,
    /// Forget the secret
    #[arg(long)]
    pub(crate) remove_secret: bool,
}
