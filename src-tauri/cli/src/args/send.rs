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

Data that is a JSON object or array is sent as JSON, a=b&c=d as a form, everything else as plain
text; -H 'Content-Type: …' says otherwise. A token goes to its server's origins only; for another
one Tokenry asks, or takes --allow-origin.";

#[derive(Debug, Args)]
#[command(after_help = AFTER_HELP)]
pub(crate) struct SendArgs {
    /// By itself GET, or POST with data
    #[arg(value_name = "METHOD")]
    pub(crate) first: Option<String>,
    /// The address; without a scheme https; a path alone is one of the token's server
    #[arg(value_name = "URL")]
    pub(crate) second: Option<String>,
    /// The token to carry: name or id
    #[arg(long, short, value_name = "NAME")]
    pub(crate) token: Option<String>,
    /// A header; give it as often as needed
    #[arg(long = "header", short = 'H', value_name = "NAME: VALUE")]
    pub(crate) headers: Vec<String>,
    /// The body: text, @FILE, or - for standard input
    #[arg(long, short, value_name = "DATA", allow_hyphen_values = true)]
    pub(crate) data: Option<String>,
    /// Start from a saved request: name or id
    #[arg(long, value_name = "SAVED")]
    pub(crate) request: Option<String>,
    /// Start from a curl command in a file, or - for standard input
    #[arg(long, value_name = "FILE", conflicts_with_all = ["request", "first"])]
    pub(crate) curl: Option<PathBuf>,
    /// A value for a variable: {{NAME}}, or $NAME of a curl command
    #[arg(long, value_name = "NAME=VALUE", value_parser = parse_change)]
    pub(crate) set: Vec<Change>,
    /// Print status and headers before the body
    #[arg(long, short)]
    pub(crate) include: bool,
    /// Write the body to a file, or with - to standard output
    #[arg(long, short, value_name = "FILE")]
    pub(crate) output: Option<PathBuf>,
    /// Exit with status 6 where the answer's status is 400 or above, or where it is a login page
    #[arg(long, short)]
    pub(crate) fail: bool,
    /// Send the token although the address is not one of its server's
    #[arg(long)]
    pub(crate) allow_origin: bool,
    /// Renew the token first
    #[arg(long, requires = "token")]
    pub(crate) renew: bool,
    /// Do not follow redirects
    #[arg(long)]
    pub(crate) no_follow: bool,
    /// Seconds for the whole exchange; 0 for no limit
    #[arg(long, value_name = "SECONDS")]
    pub(crate) timeout: Option<u32>,
    /// Tell every step on standard error, without secrets
    #[arg(long, short)]
    pub(crate) verbose: bool,
}

#[derive(Debug, Args)]
#[command(
    after_help = "Example: tokenry exec alice -- sh -c 'curl -H \"Authorization: Bearer $ACCESS_TOKEN\" https://a.example/me'\n\nThe command's exit status is passed on; 127 if it is not there, 126 if it cannot be run."
)]
pub(crate) struct ExecArgs {
    /// The token: name or id
    pub(crate) token: String,
    /// The variable that holds it
    #[arg(long, value_name = "VARIABLE", default_value = "ACCESS_TOKEN")]
    pub(crate) env: String,
    /// Renew it unless it works for at least this many more seconds
    #[arg(long, value_name = "SECONDS")]
    pub(crate) min_ttl: Option<u32>,
    /// The command and its arguments
    #[arg(last = true, required = true, value_name = "COMMAND")]
    pub(crate) command: Vec<OsString>,
}
