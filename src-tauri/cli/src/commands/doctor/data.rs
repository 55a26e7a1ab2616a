//! Tokenry's own things: the data directory, the database, the vault and its keyring.

use tokenry_api::doctor::FindingView;
use tokenry_core::error::Error;
use tokenry_model::client::Client;
use tokenry_vault::{
    store::StoreError,
    vault::{
        SlotKind, VaultError, VaultStatus,
        keyring::{Patience, probe},
    },
};

use crate::{commands::secret_end, problem::Problem, prompt::file, session::Session};

const PASSPHRASE_WILL_DO: &str = "Tokenry uses a passphrase instead: at a terminal it asks for \
     it, elsewhere TOKENRY_PASSPHRASE_FILE names a file that holds it.";

pub(super) fn directory(session: &Session) -> FindingView {
    const NAME: &str = "data directory";
    let dir = &session.data_dir;
    let shown = dir.display();
    let meta = match std::fs::metadata(dir) {
        Ok(meta) => meta,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            return FindingView::ok(NAME, format!("{shown} is made at the first use"));
        }
        Err(error) => {
            return FindingView::problem(
                NAME,
                format!("{shown} cannot be reached: {error}"),
                "Check who owns it and its permissions, or choose another with --data-dir.",
            );
        }
    };
    if !meta.is_dir() {
        return FindingView::problem(
            NAME,
            format!("{shown} is not a directory"),
            "Move it out of the way, or choose another with --data-dir.",
        );
    }
    #[cfg(unix)]
    {
        let mode = std::os::unix::fs::PermissionsExt::mode(&meta.permissions());
        if mode & 0o077 != 0 {
            return FindingView::problem(
                NAME,
                format!("others on this machine may look into {shown}"),
                format!("Close it to them: chmod 700 '{shown}'"),
            );
        }
    }
    FindingView::ok(NAME, shown.to_string())
}

/// Where the log is, for a person who reports a fault.
pub(super) fn log(session: &Session) -> FindingView {
    let folder = tokenry_core::log::folder(&session.data_dir);
    let shown = folder.display();
    match std::fs::read_dir(&folder) {
        Ok(files) => FindingView::ok("log", format!("{shown}, files: {}", files.count())),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            FindingView::ok("log", format!("{shown} is made with the first line"))
        }
        Err(error) => FindingView::note(
            "log",
            format!("{shown} cannot be read: {error}"),
            "Check who owns it and its permissions.",
        ),
    }
}

pub(super) async fn database_and_vault(session: &Session) -> Vec<FindingView> {
    if !session.has_database() {
        // Looking should not make anything.
        let keyring = keyring(session, &VaultStatus::New).await;
        return vec![
            FindingView::ok("database", "none yet"),
            FindingView::ok("vault", "none yet"),
            keyring,
        ];
    }
    let workbench = match session.workbench().await {
        Ok(workbench) => workbench,
        Err(problem) => return vec![of_problem("database", &problem)],
    };
    let (clients, servers, tokens) = match (workbench.servers().await, workbench.tokens().await) {
        (Ok(servers), Ok(tokens)) => {
            let count = servers.len();
            let clients: Vec<Client> = servers.into_iter().flat_map(|one| one.clients).collect();
            (clients, count, tokens.len())
        }
        (Err(error), _) | (_, Err(error)) => {
            return vec![of_problem("database", &Problem::Core(error))];
        }
    };
    let mut checks = vec![FindingView::ok(
        "database",
        format!("{servers} servers, {tokens} tokens"),
    )];
    checks.extend(client_secrets(session, &clients));
    match workbench.vault_status().await {
        Ok(status) => {
            checks.push(vault(session, &status).await);
            checks.push(keyring(session, &status).await);
        }
        Err(error) => checks.push(of_problem("vault", &Problem::Core(error))),
    }
    checks
}

/// Those that end soon, or have ended.
fn client_secrets(session: &Session, clients: &[Client]) -> Vec<FindingView> {
    const NAME: &str = "client secret";
    let warnings = clients
        .iter()
        .filter_map(|client| secret_end::warning(client, session.now()));
    warnings
        .map(|warning| {
            if warning.is_over {
                FindingView::problem(NAME, warning.found, warning.hint)
            } else {
                FindingView::note(NAME, warning.found, warning.hint)
            }
        })
        .collect()
}

/// Whether the vault really opens, where that needs nobody.
async fn vault(session: &Session, status: &VaultStatus) -> FindingView {
    const NAME: &str = "vault";
    match status {
        VaultStatus::New => FindingView::ok(NAME, "none yet"),
        VaultStatus::Locked {
            by_person: true, ..
        } => FindingView::note(NAME, "locked on purpose", "Unlock it: tokenry vault unlock"),
        VaultStatus::Locked { slots, .. } | VaultStatus::Open { slots, .. } => {
            let needs_person = !slots.contains(&SlotKind::Keyring) && file::named().is_none();
            if needs_person {
                return FindingView::ok(NAME, "opens with its passphrase");
            }
            match session.unlocked().await {
                Ok(_) => FindingView::ok(NAME, super::super::vault::sentence(status)),
                Err(problem) => of_problem(NAME, &problem),
            }
        }
    }
}

/// Stores something for a moment: a keyring may answer, and still not take what it is given.
async fn keyring(session: &Session, status: &VaultStatus) -> FindingView {
    const NAME: &str = "keyring";
    let needed = matches!(
        status,
        VaultStatus::Locked { slots, .. } | VaultStatus::Open { slots, .. }
            if *slots == [SlotKind::Keyring]
    );
    let keyring = session.keyring();
    let error = match probe(&*keyring, session.ambient(), Patience::Short).await {
        Ok(()) => return FindingView::ok(NAME, "keeps what it is given"),
        Err(error) => VaultError::from(error),
    };
    // In the same words as wherever else it stands in the way.
    let found = error.to_string();
    let hint = match error {
        VaultError::NoKeyring(_) if !needed => PASSPHRASE_WILL_DO.to_owned(),
        error if needed => format!(
            "The vault has no passphrase, so nothing else opens it. {}",
            Error::from(error).hint()
        ),
        error => format!("{} {PASSPHRASE_WILL_DO}", Error::from(error).hint()),
    };
    if needed {
        FindingView::problem(NAME, found, hint)
    } else {
        FindingView::note(NAME, found, hint)
    }
}

/// The file that `TOKENRY_PASSPHRASE_FILE` names, if it is nobody's secret.
pub(super) fn passphrase_file() -> Option<FindingView> {
    const NAME: &str = "passphrase file";
    let path = file::named()?;
    let shown = path.display();
    if let Err(error) = std::fs::File::open(&path) {
        let found = format!("{shown} cannot be read: {error}");
        return Some(FindingView::problem(
            NAME,
            found,
            "TOKENRY_PASSPHRASE_FILE has to name a file that holds the passphrase.",
        ));
    }
    Some(if file::others_can_read(&path) {
        FindingView::problem(
            NAME,
            format!("others on this machine can read {shown}"),
            format!("Close it to them: chmod 600 '{shown}'"),
        )
    } else {
        FindingView::ok(NAME, shown.to_string())
    })
}

fn of_problem(name: &'static str, problem: &Problem) -> FindingView {
    let hint = problem.hint().unwrap_or_default().to_string();
    let newer = matches!(
        problem,
        Problem::Core(Error::Store(StoreError::Newer { .. }))
    );
    let found = if newer {
        format!("{problem}: a newer Tokenry wrote it")
    } else {
        problem.to_string()
    };
    FindingView::problem(name, found, hint)
}
