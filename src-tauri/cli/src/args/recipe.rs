//! `tokenry recipe …`

use clap::Subcommand;

#[derive(Debug, Subcommand)]
pub(crate) enum RecipeCommand {
    /// List all recipes: those of the program, and your own in the folder recipes of the data
    /// directory
    List,
    /// Show one recipe: addresses, habits, scopes, how to register a client
    #[command(after_help = "Example: tokenry recipe show gotosocial")]
    Show {
        /// Its id, as in the list
        id: String,
    },
}
