//! Web pages that render an API description (Swagger UI, ReDoc, RapiDoc, Scalar).

use reqwest::header::LINK;
use url::Url;

use super::{Clue, deadline::Looking, openapi};
use tokenry_oauth::discovery::Looked;

/// Maximum number of links that are followed.
const MOST: usize = 6;

/// The scripts in which Swagger UI stores the URL of the document, if it is not in the page.
const SCRIPTS: [&str; 3] = ["swagger-initializer.js", "index.js", "swagger-ui-init.js"];

/// The likely URLs of the description, from the page and from its `Link` header (RFC 8631).
#[derive(Debug, Default)]
pub(super) struct Links {
    documents: Vec<Url>,
    scripts: Vec<Url>,
}

/// Collects the links of a page. Only its own origin is trusted.
pub(super) fn links(looked: &Looked) -> Links {
    let mut links = Links::default();
    let place = looked.place();
    if let Ok(answer) = &looked.answer {
        let values = answer.headers.get_all(LINK).iter();
        let values = values.filter_map(|value| value.to_str().ok());
        for link in values.flat_map(|value| value.split(',')) {
            if link.contains("service-desc")
                && let Some(url) = between(link, '<', '>')
            {
                links.documents.extend(own(place, url));
            }
        }
    }
    let Some(page) = looked.page() else {
        return links;
    };
    links.documents.extend(named(place, page));
    if links.documents.is_empty() && page.contains("swagger-ui") {
        let scripts = SCRIPTS.iter().filter(|script| page.contains(**script));
        links.scripts = scripts
            .filter_map(|script| script_at(place, page, script))
            .collect();
    }
    links.documents.truncate(MOST);
    links
}

/// Requests the documents that the page names.
pub(super) async fn look(looking: &Looking<'_>, links: Links, root: &Url) -> Clue {
    let mut clue = Clue::default();
    let mut documents = links.documents;
    for script in links.scripts {
        let looked = looking.look_at(&script).await;
        if let Ok(text) = looked.text() {
            documents.extend(named(looked.place(), text));
        }
    }
    documents.truncate(MOST);
    openapi::look_at_all(looking, root, &documents, &mut clue).await;
    clue
}

/// The quoted URLs that look like an API description.
fn named(place: &Url, text: &str) -> Vec<Url> {
    let mut found: Vec<Url> = Vec::new();
    for quoted in text.split(['"', '\'', '`']) {
        let quoted = quoted.trim_end_matches('\\');
        if quoted.len() > 300 || quoted.contains(|c: char| c.is_whitespace() || "<>{}".contains(c))
        {
            continue;
        }
        let lower = quoted.to_ascii_lowercase();
        let file = lower.split(['?', '#']).next().unwrap_or_default();
        let of_kind = [
            "openapi",
            "swagger",
            "api-docs",
            "/schema",
            "docs-json",
            "api-json",
        ];
        let ends = [
            ".json",
            ".yaml",
            ".yml",
            "/api-docs",
            "-json",
            "/openapi",
            "/schema/",
            "/schema",
        ];
        let fits = of_kind.iter().any(|part| lower.contains(part))
            && (ends.iter().any(|end| file.ends_with(end)) || lower.contains("format=openapi"));
        // The first is a list of documents, the second the web app manifest.
        let is_other = file.ends_with("swagger-config") || file.ends_with("manifest.json");
        if fits
            && !is_other
            && let Some(url) = own(place, quoted)
            && !found.contains(&url)
        {
            found.push(url);
        }
    }
    found
}

fn own(place: &Url, text: &str) -> Option<Url> {
    let url = place.join(text).ok()?;
    (url.origin() == place.origin()).then_some(url)
}

fn script_at(place: &Url, page: &str, script: &str) -> Option<Url> {
    let mut quoted = page.split(['"', '\'']);
    let source = quoted.find(|text| {
        text.split('?')
            .next()
            .is_some_and(|file| file.ends_with(script))
    })?;
    own(place, source)
}

fn between(text: &str, open: char, close: char) -> Option<&str> {
    let (_, rest) = text.split_once(open)?;
    Some(rest.split_once(close)?.0)
}
