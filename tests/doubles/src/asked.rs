//! A request as it came out of the socket.

use std::io::{BufRead, BufReader, Read};

#[derive(Debug, Clone)]
pub struct Asked {
    pub tls: bool,
    /// `GET /path?query`
    pub line: String,
    pub headers: Vec<(String, String)>,
    pub body: String,
}

impl Asked {
    pub fn header(&self, name: &str) -> Option<&str> {
        let mut headers = self.headers.iter();
        let found = headers.find(|(known, _)| known.eq_ignore_ascii_case(name));
        found.map(|(_, value)| value.as_str())
    }

    /// Without the query.
    pub fn path(&self) -> &str {
        let target = self.line.split(' ').nth(1).unwrap_or_default();
        target.split('?').next().unwrap_or_default()
    }

    /// Where the client believes the server to be: `http://127.0.0.1:4711`
    pub fn origin(&self) -> String {
        let scheme = if self.tls { "https" } else { "http" };
        format!("{scheme}://{}", self.header("host").unwrap_or_default())
    }

    pub fn is_json(&self) -> bool {
        let kind = self.header("content-type");
        kind.is_some_and(|kind| kind.starts_with("application/json"))
    }

    /// Request line and headers, as they came.
    pub fn head(&self) -> String {
        let headers = self.headers.iter();
        let headers = headers.map(|(name, value)| [name, ": ", value, "\r\n"].concat());
        let headers: String = headers.collect();
        format!("{} HTTP/1.1\r\n{headers}\r\n", self.line)
    }

    /// Whether `text` is anywhere in it.
    pub fn holds(&self, text: &str) -> bool {
        self.head().contains(text) || self.body.contains(text)
    }

    /// `None` if the client leaves before its request is whole.
    pub(crate) fn read(stream: impl Read, tls: bool) -> Option<Self> {
        let mut reader = BufReader::new(stream);
        let mut line = String::new();
        reader.read_line(&mut line).ok()?;
        let line = line.strip_suffix(" HTTP/1.1\r\n")?.to_owned();
        let mut headers = Vec::new();
        loop {
            let mut header = String::new();
            if reader.read_line(&mut header).ok()? == 0 {
                return None;
            }
            let Some((name, value)) = header.trim_end().split_once(':') else {
                break;
            };
            headers.push((name.to_owned(), value.trim_start().to_owned()));
        }
        let mut asked = Self {
            tls,
            line,
            headers,
            body: String::new(),
        };
        let length = asked.header("content-length");
        let length = length.map_or(Some(0), |length| length.parse().ok())?;
        let mut body = vec![0; length];
        reader.read_exact(&mut body).ok()?;
        asked.body = String::from_utf8_lossy(&body).into_owned();
        Some(asked)
    }
}
