//! What can be typed. Every help text says what a command does and shows it once.

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

use clap::{Args as ClapArgs, CommandFactory as _, Parser, Subcommand};

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

Exit status: 0 done, 1 failed, 2 usage, 3 vault locked, 4 login needed, 5 not found,
6 HTTP status 400 or above with --fail, 130 ended by Ctrl-C.

Environment: TOKENRY_DATA_DIR (where the data is), TOKENRY_PASSPHRASE_FILE (a file with the
vault's passphrase, for machines without a keyring), TOKENRY_KEYRING=off (leave the keyring
alone), TOKENRY_LOCK_WAIT (seconds to wait for another Tokenry; 150 by itself), TOKENRY_LOG (logs to standard error, for example tokenry_core=debug).";

/// OAuth 2.0 tokens on the command line: log in, keep tokens fresh, send calls with them.
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
    /// What was typed on this program's command line.
    pub(crate) fn typed() -> Result<Self, clap::Error> {
        Self::try_parse_from(hyphens::joined(std::env::args_os(), &Self::command()))
    }
}

/// Understood by every command, before or after its name.
#[derive(Debug, ClapArgs)]
#[command(next_help_heading = "Everywhere")]
pub(crate) struct Global {
    /// Where the data is kept (also: TOKENRY_DATA_DIR)
    #[arg(long, global = true, value_name = "DIR")]
    pub(crate) data_dir: Option<PathBuf>,
    /// Answer with one JSON document on standard output; messages go to standard error
    #[arg(long, global = true)]
    pub(crate) json: bool,
    /// Never ask: fail where something is missing, and take removing for meant
    #[arg(long, global = true)]
    pub(crate) no_input: bool,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Servers: who gives out the tokens, and the API they open
    #[command(subcommand)]
    Server(ServerCommand),
    /// Recipes: what Tokenry knows about kinds of servers
    #[command(subcommand)]
    Recipe(RecipeCommand),
    /// Clients: your registrations at a server
    #[command(subcommand)]
    Client(ClientCommand),
    /// Log in and get a token with a name
    Login(LoginArgs),
    /// Tokens: listed, given out, renewed, forgotten
    #[command(subcommand)]
    Token(TokenCommand),
    /// Send a request with a token that is fresh
    Send(SendArgs),
    /// Run a command with a token in its environment
    Exec(ExecArgs),
    /// Saved requests
    #[command(subcommand)]
    Request(RequestCommand),
    /// What was sent and answered where a login failed or no server was found
    #[command(subcommand)]
    Transcript(TranscriptCommand),
    /// Import what a curl command, an authorize URL or Postman's files say
    Import(ImportArgs),
    /// Export saved requests, with the servers and clients that they need and without secrets
    #[command(after_help = EXPORT_HELP)]
    Export(ExportArgs),
    /// Settings: shown, or changed
    #[command(after_help = SETTINGS_HELP)]
    Settings {
        #[arg(value_name = "KEY=VALUE", value_parser = values::parse_change)]
        changes: Vec<Change>,
    },
    /// The vault: where secrets are sealed
    #[command(subcommand)]
    Vault(VaultCommand),
    /// Look for what could stand in the way, and say what to do about it
    Doctor,
}

const SETTINGS_HELP: &str = "\
Keys, each as KEY=VALUE; an empty value brings back what it was at first:
  refresh-margin          seconds before its end at which a token is renewed; never more than a tenth
                          of its life
  refresh-in-background   yes or no: tokens are renewed while the window is open
  lock-after              minutes without a key or click after which the window locks; 0 for never
  idle-locks              window or everything: whether that locks the vault for the command line too
  clipboard               seconds until a copied secret is removed from the clipboard
  log                     off, error, warn, info or debug: what the log in the data directory keeps
  theme                   system, light or dark

Example: tokenry settings refresh-margin=120";

#[derive(Debug, Subcommand)]
pub(crate) enum TranscriptCommand {
    /// List the failures that were kept, the newest first
    List,
    /// Show one as a text without secrets, fit for asking others: what led to a token is in tokenry
    /// token transcript
    Show {
        /// The number that the list gives it; 1 is the newest
        #[arg(default_value_t = 1)]
        number: usize,
        /// Write it into this file
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
The file is a collection of Postman's format 2.1: tokenry import reads it, and so do other programs.
Secrets and tokens stay here; variables without a value stand in their places. To take everything along,
with the secrets sealed: tokenry vault backup FILE

Example: tokenry export photos.json --collection Photos";

#[derive(Debug, ClapArgs)]
pub(crate) struct ExportArgs {
    /// A file that is not there yet; - is standard output
    pub(crate) file: PathBuf,
    /// Only this collection, by its name
    #[arg(long, value_name = "NAME")]
    pub(crate) collection: Option<String>,
}
