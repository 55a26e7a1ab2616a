//! Parsing and checking a recipe. Each fault has its line and column.

use std::ops::Range;

use reqwest::header::{HeaderName, HeaderValue};
use toml::{
    Spanned,
    de::{DeTable, DeValue},
};
use url::Url;

use super::{
    Recipe, RecipeError, Spot,
    error::Fault,
    template::{TemplateError, Values},
};

/// Parses the text of `file`. Its id must be `id`.
pub(super) fn read(text: &str, file: &str, id: &str) -> Result<Recipe, RecipeError> {
    let recipe: Recipe = toml::from_str(text).map_err(|error| RecipeError::Syntax {
        spot: spot(text, file, error.span()),
        message: one_line(&error),
        source: Box::new(error),
    })?;
    check(&recipe, id).map_err(|(fault, culprit)| RecipeError::Senseless {
        spot: spot(text, file, span_of(text, &culprit)),
        fault,
    })?;
    Ok(recipe)
}

/// A fault, and the text in the file that causes it.
type FaultAt = (Fault, String);

fn check(recipe: &Recipe, id: &str) -> Result<(), FaultAt> {
    if recipe.id != id {
        let expected = id.to_owned();
        return Err((Fault::Id { expected }, recipe.id.clone()));
    }
    if !recipe.tried && recipe.source.is_none() {
        return Err((Fault::NoSource, "tried".into()));
    }
    for text in [Some(&recipe.docs), recipe.source.as_ref()]
        .into_iter()
        .flatten()
    {
        let fine = Url::parse(text).is_ok_and(|url| matches!(url.scheme(), "https" | "http"));
        if !fine {
            return Err((Fault::Address { text: text.clone() }, text.clone()));
        }
    }
    check_templates(recipe)?;
    for host in &recipe.recognise.hosts {
        let fine = !host.is_empty()
            && host
                .chars()
                .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || ".-*".contains(c));
        if !fine {
            return Err((Fault::Host { text: host.clone() }, host.clone()));
        }
    }
    for probe in &recipe.recognise.probes {
        for condition in &probe.holds {
            if condition.is_empty() {
                let culprit = condition.at.clone().unwrap_or_else(|| probe.url.clone());
                return Err((Fault::Condition, culprit));
            }
            check_pointer(condition.at.as_deref())?;
        }
        if !probe.recognises(probe.status, &probe.example) {
            return Err((Fault::Example, probe.url.clone()));
        }
    }
    if let Some(verify) = &recipe.verify {
        check_pointer(verify.account.as_deref())?;
        check_pointer(verify.subject.as_deref())?;
    }
    for (name, value) in &recipe.headers {
        let fine = HeaderName::try_from(name).is_ok() && HeaderValue::try_from(value).is_ok();
        if !fine {
            return Err((Fault::Header { name: name.clone() }, name.clone()));
        }
    }
    Ok(())
}

fn check_pointer(pointer: Option<&str>) -> Result<(), FaultAt> {
    match pointer {
        Some(text) if !text.is_empty() && !text.starts_with('/') => {
            let text = text.to_owned();
            Err((Fault::Pointer { text: text.clone() }, text))
        }
        _ => Ok(()),
    }
}

/// Checks that every template can be filled in, and that the result is a URL where one is expected.
fn check_templates(recipe: &Recipe) -> Result<(), FaultAt> {
    let mut values = Values::default();
    values.set("base", "https://server.example");
    for variable in &recipe.variables {
        let value = variable.default.clone().unwrap_or_else(|| "x".into());
        values.set(&variable.name, value);
    }
    let faulty = |text: &str, error: TemplateError| (Fault::Template(error), text.to_owned());
    if let Some(fixed) = &recipe.address.fixed {
        let base = values
            .address(fixed)
            .map_err(|error| faulty(fixed, error))?;
        values.set("base", base.as_str().trim_end_matches('/'));
    }
    let address = &recipe.address;
    let endpoints = recipe.endpoints.all().into_iter();
    let addresses = [&address.api, &address.issuer, &recipe.registration.page]
        .into_iter()
        .chain(endpoints.map(|(_, template)| template))
        .filter_map(Option::as_ref)
        .chain(recipe.verify.iter().map(|verify| &verify.url))
        .chain(recipe.recognise.probes.iter().map(|probe| &probe.url))
        .chain(&address.origins);
    for text in addresses {
        values.address(text).map_err(|error| faulty(text, error))?;
    }
    values.set("redirect_uri", "x");
    values.set("name", "x");
    let texts = recipe.registration.steps.iter();
    for text in texts.chain(&recipe.redirect.suggested) {
        values.fill(text).map_err(|error| faulty(text, error))?;
    }
    Ok(())
}

/// The parser's message as one line, without its excerpt of the file.
fn one_line(error: &toml::de::Error) -> String {
    error.message().trim_end_matches('.').replace('\n', ", ")
}

fn spot(text: &str, file: &str, span: Option<Range<usize>>) -> Spot {
    let at = span.map_or(0, |span| span.start).min(text.len());
    let before = &text[..text.floor_char_boundary(at)];
    let line_start = before.rfind('\n').map_or(0, |end| end + 1);
    Spot {
        file: file.to_owned(),
        line: before.matches('\n').count() + 1,
        column: before[line_start..].chars().count() + 1,
    }
}

/// The position of a value, or else of a key. It is looked up because the checked data has no positions.
fn span_of(text: &str, culprit: &str) -> Option<Range<usize>> {
    let document = DeTable::parse(text).ok()?;
    let document = document.get_ref();
    value_in(document, culprit).or_else(|| key_in(document, culprit))
}

fn value_in(table: &DeTable<'_>, culprit: &str) -> Option<Range<usize>> {
    table.values().find_map(|value| value_at(value, culprit))
}

fn value_at(value: &Spanned<DeValue<'_>>, culprit: &str) -> Option<Range<usize>> {
    match value.get_ref() {
        DeValue::String(string) => (string == culprit).then(|| value.span()),
        DeValue::Array(list) => list.iter().find_map(|one| value_at(one, culprit)),
        DeValue::Table(table) => value_in(table, culprit),
        _ => None,
    }
}

fn key_in(table: &DeTable<'_>, culprit: &str) -> Option<Range<usize>> {
    table.iter().find_map(|(key, value)| {
        if key.get_ref() == culprit {
            return Some(key.span());
        }
        let DeValue::Table(below) = value.get_ref() else {
            return None;
        };
        key_in(below, culprit)
    })
}
