//! The behaviours and their expected outcomes.

mod replies;

use std::io::Write as _;

use tokenry_doubles::Play;
use tokenry_oauth::{
    error::{RefreshVerdict, TokenError},
    http::HttpError,
};

use crate::{
    grants::Came,
    reply::{answer, head, json},
};

/// What was expected instead, if the outcome differs.
type Verdict = Result<(), String>;

pub(super) struct Case {
    pub(super) name: &'static str,
    pub(super) play: Play,
    /// Only the timeout matters.
    pub(super) slow: bool,
    pub(super) expect: Box<dyn Fn(&Came) -> Verdict>,
}

const GOOD: &str = r#"{"access_token":"GRANTED","token_type":"Bearer","expires_in":3600}"#;

pub(super) fn cases() -> Vec<Case> {
    let mut all = transport();
    all.extend(redirects());
    all.extend(sizes());
    all.extend(replies::syntax());
    all.extend(replies::fields());
    all.extend(replies::refusals());
    all
}

fn transport() -> Vec<Case> {
    let good = json("200 OK", GOOD);
    let half = good[..good.len() - 10].to_vec();
    vec![
        slow("A7 accepts, never answers", Play::stall(Vec::new())),
        slow(
            "A8 headers byte by byte",
            Play::drip(Vec::new(), b"HTTP/1.1 200 OK\r\nX-A: ".repeat(40)),
        ),
        slow(
            "A9 body byte by byte",
            Play::drip(head("200 OK", &[]), b" ".repeat(400)),
        ),
        slow("body stalls", Play::stall(half.clone())),
        broke_off(
            "A10 reset in the headers",
            Play::reset(b"HTTP/1.1 200 OK\r\nContent-".to_vec()),
        ),
        broke_off("A11 reset in the body", Play::reset(half.clone())),
        broke_off("A12 truncated", Play::say(half)),
        broke_off("A14 closes without a word", Play::say(Vec::new())),
        fails(
            "not HTTP",
            Play::say(b"SSH-2.0-OpenSSH_9.2\r\n".to_vec()),
            |error| matches!(error, TokenError::Http(HttpError::NotHttp { .. })),
        ),
    ]
}

fn redirects() -> Vec<Case> {
    [
        ("B1 same origin", "302 Found", "/elsewhere"),
        (
            "B2 other host",
            "301 Moved Permanently",
            "https://evil.example/token",
        ),
        (
            "B3 307",
            "307 Temporary Redirect",
            "https://evil.example/token",
        ),
        (
            "B4 308",
            "308 Permanent Redirect",
            "https://evil.example/token",
        ),
        ("B7 file", "302 Found", "file:///etc/passwd"),
        ("B8 our scheme", "302 Found", "app.tokenry:/callback?code=x"),
        ("B9 loop", "302 Found", "/token"),
        (
            "B10 metadata service",
            "302 Found",
            "http://169.254.169.254/latest",
        ),
        (
            "B11 user name",
            "302 Found",
            "https://user:PLANTED-r3fresh@evil.example/",
        ),
    ]
    .into_iter()
    .map(|(name, status, location)| {
        let reply = answer(status, &[("Location", location)], GOOD);
        fails(name, Play::say(reply), |error| {
            matches!(error, TokenError::Http(HttpError::RedirectRefused { .. }))
        })
    })
    .collect()
}

fn sizes() -> Vec<Case> {
    const MIB: usize = 1024 * 1024;
    let too_large =
        |error: &TokenError| matches!(error, TokenError::Http(HttpError::TooLarge { .. }));
    let headers =
        |error: &TokenError| matches!(error, TokenError::Http(HttpError::HeadersTooLarge));
    let endless_chunks = head("200 OK", &[("Transfer-Encoding", "chunked")]);
    let chunk = [b"10000\r\n".to_vec(), vec![b' '; 0x10000], b"\r\n".to_vec()].concat();
    let long = |size: usize| head("200 OK", &[("Content-Length", &size.to_string())]);
    let bomb = |coding: &str, bytes: Vec<u8>| {
        Play::say(answer("200 OK", &[("Content-Encoding", coding)], bytes))
    };
    let flood = |line: &str, count: usize| {
        let mut bytes = b"HTTP/1.1 200 OK\r\n".to_vec();
        bytes.extend(line.repeat(count).bytes());
        bytes.extend(b"Content-Length: 0\r\n\r\n");
        Play::say(bytes)
    };
    vec![
        fails(
            "C1 64 MiB",
            Play::endless(long(64 * MIB), vec![b' '; 0x10000]),
            too_large,
        ),
        fails(
            "C2 endless chunks",
            Play::endless(endless_chunks, chunk),
            too_large,
        ),
        fails("C3 gzip bomb", bomb("gzip", gzip(8 * MIB)), too_large),
        fails("C4 brotli bomb", bomb("br", brotli(8 * MIB)), too_large),
        fails("C5 deflate bomb", bomb("deflate", zlib(8 * MIB)), too_large),
        fails("C8 1000 headers", flood("X-A: b\r\n", 1000), headers),
        fails(
            "C9 header of 1 MiB",
            flood(&format!("X-A: {}\r\n", "x".repeat(MIB)), 1),
            headers,
        ),
        fails(
            "C12 500 cookies",
            flood("Set-Cookie: a=b\r\n", 500),
            headers,
        ),
        fails(
            "C headers of 100 KiB",
            flood(&format!("X-A: {}\r\n", "x".repeat(1024)), 100),
            headers,
        ),
        fails(
            "C broken gzip",
            bomb("gzip", b"no gzip at all".to_vec()),
            |error| matches!(error, TokenError::Http(HttpError::Undecodable { .. })),
        ),
        // Early hints are not the final response, and must not prevent it.
        grants(
            "C11 early hints",
            Play::say(
                [
                    b"HTTP/1.1 103 Early Hints\r\n\r\n".repeat(50),
                    json("200 OK", GOOD),
                ]
                .concat(),
            ),
        ),
    ]
}

fn case(name: &'static str, play: Play, expect: impl Fn(&Came) -> Verdict + 'static) -> Case {
    Case {
        name,
        play,
        slow: false,
        expect: Box::new(expect),
    }
}

fn fails(name: &'static str, play: Play, is: fn(&TokenError) -> bool) -> Case {
    case(name, play, move |came| match &came.outcome {
        Err(error) if is(error) => Ok(()),
        _ => Err("another error was wanted".into()),
    })
}

fn slow(name: &'static str, play: Play) -> Case {
    let is = |error: &TokenError| matches!(error, TokenError::Http(HttpError::TimedOut { .. }));
    Case {
        slow: true,
        ..fails(name, play, is)
    }
}

fn broke_off(name: &'static str, play: Play) -> Case {
    fails(name, play, |error| {
        matches!(error, TokenError::Http(HttpError::Reset { .. }))
    })
}

fn grants(name: &'static str, play: Play) -> Case {
    case(name, play, |came| match &came.outcome {
        Ok(reply) if reply.access.expose() == "GRANTED" => Ok(()),
        _ => Err("a token was wanted".into()),
    })
}

fn lives(name: &'static str, play: Play, seconds: Option<u64>) -> Case {
    case(name, play, move |came| match &came.outcome {
        Ok(reply) if reply.expires_in().map(|wait| wait.as_secs()) == seconds => Ok(()),
        _ => Err(format!("a token for {seconds:?} seconds was wanted")),
    })
}

fn refuses(name: &'static str, play: Play, verdict: RefreshVerdict) -> Case {
    case(name, play, move |came| match &came.outcome {
        Err(error) if error.refresh_verdict() == verdict => Ok(()),
        _ => Err(format!("{verdict:?} was wanted")),
    })
}

fn gzip(size: usize) -> Vec<u8> {
    let mut coder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    coder
        .write_all(&vec![b' '; size])
        .expect("memory does not fail");
    coder.finish().expect("memory does not fail")
}

fn zlib(size: usize) -> Vec<u8> {
    let mut coder = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::fast());
    coder
        .write_all(&vec![b' '; size])
        .expect("memory does not fail");
    coder.finish().expect("memory does not fail")
}

fn brotli(size: usize) -> Vec<u8> {
    let mut coder = brotli::CompressorWriter::new(Vec::new(), 4096, 1, 20);
    coder
        .write_all(&vec![b' '; size])
        .expect("memory does not fail");
    coder.into_inner()
}
