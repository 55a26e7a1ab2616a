//! The schemas of the documents: written down in `docs/json`, and kept by every document that a
//! test of this folder asks for.

use std::{fmt::Write as _, fs, path::PathBuf};

use serde_json::Value;
use tokenry_api::schemas::{self, Document};

/// Writes what is generated in the place of what is committed, so that the second run passes.
#[test]
fn the_schemas_are_as_generated() {
    let mut wrong = Vec::new();
    let mut listed: Vec<_> = schemas::all().iter().map(written).collect();
    listed.push(("README.md".to_owned(), readme()));
    for (name, text) in &listed {
        let path = folder().join(name);
        if fs::read_to_string(&path).is_ok_and(|there| there.replace("\r\n", "\n") == *text) {
            continue;
        }
        fs::create_dir_all(folder()).expect("the folder can be made");
        fs::write(&path, text).expect("the schema can be written");
        wrong.push(name.clone());
    }
    for entry in fs::read_dir(folder()).expect("the folder is there") {
        let name = entry.expect("an entry").file_name();
        let name = name.to_string_lossy();
        assert!(
            listed.iter().any(|(known, _)| *known == name),
            "docs/json/{name} belongs to no document: remove it"
        );
    }
    assert!(
        wrong.is_empty(),
        "{wrong:?} in docs/json were out of date; they are written anew: commit them"
    );
}

#[test]
fn a_command_has_one_schema() {
    let mut seen = Vec::new();
    for document in schemas::all() {
        for command in document.commands {
            assert!(!seen.contains(command), "{command} is listed twice");
            seen.push(*command);
            let args: Vec<_> = command.split(' ').collect();
            let found = schemas::of_command(&args).expect("it is listed");
            assert_eq!(found.name, document.name, "{command}");
        }
    }
}

/// Asserts that the command's document has a schema and is valid against it.
pub(crate) fn assert_valid(args: &[&str], document: &Value) {
    let known = schemas::of_command(args);
    let known = known.unwrap_or_else(|| panic!("{args:?}: no schema is listed"));
    assert_fits(&known, document);
}

fn assert_fits(known: &Document, document: &Value) {
    let schema = known.schema.as_value();
    let validator = jsonschema::validator_for(schema).expect("a schema");
    let errors: Vec<_> = validator
        .iter_errors(document)
        .map(|error| format!("{}: {error}", error.instance_path()))
        .collect();
    assert!(
        errors.is_empty(),
        "{}: {errors:#?}\n{document:#}",
        known.name
    );
}

/// So does an error, where it was told as a document.
pub(crate) fn assert_valid_error(told: &str) {
    let documents = told.lines().filter(|line| line.starts_with("{\"error\""));
    for text in documents {
        let document = serde_json::from_str(text).expect("a document");
        let known = schemas::all().into_iter().find(|one| one.name == "error");
        assert_fits(&known.expect("it is listed"), &document);
    }
}

fn folder() -> PathBuf {
    PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/json"))
}

fn written(document: &Document) -> (String, String) {
    let text = serde_json::to_string_pretty(&document.schema).expect("a schema");
    (file_of(document), format!("{text}\n"))
}

fn file_of(document: &Document) -> String {
    format!("{}.schema.json", document.name)
}

fn readme() -> String {
    let mut text = include_str!("schemas/readme.md").to_owned();
    for document in schemas::all() {
        let file = file_of(&document);
        if document.commands.is_empty() {
            writeln!(
                text,
                "| any, on standard error where it fails | [{file}]({file}) |"
            )
            .expect("a text");
        }
        for command in document.commands {
            writeln!(text, "| `tokenry {command}` | [{file}]({file}) |").expect("a text");
        }
    }
    text
}
