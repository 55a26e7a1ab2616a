//! `tokenry import …`

use std::path::PathBuf;

use clap::Args;
use url::Url;

use super::values::{Change, parse_change};

const EXAMPLES: &str = "\
What is read: a command of curl, wget or HTTPie that asks for a token or calls an API, an authorize
URL with its parameters, Postman's collections (2.0 and 2.1) and environments, OpenAPI documents (Swagger 2,
OpenAPI 3, in JSON or YAML). The kind is recognised.

Examples:
  tokenry import photos.postman_collection.json production.postman_environment.json --dry-run
  tokenry import openapi.yaml --dry-run
  xclip -o | tokenry import -";

#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct ImportArgs {
    /// Files that belong together; - is standard input
    #[arg(required = true, value_name = "FILE")]
    pub(crate) files: Vec<PathBuf>,
    /// Only say what would be imported
    #[arg(long)]
    pub(crate) dry_run: bool,
    /// What to call the server; by itself its host
    #[arg(long)]
    pub(crate) name: Option<String>,
    /// A value for a variable that is no secret: {{NAME}} or $NAME
    #[arg(long, value_name = "NAME=VALUE", value_parser = parse_change)]
    pub(crate) set: Vec<Change>,
    /// Take what looks like a placeholder, such as MY_SERVICE, for a value
    #[arg(long)]
    pub(crate) real: bool,
    /// Read the client's secret, where it is missing, from standard input
    #[arg(long)]
    pub(crate) secret_stdin: bool,
    /// Take the endpoints of this security scheme of an OpenAPI document
    #[arg(long, value_name = "NAME")]
    pub(crate) scheme: Option<String>,
    /// Where an OpenAPI document is published, if its addresses are relative to that
    #[arg(long, value_name = "URL")]
    pub(crate) address: Option<Url>,
    /// Do not ask a server that is not known in full to describe itself
    #[arg(long)]
    pub(crate) no_discovery: bool,
}
