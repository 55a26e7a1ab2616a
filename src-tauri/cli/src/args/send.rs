//! `tokenry send …` and `tokenry exec …`

use std::{ffi::OsString, path::PathBuf};

use clap::Args;

use super::values::{Change, parse_change};

const AFTER_HELP: &str = "\
Examples:
  tokenry send https://api.example.org/me --token alice
  tokenry send POST https://api.example.org/notes --token alice -d '{\"text\": \"hi\"}'
  tokenry send https://api.example.org/report --token alice -o report.pdf --fail
  tokenry send --request 'Users / me' --set user=7
  tokenry send --curl command.txt --token alice

A JSON object or array is sent as JSON, a=b&c=d as a form, and other data as plain text. To override
this, use -H 'Content-Type: …'. A token is sent only to its server's origins. For another origin,
Tokenry asks first, or needs --allow-origin.";

#[derive(Debug, Args)]
#[command(after_help = AFTER_HELP)]
pub(crate) struct SendArgs {
    /// HTTP method [default: GET, or POST with data]
    #[arg(value_name = "METHOD")]
    pub(crate) first: Option<String>,
    /// URL; https:// can be left out, and a path alone is resolved against the token's server
    #[arg(value_name = "URL")]
    pub(crate) second: Option<String>,
    /// Token to send: name or id
    #[arg(long, short, value_name = "NAME")]
    pub(crate) token: Option<String>,
    /// Header; can be repeated
    #[arg(long = "header", short = 'H', value_name = "NAME: VALUE")]
    pub(crate) headers: Vec<String>,
    /// Body: text, @FILE, or - for standard input
    #[arg(long, short, value_name = "DATA", allow_hyphen_values = true)]
    pub(crate) data: Option<String>,
    /// Start from a saved request: name or id
    #[arg(long, value_name = "SAVED")]
    pub(crate) request: Option<String>,
    /// Start from a curl command in a file, or - for standard input
    #[arg(long, value_name = "FILE", conflicts_with_all = ["request", "first"])]
    pub(crate) curl: Option<PathBuf>,
    /// Value of a variable: {{NAME}}, or $NAME in a curl command
    #[arg(long, value_name = "NAME=VALUE", value_parser = parse_change)]
    pub(crate) set: Vec<Change>,
    /// Print status and headers before the body
    #[arg(long, short)]
    pub(crate) include: bool,
    /// Write the body to a file, or - for standard output
    #[arg(long, short, value_name = "FILE")]
    pub(crate) output: Option<PathBuf>,
    /// Exit with status 6 if the HTTP status is 400 or above, or the response is a login page
    #[arg(long, short)]
    pub(crate) fail: bool,
    /// Send the token to an origin that is not its server's
    #[arg(long)]
    pub(crate) allow_origin: bool,
    /// Refresh the token first
    #[arg(long, requires = "token")]
    pub(crate) renew: bool,
    /// Do not follow redirects
    #[arg(long)]
    pub(crate) no_follow: bool,
    /// Timeout in seconds; 0 for none
    #[arg(long, value_name = "SECONDS")]
    pub(crate) timeout: Option<u32>,
    /// Print each step to standard error, without secrets
    #[arg(long, short)]
    pub(crate) verbose: bool,
}

#[derive(Debug, Args)]
#[command(
    after_help = "Example: tokenry exec alice -- sh -c 'curl -H \"Authorization: Bearer $ACCESS_TOKEN\" https://a.example/me'\n\nThe exit status is that of the command, 127 if it is not found, or 126 if it cannot be run."
)]
pub(crate) struct ExecArgs {
    /// Token name or id
    pub(crate) token: String,
    /// Environment variable for the token
    #[arg(long, value_name = "VARIABLE", default_value = "ACCESS_TOKEN")]
    pub(crate) env: String,
    /// Refresh it if it expires within this many seconds
    #[arg(long, value_name = "SECONDS")]
    pub(crate) min_ttl: Option<u32>,
    /// Command and its arguments
    #[arg(last = true, required = true, value_name = "COMMAND")]
    pub(crate) command: Vec<OsString>,
}
