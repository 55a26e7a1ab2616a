//! A well-formed answer.

/// A status, headers and a body. The connection ends after it.
#[derive(Debug, Clone)]
pub struct Reply {
    status: String,
    /// Each line with its end.
    headers: String,
    body: Vec<u8>,
    /// Else the body ends with the connection.
    tells_length: bool,
}

impl Reply {
    /// `status`: `404 Not Found`
    pub fn new(status: impl Into<String>, body: impl AsRef<[u8]>) -> Self {
        Self {
            status: status.into(),
            headers: String::new(),
            body: body.as_ref().to_vec(),
            tells_length: true,
        }
    }

    /// `200 OK` with JSON.
    pub fn json(body: &str) -> Self {
        Self::new("200 OK", body).with("Content-Type", "application/json")
    }

    pub fn redirect(status: u16, location: &str) -> Self {
        Self::new(format!("{status} Moved"), "moved").with("Location", location)
    }

    #[must_use]
    pub fn with(mut self, name: &str, value: impl AsRef<str>) -> Self {
        self.headers.extend([name, ": ", value.as_ref(), "\r\n"]);
        self
    }

    #[must_use]
    pub fn without_length(mut self) -> Self {
        self.tells_length = false;
        self
    }

    /// What goes over the wire before the body.
    pub fn head(&self) -> Vec<u8> {
        let mut head = format!("HTTP/1.1 {}\r\nConnection: close\r\n", self.status);
        if self.tells_length {
            let length = self.body.len().to_string();
            head.extend(["Content-Length: ", &length, "\r\n"]);
        }
        head.extend([&self.headers, "\r\n"]);
        head.into_bytes()
    }

    pub fn body(&self) -> &[u8] {
        &self.body
    }
}

impl From<Reply> for Vec<u8> {
    fn from(reply: Reply) -> Self {
        [reply.head(), reply.body].concat()
    }
}
