//! `tokenry client …`

use clap::{Args, Subcommand};

use super::values::{Auth, Change, GrantType, parse_change};

const EDIT_HELP: &str = "\
Keys, each as KEY=VALUE. An empty value removes the entry:
  name, id                name here, client ID at the server
  auth                    basic, post, basic-raw, secret-jwt, private-key-jwt, tls, self-signed-tls
                          or none
  redirect                redirect URI
  also-redirects          other registered redirect URIs, separated by spaces, for logins where the
                          first does not work
  scope                   scopes, separated by spaces
  token-style, token-placement
                          empty: same as the server
  signing-alg, signing-key-id
                          for JWTs that the client signs
  assertion-audience      endpoint or issuer, also for signed JWTs
  pushed                  yes or no: pushed authorization requests (RFC 9126)
  dpop                    yes or no: DPoP-bound tokens (RFC 9449)
  extra.STEP.PLACE.NAME   extra parameter or header; STEP is authorize, token or refresh, PLACE is
                          header, query or body

Example: tokenry client edit app redirect=http://127.0.0.1:8123/callback";

const UPDATE_HELP: &str = "\
Everything else keeps its current value at the server.

Example: tokenry client registration update app --redirect http://127.0.0.1/callback \
--redirect app.tokenry:/callback";

#[derive(Debug, Subcommand)]
pub(crate) enum ClientCommand {
    /// Add a client that you have registered at a server
    #[command(
        after_help = "Example: tokenry client add photos --id my-app --scope 'read write' --secret-stdin < secret.txt"
    )]
    Add(AddClient),
    /// Register a new client at a server (RFC 7591, or the server's own API)
    #[command(
        after_help = "Example: tokenry client register social.example --scope 'read write' --name social"
    )]
    Register(RegisterClient),
    /// Read, update or delete a registration made by Tokenry (RFC 7592)
    #[command(subcommand)]
    Registration(RegistrationCommand),
    /// Show the redirect URIs you can register, and which of them work now
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
        /// Show secrets in extras and URLs too, but not the client secret
        #[arg(long)]
        reveal: bool,
    },
    /// Change a client
    #[command(after_help = EDIT_HELP)]
    Edit(EditClient),
    /// Remove a client and its tokens
    Remove {
        /// Name or id
        name: String,
        /// Skip the confirmation
        #[arg(long, short)]
        yes: bool,
    },
}

#[derive(Debug, Args)]
pub(crate) struct AddClient {
    /// The server's name or id
    pub(crate) server: String,
    /// Client ID issued by the server
    #[arg(long, value_name = "ID")]
    pub(crate) id: String,
    /// Read the client secret, private key (PEM or JWK) or certificate with its key (PEM) from
    /// standard input
    #[arg(long)]
    pub(crate) secret_stdin: bool,
    /// Client authentication method [default: as the server's metadata says, or none without a secret]
    #[arg(long, value_enum)]
    pub(crate) auth: Option<Auth>,
    /// Redirect URI, exactly as registered [default: from the server's recipe, or
    /// http://127.0.0.1/callback]
    #[arg(long, value_name = "URI")]
    pub(crate) redirect: Option<String>,
    /// Another registered redirect URI, for logins where the first does not work
    #[arg(long, value_name = "URI")]
    pub(crate) also_redirect: Vec<String>,
    /// Scopes to request at login, separated by spaces [default: from the server's recipe]
    #[arg(long, value_name = "SCOPES")]
    pub(crate) scope: Option<String>,
    /// Extra parameter for every login, such as audience=https://api.example.org
    #[arg(long, value_name = "KEY=VALUE", value_parser = parse_change)]
    pub(crate) param: Vec<Change>,
    /// Bind its tokens to a key (DPoP, RFC 9449), so that a copied token is useless
    #[arg(long)]
    pub(crate) dpop: bool,
    /// Name of the client [default: the server's name]
    #[arg(long)]
    pub(crate) name: Option<String>,
}

#[derive(Debug, Args)]
pub(crate) struct RegisterClient {
    /// The server's name or id
    pub(crate) server: String,
    /// Redirect URI to register; can be repeated, and logins use the first [default: from the
    /// server's recipe, or http://127.0.0.1/callback]
    #[arg(long, value_name = "URI")]
    pub(crate) redirect: Vec<String>,
    /// Scopes to register, separated by spaces [default: from the server or its recipe]
    #[arg(long, value_name = "SCOPES")]
    pub(crate) scope: Option<String>,
    /// Name of the client, here and at the server
    #[arg(long)]
    pub(crate) name: Option<String>,
    /// Client authentication method
    #[arg(long, value_enum)]
    pub(crate) auth: Option<Auth>,
    /// Grant type to register; can be repeated [default: authorization-code and refresh-token]
    #[arg(long, value_enum, value_name = "GRANT")]
    pub(crate) grant: Vec<GrantType>,
    /// Web page of the client
    #[arg(long, value_name = "URL")]
    pub(crate) website: Option<url::Url>,
    /// Read the initial access token, which some servers require, from standard input
    #[arg(long)]
    pub(crate) initial_token_stdin: bool,
    /// Read the private key (PEM or JWK) for --auth private-key-jwt from standard input [default: a
    /// new key]. Only the public key is sent to the server
    #[arg(long, conflicts_with = "initial_token_stdin", requires = "auth")]
    pub(crate) key_stdin: bool,
    /// Show what would be sent, and send nothing
    #[arg(long)]
    pub(crate) dry_run: bool,
}

#[derive(Debug, Subcommand)]
pub(crate) enum RegistrationCommand {
    /// Read a registration from the server and show differences from the stored client
    #[command(after_help = "\
A new secret from the server is stored at once. Other changes are stored only with --accept.")]
    Show {
        /// Name or id
        name: String,
        /// Store the server's values
        #[arg(long)]
        accept: bool,
    },
    /// Update a client at the server and here
    #[command(after_help = UPDATE_HELP)]
    Update(UpdateRegistration),
    /// Delete a client at the server, and here with its tokens
    Delete {
        /// Name or id
        name: String,
        /// Skip the confirmation
        #[arg(long, short)]
        yes: bool,
    },
}

#[derive(Debug, Args)]
pub(crate) struct UpdateRegistration {
    /// Name or id
    pub(crate) client: String,
    /// New name at the server; to change the name here: tokenry client edit
    #[arg(long)]
    pub(crate) name: Option<String>,
    /// New redirect URI; can be repeated, and replaces all redirect URIs at the server
    #[arg(long, value_name = "URI")]
    pub(crate) redirect: Vec<String>,
    /// New scopes, separated by spaces
    #[arg(long, value_name = "SCOPES")]
    pub(crate) scope: Option<String>,
    /// Show what would be sent, and send nothing
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
    /// Remove the secret
    #[arg(long)]
    pub(crate) remove_secret: bool,
}
