//! Asking a person, and reading what is not to be typed as an argument.

use std::{
    env, fs,
    io::{self, BufRead as _, IsTerminal as _, Read as _, Write as _},
    path::PathBuf,
};

use tokenry_core::secret::Secret;

use crate::{output::plain, problem::Problem};

/// Nothing that is given as a secret is larger.
const LARGEST: u64 = 1024 * 1024;

#[derive(Debug, Clone, Copy)]
pub(crate) struct Prompt {
    allowed: bool,
}

impl Prompt {
    pub(crate) fn new(no_input: bool) -> Self {
        Self { allowed: !no_input }
    }

    /// Can a secret be asked for? The question goes to the terminal itself, whatever standard
    /// input and output are; standard error tells whether anybody watches.
    pub(crate) fn can_ask_secret(self) -> bool {
        self.allowed && io::stderr().is_terminal()
    }

    /// Asks without showing what is typed. `None` where nobody can be asked.
    pub(crate) fn secret(self, question: &str) -> Result<Option<Secret>, Problem> {
        if !self.can_ask_secret() {
            return Ok(None);
        }
        rpassword::prompt_password(format!("{}: ", plain(question)))
            .map(|text| Some(Secret::new(text)))
            .map_err(Problem::Terminal)
    }

    /// Asks for a new passphrase, twice.
    pub(crate) fn new_passphrase(self) -> Result<Option<Secret>, Problem> {
        let Some(first) = self.secret("New passphrase for the vault")? else {
            return Ok(None);
        };
        let second = self.secret("The same once more")?;
        match second {
            Some(second) if first.same_as(second.expose()) => Ok(Some(first)),
            _ => Err(Problem::NotTheSame),
        }
    }

    pub(crate) fn can_ask(self) -> bool {
        self.can_ask_secret() && io::stdin().is_terminal()
    }

    /// A question with yes or no. Where nobody can be asked the answer is `otherwise`.
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

    /// A secret from standard input; at a terminal it is asked for instead. One final line
    /// break does not belong to it.
    pub(crate) fn secret_from_stdin(self, question: &str) -> Result<Secret, Problem> {
        if io::stdin().is_terminal()
            && let Some(secret) = self.secret(question)?
        {
            return Ok(secret);
        }
        let mut text = String::new();
        let read = io::stdin().lock().take(LARGEST).read_to_string(&mut text);
        match read {
            Ok(_) => Ok(without_line_break(text)),
            Err(error) if error.kind() == io::ErrorKind::InvalidData => Err(Problem::NotText {
                what: "What came on standard input".into(),
            }),
            Err(error) => Err(Problem::Input(error)),
        }
    }
}

/// The file that `TOKENRY_PASSPHRASE_FILE` names.
pub(crate) fn passphrase_file() -> Option<PathBuf> {
    env::var_os("TOKENRY_PASSPHRASE_FILE")
        .filter(|path| !path.is_empty())
        .map(PathBuf::from)
}

/// The passphrase in that file, if one is named.
pub(crate) fn passphrase_from_file() -> Result<Option<Secret>, Problem> {
    let Some(path) = passphrase_file() else {
        return Ok(None);
    };
    match fs::read_to_string(&path) {
        Ok(text) => Ok(Some(without_line_break(text))),
        Err(source) => Err(Problem::PassphraseFile { path, source }),
    }
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
