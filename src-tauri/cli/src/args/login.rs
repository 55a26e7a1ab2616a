//! `tokenry login …`

use clap::Args;

use super::values::{Change, parse_change};

const AFTER_HELP: &str = "\
Examples:
  tokenry login app --as alice
  tokenry login app --as alice --no-browser        prints the address, waits for the callback
  tokenry login app --as alice --paste             reads the code, or the address you landed on
  tokenry login app --as alice --device            a code to type on another device
  tokenry login app --as bot --client-credentials  a token for the client itself
  tokenry login robot --as bot --jwt-bearer        a JWT signed with the client's private key
  tokenry login app --as narrow --exchange alice --audience billing
  tokenry login app --as alice --resource https://api.example.org/v1

For old servers only, which offer nothing better:
  tokenry login app --as old --password --username me
  tokenry login app --as old --implicit            paste the address you landed on

With --no-browser, --paste, --implicit or --device the first line of standard output is the address
to open. Where the name is taken by a token of the same client, that token is renewed in place.";

const OLD: &str = "For old servers only";

/// What has no meaning where nobody goes to a browser.
const ALONE: [&str; 5] = ["paste", "no_browser", "device", "implicit", "redirect"];

#[derive(Debug, Args)]
#[command(after_help = AFTER_HELP)]
pub(crate) struct LoginArgs {
    /// The client's name or id; a server's name if it has one client
    pub(crate) client: String,
    /// What to call the token; by itself the account
    #[arg(long = "as", value_name = "NAME")]
    pub(crate) token_name: Option<String>,
    /// Scopes to ask for instead of the client's, separated by spaces
    #[arg(long, value_name = "SCOPES")]
    pub(crate) scope: Option<String>,
    /// A parameter for the login page, such as prompt=select_account to choose another account; where
    /// there is none, for the request with which the login begins
    #[arg(long, value_name = "KEY=VALUE", value_parser = parse_change)]
    pub(crate) param: Vec<Change>,
    /// Print the address instead of opening the browser: for another one, or a private window
    #[arg(long)]
    pub(crate) no_browser: bool,
    /// Read the code, or the address you landed on, as one line from standard input
    #[arg(long)]
    pub(crate) paste: bool,
    /// Come back to this redirect URI, which is registered; by itself the first that works now
    #[arg(long, value_name = "URI", conflicts_with = "device")]
    pub(crate) redirect: Option<String>,
    /// Log in on another device (RFC 8628)
    #[arg(long, conflicts_with = "paste")]
    pub(crate) device: bool,
    /// Seconds until the login is given up
    #[arg(long, value_name = "SECONDS", default_value_t = 600,
          value_parser = clap::value_parser!(u32).range(1..=600))]
    pub(crate) timeout: u32,
    /// Get a token for the client itself: nobody logs in
    #[arg(long, group = "direct", conflicts_with_all = ALONE)]
    pub(crate) client_credentials: bool,
    /// Get a token for a JWT that the client signs with its key, as service accounts do
    /// (RFC 7523)
    #[arg(long, group = "direct", conflicts_with_all = ALONE)]
    pub(crate) jwt_bearer: bool,
    /// For whom the JWT speaks; by itself for the client
    #[arg(long, value_name = "SUBJECT", requires = "jwt_bearer")]
    pub(crate) subject: Option<String>,
    /// Get a token for a JWT that is read from standard input (RFC 7523)
    #[arg(long, group = "direct", conflicts_with_all = ALONE)]
    pub(crate) assertion_stdin: bool,
    /// Get a token for another one, by its name (RFC 8693)
    #[arg(long, value_name = "TOKEN", group = "direct", conflicts_with_all = ALONE)]
    pub(crate) exchange: Option<String>,
    /// Whose token acts for that one
    #[arg(long, value_name = "TOKEN", requires = "exchange")]
    pub(crate) actor: Option<String>,
    /// The service that the token is for, by its name at the server
    #[arg(long, value_name = "NAME")]
    pub(crate) audience: Option<String>,
    /// The API that the token shall be good for, by its address; may be given more than once
    /// (RFC 8707)
    #[arg(long, value_name = "URI")]
    pub(crate) resource: Vec<String>,
    /// What exactly the token shall allow, as a JSON list of objects with a type each, or @FILE
    /// that holds it (RFC 9396)
    #[arg(long, value_name = "JSON")]
    pub(crate) authorization_details: Option<String>,
    /// What kind of token to ask for
    #[arg(long, value_name = "URN", requires = "exchange")]
    pub(crate) requested_type: Option<String>,
    /// Log in with a name and password (RFC 6749 §4.3)
    #[arg(long, help_heading = OLD, group = "direct", conflicts_with_all = ALONE)]
    pub(crate) password: bool,
    /// Whose password it is
    #[arg(long, help_heading = OLD, value_name = "NAME", requires = "password")]
    pub(crate) username: Option<String>,
    /// Read the password from standard input
    #[arg(long, help_heading = OLD, requires = "password")]
    pub(crate) password_stdin: bool,
    /// Take the token from the address you landed on: no code, and no refresh token (implicit
    /// grant, RFC 6749 §4.2)
    #[arg(long, help_heading = OLD, conflicts_with = "device")]
    pub(crate) implicit: bool,
}
