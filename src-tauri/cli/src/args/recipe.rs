//! `tokenry recipe …`

use clap::Subcommand;

#[derive(Debug, Subcommand)]
pub(crate) enum RecipeCommand {
    /// List all recipes: built-in ones, and your own in recipes/ in the data directory
    List,
    /// Show one recipe: endpoints, scopes, and how to register a client
    #[command(after_help = "Example: tokenry recipe show gotosocial")]
    Show {
        /// Recipe id, as in the list
        id: String,
    },
}
