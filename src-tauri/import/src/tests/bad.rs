//! Unreadable input: clear messages and no partial results.

use super::read;
use crate::{ImportError, LARGEST};

#[test]
fn what_is_nothing_of_ours_is_told_why() {
    let huge = "x".repeat(LARGEST + 1);
    let deep = "[".repeat(100_000);
    for (text, message, hint) in [
        ("", "nothing to import", "curl"),
        (" \n\u{feff}", "nothing to import", "curl"),
        ("hello there", "neither a curl command", "Collection v2.1"),
        (
            "https://api.example.org/v1",
            "no login parameters",
            "server add",
        ),
        ("curl", "no URL", "whole command"),
        ("curl -X POST", "no URL", "whole command"),
        ("curl 'https://api.example.org", "quotes", "last quote"),
        ("curl ^\"https://api.example.org", "quotes", "last quote"),
        (
            "curl https://$HOST/token -d grant_type=x",
            "$HOST",
            "server's URL",
        ),
        ("curl https://{{host}}/token", "{{host}}", "server's URL"),
        (
            "Invoke-WebRequest -UseBasicParsing -Uri \"https://a.example\"",
            "PowerShell",
            "Copy as cURL",
        ),
        (
            "fetch(\"https://a.example\", {})",
            "JavaScript",
            "Copy as cURL",
        ),
        ("{\"a\": ", "not valid JSON", "EOF"),
        ("{\"a\": 1}", "not a Postman collection", "Collection v2.1"),
        ("[1, 2]", "not a Postman collection", "Collection v2.1"),
        ("{\"access_token\": \"x\"}", "token reply", "token add"),
        ("{\"openapi\": \"3.1.0\"}", "neither a server", "by its URL"),
        ("openapi: 3.1.0\ninfo: [", "cannot be read", "line"),
        (
            "openapi: 3.0.0\nservers: [{url: /v1}]\n",
            "relative to the place",
            "--address",
        ),
        (
            "{\"id\": \"1\", \"requests\": [], \"order\": []}",
            "format 1",
            "v2.1",
        ),
        (
            "{\"info\": {\"schema\": \"https://schema.getpostman.com/json/collection/v2.1.0/collection.json\"}, \"item\": 7}",
            "cannot be read",
            "again",
        ),
        (&deep, "not valid JSON", "recursion"),
        (&huge, "too large", "only"),
    ] {
        let error = read(&[text]).expect_err(&text[..text.len().min(60)]);
        assert!(error.to_string().contains(message), "{text:.60}: {error}");
        assert!(error.hint().contains(hint), "{text:.60}: {}", error.hint());
    }
}

#[test]
fn one_bad_file_spoils_them_all() {
    let good = "{\"name\": \"x\", \"values\": []}";
    assert!(matches!(read(&[good, "{}"]), Err(ImportError::NotPostman)));
}
