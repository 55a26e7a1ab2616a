//! Errors of an import that found nothing usable.

use super::shell::ShellError;

#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    #[error("There is nothing to import.")]
    Nothing,
    #[error("This is too large to be a command or a Postman file.")]
    TooLarge,
    #[error(
        "This is neither a curl command, nor an authorize URL, nor a Postman file, nor an OpenAPI document."
    )]
    NotUnderstood,
    #[error("The quotes of the command do not match.")]
    Quotes(#[source] ShellError),
    #[error("The command has no URL.")]
    NoAddress,
    #[error("“{text}” is not a valid URL.")]
    Address { text: String },
    /// Everything that could be stored contains placeholders or variables.
    #[error("These have no value: {}. Nothing was stored.", names.join(", "))]
    Open { names: Vec<String> },
    #[error("This URL has no login parameters.")]
    PlainAddress,
    #[error("This is neither a curl command nor a raw HTTP request.")]
    NoCall,
    #[error("This is not text.")]
    NotText,
    #[error("This is a PowerShell command.")]
    PowerShell,
    #[error("This is JavaScript.")]
    Fetch,
    #[error("This is not valid JSON.")]
    Json(#[source] serde_json::Error),
    #[error("This is JSON, but not a Postman collection or environment.")]
    NotPostman,
    #[error("This Postman collection cannot be read.")]
    Postman { member: &'static str },
    #[error("This is a collection in Postman's format 1.")]
    PostmanFirst,
    #[error("This is a token reply.")]
    TokenReply,
    #[error("This OpenAPI document cannot be read.")]
    OpenApi { told: String },
    #[error("The URLs in this OpenAPI document are relative to the place where it is published.")]
    OpenApiRelative,
    #[error("This OpenAPI document names neither a server nor an OAuth endpoint.")]
    OpenApiEmpty,
    #[error("The OpenAPI document has no security scheme “{name}” with endpoints.")]
    NoScheme { name: String, known: Vec<String> },
}

impl ImportError {
    /// Returns what to do, in a sentence or two.
    pub fn hint(&self) -> String {
        match self {
            Self::Nothing | Self::NotUnderstood => {
                "A command begins with curl, wget, http or https. An authorize URL contains \
                 client_id=…. Postman exports its files from its menu, as Collection v2.1."
                    .into()
            }
            Self::NoCall => {
                "In the browser's list of requests choose Copy as cURL, and paste all of it.".into()
            }
            Self::NotText => {
                "Tokenry imports commands, URLs, Postman's files and OpenAPI documents, encoded as \
                 UTF-8 or UTF-16."
                    .into()
            }
            Self::TooLarge => "Export only the collection that you need.".into(),
            Self::Quotes(error) => format!(
                "It seems that {error}. Copy the whole command, from curl to the last quote."
            ),
            Self::NoAddress => "Copy the whole command.".into(),
            Self::Address { text } if text.contains(['$', '{', '<']) => {
                "Replace the placeholder with the server's URL, or give it a value (on the command \
                 line: --set NAME=VALUE)."
                    .into()
            }
            Self::Address { .. } => {
                "Replace it with the server's URL, beginning with https://.".into()
            }
            Self::Open { .. } => {
                "Replace them with your own values, or give the values (on the command line: --set \
                 NAME=VALUE). If one is the value itself and no placeholder, say so (--real)."
                    .into()
            }
            Self::PlainAddress => {
                "To add a server by its URL, type it into the address field (on the command line: \
                 tokenry server add)."
                    .into()
            }
            Self::PowerShell | Self::Fetch => {
                "In the browser's list of requests choose Copy as cURL instead.".into()
            }
            Self::Json(error) => {
                format!("The parser stopped at: {error}. The file may be incomplete.")
            }
            Self::Postman { member } => format!(
                "Its member “{member}” is not a list. Export it from Postman again, as Collection \
                 v2.1."
            ),
            Self::NotPostman => {
                "Export it from Postman as Collection v2.1, or as an environment.".into()
            }
            Self::PostmanFirst => "Export it from Postman again, as Collection v2.1.".into(),
            Self::TokenReply => {
                "Paste it where a token is added (on the command line: tokenry token add SERVER \
                 --as NAME --stdin)."
                    .into()
            }
            Self::OpenApi { told } => {
                format!("The parser stopped at: {told}. The file may be incomplete.")
            }
            Self::OpenApiRelative => {
                "Add the server by the URL of the document. If it cannot be fetched there, give \
                 its URL: tokenry import FILE --address URL."
                    .into()
            }
            Self::OpenApiEmpty => {
                "Add the server by its URL. Its documentation may name the endpoints.".into()
            }
            Self::NoScheme { known, .. } => {
                format!("It has these: {}.", known.join(", "))
            }
        }
    }
}
