//! Between a draft in the page's editor and the core's.

use tokenry_model::request::{Body, Draft, FormPart, PartContent, SendSettings};

use crate::{
    error::CommandError,
    id,
    requests::{BodyForm, DraftForm, PartForm},
};

impl TryFrom<DraftForm> for Draft {
    type Error = CommandError;

    fn try_from(form: DraftForm) -> Result<Self, CommandError> {
        Ok(Self {
            method: form.method,
            url: form.url,
            parameters: form.parameters,
            headers: form.headers,
            body: match form.body {
                BodyForm::None => Body::None,
                BodyForm::Json { text } => Body::Json { text },
                BodyForm::Text { text } => Body::Text { text },
                BodyForm::Form { fields } => Body::Form { fields },
                BodyForm::Multipart { parts } => Body::Multipart {
                    parts: parts.into_iter().map(FormPart::from).collect(),
                },
                BodyForm::File { path, media_type } => Body::File { path, media_type },
            },
            token: form.token_id.as_deref().map(id).transpose()?,
            settings: SendSettings {
                timeout_secs: form.timeout_secs,
                follow_redirects: form.follow_redirects,
            },
        })
    }
}

impl From<Draft> for DraftForm {
    fn from(draft: Draft) -> Self {
        Self {
            method: draft.method,
            url: draft.url,
            parameters: draft.parameters,
            headers: draft.headers,
            body: match draft.body {
                Body::None => BodyForm::None,
                Body::Json { text } => BodyForm::Json { text },
                Body::Text { text } => BodyForm::Text { text },
                Body::Form { fields } => BodyForm::Form { fields },
                Body::Multipart { parts } => BodyForm::Multipart {
                    parts: parts.into_iter().map(PartForm::from).collect(),
                },
                Body::File { path, media_type } => BodyForm::File { path, media_type },
            },
            token_id: draft.token.map(|token| token.to_string()),
            timeout_secs: draft.settings.timeout_secs,
            follow_redirects: draft.settings.follow_redirects,
        }
    }
}

impl From<PartForm> for FormPart {
    fn from(form: PartForm) -> Self {
        Self {
            name: form.name,
            content: if form.is_file {
                PartContent::File {
                    path: form.value,
                    file_name: form.file_name,
                }
            } else {
                PartContent::Text { text: form.value }
            },
            media_type: form.media_type,
            enabled: form.enabled,
        }
    }
}

impl From<FormPart> for PartForm {
    fn from(part: FormPart) -> Self {
        let (is_file, value, file_name) = match part.content {
            PartContent::Text { text } => (false, text, String::new()),
            PartContent::File { path, file_name } => (true, path, file_name),
        };
        Self {
            name: part.name,
            is_file,
            value,
            file_name,
            media_type: part.media_type,
            enabled: part.enabled,
        }
    }
}
