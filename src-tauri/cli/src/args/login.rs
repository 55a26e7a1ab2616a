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
  tokenry login app --as old --password --username me
                                                   for old servers: asks for the password

With --no-browser, --paste or --device the first line of standard output is the address to open. Where the
name is taken by a token of the same client, that token is renewed in place.";

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
    /// A parameter for the login page, such as prompt=consent
    #[arg(long, value_name = "KEY=VALUE", value_parser = parse_change)]
    pub(crate) param: Vec<Change>,
    /// Print the address instead of opening the browser
    #[arg(long)]
    pub(crate) no_browser: bool,
    /// Read the code, or the address you landed on, as one line from standard input
    #[arg(long)]
    pub(crate) paste: bool,
    /// Log in on another device (RFC 8628)
    #[arg(long, conflicts_with_all = ["paste", "no_browser", "param"])]
    pub(crate) device: bool,
    /// Seconds until the login is given up
    #[arg(long, value_name = "SECONDS", default_value_t = 600,
          value_parser = clap::value_parser!(u32).range(1..=600))]
    pub(crate) timeout: u32,
    /// Get a token for the client itself: nobody logs in
    #[arg(long, conflicts_with_all = ["paste", "no_browser", "device", "param"])]
    pub(crate) client_credentials: bool,
    /// Log in with a name and password, at old servers that offer nothing better (RFC 6749 §4.3)
    #[arg(long, conflicts_with_all = ["paste", "no_browser", "device", "param", "client_credentials"])]
    pub(crate) password: bool,
    /// Whose password it is
    #[arg(long, value_name = "NAME", requires = "password")]
    pub(crate) username: Option<String>,
    /// Read the password from standard input
    #[arg(long, requires = "password")]
    pub(crate) password_stdin: bool,
}
