//! `tokenry login …`

use clap::Args;

use super::values::{Change, parse_change};

const AFTER_HELP: &str = "\
Examples:
  tokenry login app --as alice
  tokenry login app --as alice --no-browser        print the URL, wait for the callback
  tokenry login app --as alice --paste             read the code or the callback URL
  tokenry login app --as alice --device            enter a code on another device
  tokenry login app --as bot --client-credentials  a token for the client itself
  tokenry login robot --as bot --jwt-bearer        a JWT signed with the client's private key
  tokenry login app --as narrow --exchange alice --audience billing
  tokenry login app --as alice --resource https://api.example.org/v1

Legacy grants, for servers that support nothing better:
  tokenry login app --as old --password --username me
  tokenry login app --as old --implicit            paste the callback URL

With --no-browser, --paste, --implicit or --device the first line of standard output is the URL to
open. If a token of the same client already has this name, it is updated in place.";

const OLD: &str = "Legacy grants";

/// Options that conflict with grants that need no browser.
const ALONE: [&str; 5] = ["paste", "no_browser", "device", "implicit", "redirect"];

#[derive(Debug, Args)]
#[command(after_help = AFTER_HELP)]
pub(crate) struct LoginArgs {
    /// Client name or id, or the name of a server with one client
    pub(crate) client: String,
    /// Name of the token [default: the account]
    #[arg(long = "as", value_name = "NAME")]
    pub(crate) token_name: Option<String>,
    /// Scopes to request instead of the client's, separated by spaces
    #[arg(long, value_name = "SCOPES")]
    pub(crate) scope: Option<String>,
    /// Extra parameter for the authorization request, or for the first request of another grant,
    /// such as prompt=select_account
    #[arg(long, value_name = "KEY=VALUE", value_parser = parse_change)]
    pub(crate) param: Vec<Change>,
    /// Print the URL instead of opening the browser, for another browser or a private window
    #[arg(long)]
    pub(crate) no_browser: bool,
    /// Read the code or the callback URL as one line from standard input
    #[arg(long)]
    pub(crate) paste: bool,
    /// Registered redirect URI to use [default: the first that works]
    #[arg(long, value_name = "URI", conflicts_with = "device")]
    pub(crate) redirect: Option<String>,
    /// Log in on another device (RFC 8628)
    #[arg(long, conflicts_with = "paste")]
    pub(crate) device: bool,
    /// Seconds until the login times out
    #[arg(long, value_name = "SECONDS", default_value_t = 600,
          value_parser = clap::value_parser!(u32).range(1..=600))]
    pub(crate) timeout: u32,
    /// Use the client credentials grant, for the client itself
    #[arg(long, group = "direct", conflicts_with_all = ALONE)]
    pub(crate) client_credentials: bool,
    /// Use the JWT bearer grant with a JWT signed by the client, as for service accounts (RFC 7523)
    #[arg(long, group = "direct", conflicts_with_all = ALONE)]
    pub(crate) jwt_bearer: bool,
    /// Subject of the JWT [default: the client]
    #[arg(long, value_name = "SUBJECT", requires = "jwt_bearer")]
    pub(crate) subject: Option<String>,
    /// Use the JWT bearer grant with a JWT from standard input (RFC 7523)
    #[arg(long, group = "direct", conflicts_with_all = ALONE)]
    pub(crate) assertion_stdin: bool,
    /// Exchange another token, by its name (RFC 8693)
    #[arg(long, value_name = "TOKEN", group = "direct", conflicts_with_all = ALONE)]
    pub(crate) exchange: Option<String>,
    /// Token of the actor in the exchange
    #[arg(long, value_name = "TOKEN", requires = "exchange")]
    pub(crate) actor: Option<String>,
    /// Audience: the service that the token is for, as the server names it
    #[arg(long, value_name = "NAME")]
    pub(crate) audience: Option<String>,
    /// Resource: the URI of an API that the token is for; can be repeated (RFC 8707)
    #[arg(long, value_name = "URI")]
    pub(crate) resource: Vec<String>,
    /// Authorization details, as a JSON array of objects with a type each, or @FILE (RFC 9396)
    #[arg(long, value_name = "JSON")]
    pub(crate) authorization_details: Option<String>,
    /// Type of token to request
    #[arg(long, value_name = "URN", requires = "exchange")]
    pub(crate) requested_type: Option<String>,
    /// Use the password grant (RFC 6749 §4.3)
    #[arg(long, help_heading = OLD, group = "direct", conflicts_with_all = ALONE)]
    pub(crate) password: bool,
    /// User name for the password grant
    #[arg(long, help_heading = OLD, value_name = "NAME", requires = "password")]
    pub(crate) username: Option<String>,
    /// Read the password from standard input
    #[arg(long, help_heading = OLD, requires = "password")]
    pub(crate) password_stdin: bool,
    /// Use the implicit grant: the callback URL contains the token, and there is no refresh token
    /// (RFC 6749 §4.2)
    #[arg(long, help_heading = OLD, conflicts_with = "device")]
    pub(crate) implicit: bool,
}
