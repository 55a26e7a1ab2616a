//! `tokenry doctor`: looks for what could stand in the way, and says what to do about it.

mod data;
mod machine;

use tokenry_api::doctor::{DoctorView, FindingState, FindingView};

use crate::{
    output::{facts, plain},
    problem::Problem,
    session::Session,
};

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
        .filter(|check| check.state == FindingState::Problem)
        .count();
    let document = DoctorView {
        ok: count == 0,
        checks,
    };
    session.out.answer(&document, || told(&document.checks))?;
    match count {
        0 => Ok(()),
        _ => Err(Problem::DoctorFound { count }),
    }
}

fn told(checks: &[FindingView]) -> String {
    let mut text = Vec::new();
    for check in checks {
        let state = match check.state {
            FindingState::Ok => "ok",
            FindingState::Note => "note",
            FindingState::Problem => "problem",
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
