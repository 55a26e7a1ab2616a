//! Bodies with files: what arrives, what is shown, and missing files.

use std::fs;

use super::{CANARY, sent};
use crate::request::{
    DraftError, FileError, SendError, preview,
    testing::{draft, field, server},
};
use tokenry_doubles::Reply;
use tokenry_model::request::{Body, FormPart, PartContent};

fn part(name: &str, content: PartContent, media_type: &str) -> FormPart {
    FormPart {
        name: name.into(),
        content,
        media_type: media_type.into(),
        enabled: true,
    }
}

fn text(text: &str) -> PartContent {
    PartContent::Text { text: text.into() }
}

fn file(path: &str, file_name: &str) -> PartContent {
    PartContent::File {
        path: path.into(),
        file_name: file_name.into(),
    }
}

#[tokio::test]
async fn a_form_with_files_arrives_whole_and_shows_no_secret() {
    let dir = tempfile::tempdir().expect("a directory");
    let path = dir.path().join("a b.png");
    let large = "0123456789abcdef".repeat(64 * 1024);
    fs::write(&path, &large).expect("a file");
    let path = path.to_str().expect("text");
    let (stage, http) = server(|_| Reply::new("200 OK", "{}"));
    let mut request = draft("POST", &stage.url("/files"));
    request.headers = vec![field("Content-Type", "multipart/form-data")];
    let mut off = part("off", text("x"), "");
    off.enabled = false;
    request.body = Body::Multipart {
        parts: vec![
            part("na\"me\r\nX: y", text("v 1"), ""),
            part("client_secret", text(CANARY), "text/plain"),
            part("file", file(path, ""), ""),
            part("file", file(path, "other.txt"), "text/x"),
            off,
            part("", text(""), ""),
        ],
    };
    let done = sent(&http, &request, None).await;
    assert_eq!(done.answer().status, 200);
    assert!(
        done.notes().contains("Content-Type was left out"),
        "{}",
        done.notes()
    );
    let seen = stage.take().remove(0);
    let kind = seen.header("content-type").expect("a type");
    let boundary = kind
        .strip_prefix("multipart/form-data; boundary=")
        .expect(kind);
    let length: usize = seen
        .header("content-length")
        .expect("a length")
        .parse()
        .expect("a number");
    assert_eq!(length, seen.body.len());
    let parts: Vec<&str> = seen.body.split(&format!("--{boundary}")).collect();
    assert_eq!(parts.len(), 6, "four parts, and what stands around them");
    assert_eq!(
        parts[1],
        "\r\nContent-Disposition: form-data; name=\"na%22me%0D%0AX: y\"\r\n\r\nv 1\r\n"
    );
    assert!(parts[2].contains("Content-Type: text/plain\r\n\r\n") && parts[2].contains(CANARY));
    let head = "\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a b.png\"\r\nContent-Type: image/png\r\n\r\n";
    assert_eq!(parts[3], format!("{head}{large}\r\n"));
    assert!(parts[4].contains("filename=\"other.txt\"\r\nContent-Type: text/x"));
    assert_eq!(parts[5], "--\r\n");
}

#[tokio::test]
async fn a_file_body_is_sent_again_after_a_redirect() {
    let dir = tempfile::tempdir().expect("a directory");
    let path = dir.path().join("a.json");
    fs::write(&path, "{\"a\": 1}").expect("a file");
    let path = path.to_str().expect("text").to_owned();
    let (stage, http) = server(|seen| {
        if seen.line.contains("/first") {
            Reply::redirect(307, "/second")
        } else {
            Reply::new("200 OK", "{}")
        }
    });
    let mut request = draft("PUT", &stage.url("/first"));
    request.body = Body::File {
        path: path.clone(),
        media_type: String::new(),
    };
    sent(&http, &request, None).await.answer();
    for seen in stage.take() {
        assert_eq!(seen.body, "{\"a\": 1}", "{}", seen.line);
        assert_eq!(seen.header("content-type"), Some("application/json"));
    }
    request.body = Body::File {
        path,
        media_type: "text/x".into(),
    };
    sent(&http, &request, None).await.answer();
    assert_eq!(stage.take()[0].header("content-type"), Some("text/x"));
}

#[tokio::test]
async fn a_missing_file_is_reported_before_anything_is_sent() {
    let dir = tempfile::tempdir().expect("a directory");
    let directory = dir.path().to_str().expect("text");
    let (stage, http) = server(|_| Reply::new("200 OK", "{}"));
    for path in ["/nowhere/at/all.png", directory, ""] {
        for body in [
            Body::File {
                path: path.into(),
                media_type: String::new(),
            },
            Body::Multipart {
                parts: vec![part("file", file(path, ""), "")],
            },
        ] {
            let mut request = draft("POST", &stage.url("/files"));
            request.body = body;
            let shown = preview(&request, None);
            assert!(
                matches!(shown, Err(DraftError::File(_))),
                "{path}: {shown:?}"
            );
            let done = sent(&http, &request, None).await;
            let Err(SendError::Draft(DraftError::File(error))) = &done.result else {
                panic!("{path}: {:?}", done.result);
            };
            assert_eq!(matches!(error, FileError::Unnamed), path.is_empty());
            assert!(!error.hint().is_empty());
        }
    }
    stage.assert_never_called();
}
