//! `tokenry doctor`: looks for what could stand in the way, and says what to do about it.

mod data;
mod machine;

use serde::Serialize;

use crate::{
    output::{facts, plain},
    problem::Problem,
    session::Session,
};

/// What one look found.
#[derive(Debug, Serialize)]
struct Check {
    name: &'static str,
    state: State,
    /// What was seen.
    found: String,
    /// What to do.
    hint: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
enum State {
    Ok,
    /// Something does not work, and Tokenry does without it.
    Note,
    Problem,
}

impl Check {
    fn ok(name: &'static str, found: impl Into<String>) -> Self {
        Self {
            name,
            state: State::Ok,
            found: found.into(),
            hint: None,
        }
    }

    fn note(name: &'static str, found: impl Into<String>, hint: impl Into<String>) -> Self {
        Self {
            name,
            state: State::Note,
            found: found.into(),
            hint: Some(hint.into()),
        }
    }

    fn problem(name: &'static str, found: impl Into<String>, hint: impl Into<String>) -> Self {
        Self {
            name,
            state: State::Problem,
            found: found.into(),
            hint: Some(hint.into()),
        }
    }
}

pub(super) async fn run(session: &Session) -> Result<(), Problem> {
    let mut checks = vec![data::directory(session)];
    checks.extend(data::database_and_vault(session).await);
    checks.extend(data::passphrase_file());
    checks.push(data::log(session));
    checks.push(machine::clock(session).await);
    checks.push(machine::deep_link());
    checks.push(machine::browser());
    let count = checks
        .iter()
        .filter(|check| check.state == State::Problem)
        .count();
    let document = serde_json::json!({"ok": count == 0, "checks": checks});
    session.out.answer(&document, || told(&checks))?;
    match count {
        0 => Ok(()),
        _ => Err(Problem::DoctorFound { count }),
    }
}

fn told(checks: &[Check]) -> String {
    let mut text = Vec::new();
    for check in checks {
        let state = match check.state {
            State::Ok => "ok",
            State::Note => "note",
            State::Problem => "problem",
        };
        let found = Some(format!("{state:<8} {}", check.found));
        // All names in one column, whatever the longest of them is.
        text.push(facts(&[(&format!("{:<18}", check.name), found)]));
        if let Some(hint) = &check.hint {
            text.push(format!("{:29}{}", "", plain(hint)));
        }
    }
    text.join("\n")
}
