//! Variables in a draft: finding and substituting them.

use crate::{
    request::{Body, Draft, Field, FormPart, PartContent},
    server::Placement,
    variables::{Variables, written_in},
};

impl Draft {
    /// Substitutes every variable that has a value.
    #[must_use]
    pub fn filled(&self, variables: &Variables) -> Self {
        let mut filled = self.clone();
        for text in filled.texts() {
            if text.contains("{{") {
                *text = variables.fill(text);
            }
        }
        filled
    }

    /// Lists the variables in the parts that are sent, in the form `{{name}}`.
    pub fn variables(&self) -> Vec<String> {
        let mut draft = self.clone();
        draft.drop_switched_off();
        let texts = draft.texts().into_iter();
        let mut names: Vec<String> = Vec::new();
        for name in texts.flat_map(|text| written_in(text)) {
            if !names.contains(&name) {
                names.push(name);
            }
        }
        names
    }

    /// Returns every text that may contain a variable.
    fn texts(&mut self) -> Vec<&mut String> {
        fn of(fields: &mut [Field]) -> impl Iterator<Item = &mut String> {
            let texts = fields.iter_mut();
            texts.flat_map(|field| [&mut field.name, &mut field.value])
        }
        let mut texts = vec![&mut self.method, &mut self.url];
        texts.extend(of(&mut self.parameters));
        texts.extend(of(&mut self.headers));
        match &mut self.body {
            Body::None => {}
            Body::Json { text } | Body::Text { text } => texts.push(text),
            Body::Form { fields } => texts.extend(of(fields)),
            Body::Multipart { parts } => texts.extend(parts.iter_mut().flat_map(FormPart::texts)),
            Body::File { path, media_type } => texts.extend([path, media_type]),
        }
        texts
    }

    /// Drops the header that the token replaces, if its variables have no values.
    #[must_use]
    pub fn without_open_header(&self, placement: &Placement) -> Self {
        let mut draft = self.clone();
        if let Placement::Header { name, .. } = placement {
            let open = |header: &Field| {
                header.name.eq_ignore_ascii_case(name) && !written_in(&header.value).is_empty()
            };
            draft.headers.retain(|header| !open(header));
        }
        draft
    }

    /// Returns the texts of the body.
    pub fn texts_of_body(&mut self) -> Vec<&mut String> {
        match &mut self.body {
            Body::None | Body::File { .. } => Vec::new(),
            Body::Json { text } | Body::Text { text } => vec![text],
            Body::Form { fields } => fields.iter_mut().map(|field| &mut field.value).collect(),
            Body::Multipart { parts } => {
                let texts = parts.iter_mut().filter_map(|part| match &mut part.content {
                    PartContent::Text { text } => Some(text),
                    PartContent::File { .. } => None,
                });
                texts.collect()
            }
        }
    }

    fn drop_switched_off(&mut self) {
        self.parameters.retain(|field| field.enabled);
        self.headers.retain(|field| field.enabled);
        match &mut self.body {
            Body::Form { fields } => fields.retain(|field| field.enabled),
            Body::Multipart { parts } => parts.retain(|part| part.enabled),
            _ => {}
        }
    }
}

impl FormPart {
    /// Returns `true` for an empty row, which every table ends with.
    pub fn is_empty(&self) -> bool {
        let content = match &self.content {
            PartContent::Text { text } => text,
            PartContent::File { path, .. } => path,
        };
        self.name.is_empty() && content.is_empty()
    }

    fn texts(&mut self) -> Vec<&mut String> {
        let mut texts = vec![&mut self.name, &mut self.media_type];
        match &mut self.content {
            PartContent::Text { text } => texts.push(text),
            PartContent::File { path, file_name } => texts.extend([path, file_name]),
        }
        texts
    }
}
