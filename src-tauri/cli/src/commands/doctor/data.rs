//! Tokenry's own things: the data directory, the database, the vault and its keyring.

use tokenry_core::{
    client::Client,
    store::StoreError,
    vault::{
        SlotKind, VaultStatus,
        keyring::{KeyringError, Patience},
    },
};
use uuid::Uuid;

use super::Check;
use crate::{commands::secret_end, problem::Problem, prompt, session::Session};

const PASSPHRASE_WILL_DO: &str = "Tokenry uses a passphrase instead: at a terminal it asks for \
     it, elsewhere TOKENRY_PASSPHRASE_FILE names a file that holds it.";

pub(super) fn directory(session: &Session) -> Check {
    const NAME: &str = "data directory";
    let dir = &session.data_dir;
    let shown = dir.display();
    let meta = match std::fs::metadata(dir) {
        Ok(meta) => meta,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            return Check::ok(NAME, format!("{shown} is made at the first use"));
        }
        Err(error) => {
            return Check::problem(
                NAME,
                format!("{shown} cannot be reached: {error}"),
                "Check who owns it and its permissions, or choose another with --data-dir.",
            );
        }
    };
    if !meta.is_dir() {
        return Check::problem(
            NAME,
            format!("{shown} is not a directory"),
            "Move it out of the way, or choose another with --data-dir.",
        );
    }
    #[cfg(unix)]
    {
        let mode = std::os::unix::fs::PermissionsExt::mode(&meta.permissions());
        if mode & 0o077 != 0 {
            return Check::problem(
                NAME,
                format!("others on this machine may look into {shown}"),
                format!("Close it to them: chmod 700 '{shown}'"),
            );
        }
    }
    Check::ok(NAME, shown.to_string())
}

pub(super) async fn database_and_vault(session: &Session) -> Vec<Check> {
    if !session.has_database() {
        // Looking should not make anything.
        let keyring = keyring(session, &VaultStatus::New).await;
        return vec![
            Check::ok("database", "none yet"),
            Check::ok("vault", "none yet"),
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
    let mut checks = vec![Check::ok(
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
fn client_secrets(session: &Session, clients: &[Client]) -> Vec<Check> {
    const NAME: &str = "client secret";
    let warnings = clients
        .iter()
        .filter_map(|client| secret_end::warning(client, session.now()));
    warnings
        .map(|warning| {
            if warning.is_over {
                Check::problem(NAME, warning.found, warning.hint)
            } else {
                Check::note(NAME, warning.found, warning.hint)
            }
        })
        .collect()
}

/// Whether the vault really opens, where that needs nobody.
async fn vault(session: &Session, status: &VaultStatus) -> Check {
    const NAME: &str = "vault";
    match status {
        VaultStatus::New => Check::ok(NAME, "none yet"),
        VaultStatus::Locked {
            by_person: true, ..
        } => Check::note(NAME, "locked on purpose", "Unlock it: tokenry vault unlock"),
        VaultStatus::Locked { slots, .. } | VaultStatus::Open { slots, .. } => {
            let needs_person =
                !slots.contains(&SlotKind::Keyring) && prompt::passphrase_file().is_none();
            if needs_person {
                return Check::ok(NAME, "opens with its passphrase");
            }
            match session.unlocked().await {
                Ok(_) => Check::ok(NAME, super::super::vault::sentence(status)),
                Err(problem) => of_problem(NAME, &problem),
            }
        }
    }
}

/// Asks for an item that does not exist: a keyring that says so works.
async fn keyring(session: &Session, status: &VaultStatus) -> Check {
    const NAME: &str = "keyring";
    let needed = matches!(
        status,
        VaultStatus::Locked { slots, .. } | VaultStatus::Open { slots, .. }
            if *slots == [SlotKind::Keyring]
    );
    let hint = if needed {
        "The vault has no passphrase, so it cannot be opened until the keyring answers. Unlock \
         the keyring, usually by logging in to the desktop."
    } else {
        PASSPHRASE_WILL_DO
    };
    let found = match session.keyring().read(Uuid::nil(), Patience::Short).await {
        Ok(_) | Err(KeyringError::NoEntry) => return Check::ok(NAME, "answers"),
        Err(KeyringError::Absent(_)) => "there is none, or it is switched off".to_owned(),
        Err(error) => error.to_string(),
    };
    if needed {
        Check::problem(NAME, found, hint)
    } else {
        Check::note(NAME, found, hint)
    }
}

fn of_problem(name: &'static str, problem: &Problem) -> Check {
    let hint = problem.hint().unwrap_or_default();
    let newer = matches!(
        problem,
        Problem::Core(tokenry_core::error::Error::Store(StoreError::Newer { .. }))
    );
    let found = if newer {
        format!("{problem}: a newer Tokenry wrote it")
    } else {
        problem.to_string()
    };
    Check::problem(name, found, hint)
}
