//! Errors of an import that found nothing usable.

use super::shell::ShellError;

#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    #[error("There is nothing in it.")]
    Nothing,
    #[error("This is too large to be a command or a Postman file.")]
    TooLarge,
    #[error(
        "This is neither a curl command, nor an authorize URL, nor a Postman file, nor an OpenAPI document."
    )]
    NotUnderstood,
    #[error("The quotes of the command do not match.")]
    Quotes(#[source] ShellError),
    #[error("The command names no address.")]
    NoAddress,
    #[error("“{text}” is not an address that can be read.")]
    Address { text: String },
    /// Everything that could be stored contains placeholders or variables.
    #[error("Without a value: {}. Nothing was stored.", names.join(", "))]
    Open { names: Vec<String> },
    #[error("This is an address without the parameters of a login.")]
    PlainAddress,
    #[error("This is neither a curl command nor a request as HTTP writes it.")]
    NoCall,
    #[error("This is not text.")]
    NotText,
    #[error("This is a command of PowerShell.")]
    PowerShell,
    #[error("This is a piece of JavaScript.")]
    Fetch,
    #[error("This is not readable JSON.")]
    Json(#[source] serde_json::Error),
    #[error("This is JSON, but no Postman collection or environment.")]
    NotPostman,
    #[error("This is not a Postman collection that can be read.")]
    Postman { member: &'static str },
    #[error("This is a collection in Postman's first format.")]
    PostmanFirst,
    #[error("This is a token reply.")]
    TokenReply,
    #[error("This is an OpenAPI document that cannot be read.")]
    OpenApi { told: String },
    #[error(
        "The addresses of this OpenAPI document are relative to the place where it is published."
    )]
    OpenApiRelative,
    #[error("This OpenAPI document names neither a server nor an endpoint of OAuth.")]
    OpenApiEmpty,
    #[error("The OpenAPI document has no security scheme “{name}” with endpoints.")]
    NoScheme { name: String, known: Vec<String> },
}

impl ImportError {
    /// Returns what to do, in a sentence or two.
    pub fn hint(&self) -> String {
        match self {
            Self::Nothing | Self::NotUnderstood => {
                "A command begins with curl, wget, http or https, an authorize URL holds client_id=…, and \
                 Postman's files are exported from its menu as Collection v2.1."
                    .into()
            }
            Self::NoCall => {
                "In the browser's list of requests choose Copy as cURL, and give all of it.".into()
            }
            Self::NotText => {
                "What is imported is a command, an address, one of Postman's files or an OpenAPI \
                 document, as UTF-8 or UTF-16."
                    .into()
            }
            Self::TooLarge => "Export only the collection that you need.".into(),
            Self::Quotes(error) => format!(
                "It seems that {error}: was the whole command copied, from curl to the last quote?"
            ),
            Self::NoAddress => "Was the whole command copied?".into(),
            Self::Address { text } if text.contains(['$', '{', '<']) => {
                "Put the server's address in the place of what is left open in it, or give that \
                 a value (on the command line: --set NAME=VALUE)."
                    .into()
            }
            Self::Address { .. } => {
                "Put the server's address in its place, beginning with https://.".into()
            }
            Self::Open { .. } => {
                "Put your own values in their places, or give them (on the command line: --set \
                 NAME=VALUE; --real where one is no placeholder but the value itself)."
                    .into()
            }
            Self::PlainAddress => {
                "To add a server by its address, type it into the address field (on the command \
                 line: tokenry server add)."
                    .into()
            }
            Self::PowerShell | Self::Fetch => {
                "In the browser's list of requests choose Copy as cURL instead.".into()
            }
            Self::Json(error) => format!("The reader stopped at: {error}. Is the file whole?"),
            Self::Postman { member } => format!(
                "Its member “{member}” is no list. Export it from Postman once more, as \
                 Collection v2.1."
            ),
            Self::NotPostman => {
                "Export it from Postman as Collection v2.1, or as an environment.".into()
            }
            Self::PostmanFirst => "Export it from Postman once more, as Collection v2.1.".into(),
            Self::TokenReply => {
                "Paste it where a token is added (on the command line: tokenry token add SERVER \
                 --as NAME --stdin)."
                    .into()
            }
            Self::OpenApi { told } => {
                format!("The reader stopped at: {told}. Is the file whole?")
            }
            Self::OpenApiRelative => {
                "Add the server by the address of the document. Where it cannot be fetched there, \
                 say what its address is: tokenry import FILE --address URL."
                    .into()
            }
            Self::OpenApiEmpty => {
                "Add the server by its address; its documentation may name the endpoints.".into()
            }
            Self::NoScheme { known, .. } => {
                format!("It has these: {}.", known.join(", "))
            }
        }
    }
}
