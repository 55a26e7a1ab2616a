//! Variables in a draft: put in their places, and found.

use crate::{
    request::{Body, Draft, Field, FormPart, PartContent},
    server::Placement,
    variables::{Variables, written_in},
};

impl Draft {
    /// The draft with every variable that has a value in its place.
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

    /// The variables that it names in what is sent, as they are written.
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

    /// Every text in which a variable may stand.
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

    /// Without the header in whose place a token comes, where nothing stands for its variables.
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

    /// The texts of its body alone.
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
    /// The last row of a table always is.
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
