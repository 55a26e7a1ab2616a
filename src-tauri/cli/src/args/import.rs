//! `tokenry import …`

use std::path::PathBuf;

use clap::Args;
use url::Url;

use super::values::{Change, parse_change};

const EXAMPLES: &str = "\
Formats, which are recognised automatically:
  - curl, wget and HTTPie commands that request a token or call an API
  - authorization URLs with their parameters
  - Postman collections (2.0 and 2.1) and environments
  - OpenAPI documents (Swagger 2 and OpenAPI 3, JSON or YAML)

Examples:
  tokenry import photos.postman_collection.json production.postman_environment.json --dry-run
  tokenry import openapi.yaml --dry-run
  xclip -o | tokenry import -";

#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct ImportArgs {
    /// Files to import together; - is standard input
    #[arg(required = true, value_name = "FILE")]
    pub(crate) files: Vec<PathBuf>,
    /// Show what would be imported, and store nothing
    #[arg(long)]
    pub(crate) dry_run: bool,
    /// Name of the server [default: its host]
    #[arg(long)]
    pub(crate) name: Option<String>,
    /// Value of a variable that is not secret: {{NAME}} or $NAME
    #[arg(long, value_name = "NAME=VALUE", value_parser = parse_change)]
    pub(crate) set: Vec<Change>,
    /// Treat what looks like a placeholder, such as MY_SERVICE, as a value
    #[arg(long)]
    pub(crate) real: bool,
    /// Read a missing client secret from standard input
    #[arg(long)]
    pub(crate) secret_stdin: bool,
    /// Use the endpoints of this security scheme in an OpenAPI document
    #[arg(long, value_name = "NAME")]
    pub(crate) scheme: Option<String>,
    /// URL of an OpenAPI document, to resolve its relative URLs
    #[arg(long, value_name = "URL")]
    pub(crate) address: Option<Url>,
    /// Skip discovery of servers with missing endpoints
    #[arg(long)]
    pub(crate) no_discovery: bool,
}
