//! Prompts, and input that must not be typed as an argument.

pub(crate) mod file;

use std::io::{self, BufRead as _, IsTerminal as _, Read as _, Write as _};

use tokenry_model::secret::Secret;

use crate::{output::plain, problem::Problem};

/// Upper limit for the size of a secret.
const LARGEST: u64 = 1024 * 1024;

#[derive(Debug, Clone, Copy)]
pub(crate) struct Prompt {
    allowed: bool,
}

impl Prompt {
    pub(crate) fn new(no_input: bool) -> Self {
        Self { allowed: !no_input }
    }

    /// Returns `true` if a secret can be prompted for. The prompt uses the terminal itself, not standard
    /// input and output. Standard error shows whether there is one.
    pub(crate) fn can_ask_secret(self) -> bool {
        self.allowed && io::stderr().is_terminal()
    }

    /// Prompts without echo. Returns `None` without a terminal.
    pub(crate) fn secret(self, question: &str) -> Result<Option<Secret>, Problem> {
        if !self.can_ask_secret() {
            return Ok(None);
        }
        rpassword::prompt_password(format!("{}: ", plain(question)))
            .map(|text| Some(Secret::new(text)))
            .map_err(Problem::Terminal)
    }

    /// Prompts for a new passphrase, twice.
    pub(crate) fn new_passphrase(self) -> Result<Option<Secret>, Problem> {
        let Some(first) = self.secret("New passphrase for the vault")? else {
            return Ok(None);
        };
        let second = self.secret("Repeat the passphrase")?;
        match second {
            Some(second) if first.same_as(second.expose()) => Ok(Some(first)),
            _ => Err(Problem::NotTheSame),
        }
    }

    pub(crate) fn can_ask(self) -> bool {
        self.can_ask_secret() && io::stdin().is_terminal()
    }

    /// Asks a yes-or-no question. Returns `otherwise` without a terminal.
    pub(crate) fn agree(self, question: &str, otherwise: bool) -> Result<bool, Problem> {
        if !self.can_ask() {
            return Ok(otherwise);
        }
        let mut error = io::stderr().lock();
        let _ = write!(error, "{} [y/N] ", plain(question)).and_then(|()| error.flush());
        let mut answer = String::new();
        io::stdin()
            .lock()
            .read_line(&mut answer)
            .map_err(Problem::Terminal)?;
        Ok(matches!(answer.trim(), "y" | "Y" | "yes" | "Yes"))
    }

    /// Reads a secret from standard input without a final line break. At a terminal it prompts
    /// instead.
    pub(crate) fn secret_from_stdin(self, question: &str) -> Result<Secret, Problem> {
        if io::stdin().is_terminal()
            && let Some(secret) = self.secret(question)?
        {
            return Ok(secret);
        }
        let mut bytes = Vec::new();
        let read = io::stdin().lock().take(LARGEST).read_to_end(&mut bytes);
        match read.and_then(|_| text(bytes)) {
            Ok(text) => Ok(without_line_break(text)),
            Err(error) if error.kind() == io::ErrorKind::InvalidData => Err(Problem::NotText {
                what: "Standard input".into(),
            }),
            Err(error) => Err(Problem::Input(error)),
        }
    }
}

/// Decodes UTF-8, or the encoding of a byte order mark, which PowerShell writes.
fn text(bytes: Vec<u8>) -> io::Result<String> {
    let wide = |bytes: &[u8], unit: fn([u8; 2]) -> u16| {
        let (units, rest) = bytes.as_chunks::<2>();
        let units: Vec<u16> = units.iter().map(|pair| unit(*pair)).collect();
        String::from_utf16(&units).ok().filter(|_| rest.is_empty())
    };
    let text = match bytes.as_slice() {
        [0xef, 0xbb, 0xbf, rest @ ..] => String::from_utf8(rest.to_vec()).ok(),
        [0xff, 0xfe, rest @ ..] => wide(rest, u16::from_le_bytes),
        [0xfe, 0xff, rest @ ..] => wide(rest, u16::from_be_bytes),
        _ => String::from_utf8(bytes).ok(),
    };
    text.ok_or_else(|| io::Error::new(io::ErrorKind::InvalidData, "it is not text"))
}

fn without_line_break(mut text: String) -> Secret {
    if text.ends_with('\n') {
        text.pop();
        if text.ends_with('\r') {
            text.pop();
        }
    }
    Secret::new(text)
}

#[cfg(test)]
mod tests {
    use super::text;

    #[test]
    fn text_is_read_in_whatever_encoding_its_mark_names() {
        let wide = |mark: [u8; 2], unit: fn(u16) -> [u8; 2]| {
            let units = "pässword 🔑".encode_utf16().flat_map(unit);
            mark.into_iter().chain(units).collect::<Vec<u8>>()
        };
        let plain = "pässword 🔑";
        for bytes in [
            plain.as_bytes().to_vec(),
            [b"\xef\xbb\xbf", plain.as_bytes()].concat(),
            wide([0xff, 0xfe], u16::to_le_bytes),
            wide([0xfe, 0xff], u16::to_be_bytes),
        ] {
            assert_eq!(
                text(bytes.clone()).ok().as_deref(),
                Some(plain),
                "{bytes:?}"
            );
        }
        for bytes in [&b"caf\xe9"[..], b"\xff\xfea", b"\xff\xfe\x00\xd8"] {
            assert!(text(bytes.to_vec()).is_err(), "{bytes:?}");
        }
    }
}
