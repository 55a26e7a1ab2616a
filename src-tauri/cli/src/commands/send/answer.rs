//! The answer to a request: to standard output, to a file, or as a document.

use std::{
    io::{self, Write},
    path::Path,
};

use base64::{Engine as _, engine::general_purpose::STANDARD};
use tokenry_api::sent::{SentBodyView, SentView};
use tokenry_core::{
    request::{AnswerBody, BodyError},
    sending::Sent,
};
use tokenry_model::diagnosis::Diagnosis;
use tokenry_model::request::ResponseHead;

use crate::{
    args::SendArgs,
    explain::{self, Names},
    output::{self, note},
    problem::Problem,
    session::Session,
};

pub(super) async fn write(
    session: &Session,
    sent: &Sent,
    answer: &ResponseHead,
    args: &SendArgs,
    explained: Option<(&Diagnosis, &Names)>,
) -> Result<(), Problem> {
    let body = sent.body.as_deref();
    let file = args.output.as_deref().filter(|path| !is_stdout(path));
    if let (Some(body), Some(path)) = (body, file) {
        body.save_to(path)
            .await
            .map_err(|source| Problem::NotSaved {
                status: answer.status,
                source,
            })?;
    }
    if session.out.json {
        return document(sent, answer, args, explained);
    }
    if args.include {
        crate::answer::raw(|out| head(out, answer, session.out.terminal))?;
    }
    match body {
        Some(body) if file.is_none() => print(session, body, args.output.is_some()),
        _ => Ok(()),
    }
}

/// `-`, and what the system calls it.
pub(super) fn is_stdout(path: &Path) -> bool {
    ["-", "/dev/stdout", "/dev/fd/1", "/proc/self/fd/1"]
        .iter()
        .any(|name| path == Path::new(name))
}

fn head(out: &mut impl Write, answer: &ResponseHead, terminal: bool) -> io::Result<()> {
    // A terminal obeys what it is told; a file gets what came.
    let shown = |text: &str| {
        if terminal {
            output::plain(text)
        } else {
            text.to_owned()
        }
    };
    let reason = shown(&answer.reason);
    writeln!(out, "{} {} {reason}", answer.version, answer.status)?;
    for (name, value) in &answer.headers {
        writeln!(out, "{name}: {}", shown(value))?;
    }
    writeln!(out)
}

/// `told`: by name, so that bytes go to a terminal too.
fn print(session: &Session, body: &AnswerBody, told: bool) -> Result<(), Problem> {
    let kind = body.kind();
    if !told && session.out.terminal && kind.binary && body.size() > 0 {
        note(&format!(
            "The body is not text ({}, {} bytes) and is not shown on a terminal. Write it to a \
             file: -o FILE",
            if kind.media_type.is_empty() {
                "unknown type"
            } else {
                &kind.media_type
            },
            body.size()
        ));
        return Ok(());
    }
    let mut out = LastByte {
        out: io::BufWriter::with_capacity(64 * 1024, io::stdout().lock()),
        last: b'\n',
    };
    body.copy_to(&mut out).map_err(Problem::Body)?;
    // Otherwise the shell's prompt would stand behind the answer.
    if session.out.terminal && out.last != b'\n' {
        out.write_all(b"\n").map_err(Problem::Output)?;
    }
    out.flush().map_err(Problem::Output)
}

/// Remembers how what it wrote ended.
struct LastByte<W> {
    out: W,
    last: u8,
}

impl<W: Write> Write for LastByte<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.out.write(bytes)?;
        if let Some(last) = bytes[..written].last() {
            self.last = *last;
        }
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

fn document(
    sent: &Sent,
    answer: &ResponseHead,
    args: &SendArgs,
    explained: Option<(&Diagnosis, &Names)>,
) -> Result<(), Problem> {
    let body = match (&args.output, sent.body.as_deref()) {
        (Some(path), _) => SentBodyView::Saved {
            saved_to: path.display().to_string(),
        },
        (None, Some(body)) => whole(body).map_err(Problem::Body)?,
        (None, None) => SentBodyView::Text { body: None },
    };
    let diagnosis = explained.map(|(diagnosis, names)| explain::document(diagnosis, names));
    crate::answer::document(&SentView::of(sent, answer, body, diagnosis))
}

/// Text, or bytes that are no UTF-8.
fn whole(body: &AnswerBody) -> Result<SentBodyView, BodyError> {
    let mut bytes = Vec::new();
    body.copy_to(&mut bytes)?;
    Ok(match String::from_utf8(bytes) {
        Ok(text) => SentBodyView::Text { body: Some(text) },
        Err(error) => SentBodyView::Bytes {
            body_base64: STANDARD.encode(error.as_bytes()),
        },
    })
}
