//! The command line's arguments. Each help text says what a command does and gives one example.

mod client;
mod hyphens;
mod import;
mod login;
mod recipe;
mod send;
mod server;
mod token;
mod values;
mod vault;

use std::path::PathBuf;

use clap::{Args as ClapArgs, CommandFactory as _, FromArgMatches as _, Parser, Subcommand};

pub(crate) use self::{
    client::{
        AddClient, ClientCommand, EditClient, RegisterClient, RegistrationCommand,
        UpdateRegistration,
    },
    import::ImportArgs,
    login::LoginArgs,
    recipe::RecipeCommand,
    send::{ExecArgs, SendArgs},
    server::{AddServer, Choosing, ServerCommand},
    token::{AddToken, Format, GetToken, Part, TokenCommand},
    values::{Auth, Change, Style, parse_placement, parse_time, scopes},
    vault::{ReviewArgs, VaultCommand},
};

const AFTER_HELP: &str = "\
A first login, step by step:
  tokenry server add https://id.example.org --name photos
  tokenry client add photos --id my-app --name app     (or: tokenry client register photos)
  tokenry login app --as alice
  tokenry send https://id.example.org/api/me --token alice

Exit status: 0 success, 1 failure, 2 usage error, 3 vault locked, 4 login needed, 5 not found,
6 HTTP status 400 or above with --fail, 130 interrupted by Ctrl-C.

Environment:
  TOKENRY_DATA_DIR         data directory
  TOKENRY_PASSPHRASE_FILE  file that contains the vault's passphrase, for machines without a keyring
  TOKENRY_KEYRING=off      do not use the keyring
  TOKENRY_LOCK_WAIT        seconds to wait for another Tokenry process (default: 150)
  TOKENRY_LOG              log to standard error, for example tokenry_core=debug";

/// OAuth 2.0 tokens on the command line: log in, keep tokens fresh, send requests with them.
#[derive(Debug, Parser)]
#[command(
    name = "tokenry",
    // Not the file's name: Windows would say `tokenry.exe` in every usage line.
    bin_name = "tokenry",
    version,
    after_help = AFTER_HELP,
    subcommand_required = true,
    arg_required_else_help = true
)]
pub(crate) struct Args {
    #[command(flatten)]
    pub(crate) global: Global,
    #[command(subcommand)]
    pub(crate) command: Command,
}

impl Args {
    /// Parses this program's command line.
    pub(crate) fn typed() -> Result<Self, clap::Error> {
        let mut command = Self::command();
        let words = hyphens::joined(std::env::args_os(), &command);
        let mut matches = command.try_get_matches_from_mut(words)?;
        let args = Self::from_arg_matches_mut(&mut matches);
        args.map_err(|error| error.format(&mut command))
    }
}

/// Options of every command, before or after its name.
#[derive(Debug, ClapArgs)]
#[command(next_help_heading = "Global options")]
pub(crate) struct Global {
    /// Data directory (also: TOKENRY_DATA_DIR)
    #[arg(long, global = true, value_name = "DIR")]
    pub(crate) data_dir: Option<PathBuf>,
    /// Print one JSON document to standard output; messages go to standard error
    #[arg(long, global = true)]
    pub(crate) json: bool,
    /// Never prompt: fail if input is missing, and remove without confirmation
    #[arg(long, global = true)]
    pub(crate) no_input: bool,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Manage servers: the authorization server and the API it protects
    #[command(subcommand)]
    Server(ServerCommand),
    /// Show recipes: descriptions of known kinds of servers
    #[command(subcommand)]
    Recipe(RecipeCommand),
    /// Manage clients: your registrations at a server
    #[command(subcommand)]
    Client(ClientCommand),
    /// Log in and store the token under a name
    Login(LoginArgs),
    /// Manage tokens: list, print, refresh, revoke, forget
    #[command(subcommand)]
    Token(TokenCommand),
    /// Send a request with a fresh token
    Send(SendArgs),
    /// Run a command with a token in its environment
    Exec(ExecArgs),
    /// List saved requests
    #[command(subcommand)]
    Request(RequestCommand),
    /// Show transcripts of failed logins and failed discovery
    #[command(subcommand)]
    Transcript(TranscriptCommand),
    /// Import a curl command, an authorization URL, Postman files or an OpenAPI document
    Import(ImportArgs),
    /// Export saved requests with their servers and clients, without secrets
    #[command(after_help = EXPORT_HELP)]
    Export(ExportArgs),
    /// Show or change settings
    #[command(after_help = SETTINGS_HELP)]
    Settings {
        #[arg(value_name = "KEY=VALUE", value_parser = values::parse_change)]
        changes: Vec<Change>,
    },
    /// Manage the vault, which encrypts secrets
    #[command(subcommand)]
    Vault(VaultCommand),
    /// Check the setup for problems and suggest fixes
    Doctor,
}

const SETTINGS_HELP: &str = "\
Keys, each as KEY=VALUE. An empty value restores the default:
  refresh-margin          seconds before expiry at which a token is refreshed; at most a tenth of
                          its lifetime
  refresh-in-background   yes or no: refresh tokens while the window is open
  lock-after              minutes of inactivity after which the window locks; 0 for never
  idle-locks              window or everything: everything also locks the vault for the command line
  clipboard               seconds until a copied secret is removed from the clipboard
  log                     off, error, warn, info or debug: log level in the data directory
  theme                   system, light or dark

Example: tokenry settings refresh-margin=120";

#[derive(Debug, Subcommand)]
pub(crate) enum TranscriptCommand {
    /// List the stored failures, newest first
    List,
    /// Show one as text without secrets, fit to share
    ///
    /// For the transcript of a token: tokenry token show NAME --transcript
    Show {
        /// Number in the list; 1 is the newest
        #[arg(default_value_t = 1)]
        number: usize,
        /// Write it to this file
        #[arg(long, short, value_name = "FILE")]
        output: Option<PathBuf>,
    },
}

#[derive(Debug, Subcommand)]
pub(crate) enum RequestCommand {
    /// List the saved requests
    List,
}

const EXPORT_HELP: &str = "\
The file is a Postman collection (format 2.1), which tokenry import and other programs can read.
Secrets and tokens are not exported; empty variables take their places. To back up everything with
encrypted secrets: tokenry vault backup FILE

Example: tokenry export photos.json --collection Photos";

#[derive(Debug, ClapArgs)]
pub(crate) struct ExportArgs {
    /// New file to write, or - for standard output
    pub(crate) file: PathBuf,
    /// Export only this collection
    #[arg(long, value_name = "NAME")]
    pub(crate) collection: Option<String>,
}
