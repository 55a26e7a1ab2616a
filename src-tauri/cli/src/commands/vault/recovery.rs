//! The recovery code: made, and used where nothing else opens the vault.

use tokenry_api::given::RecoveryView;
use tokenry_model::secret::Secret;
use tokenry_vault::vault::{SlotKind, Unlock};

use super::{slots, tell};
use crate::{output::note, problem::Problem, session::Session};

/// Prints it, once.
pub(super) async fn make(session: &Session) -> Result<(), Problem> {
    let workbench = session.unlocked().await?;
    let code = workbench.make_recovery().await?;
    note(
        "Write it down and keep it elsewhere: it is not kept here.\n\
         It opens the vault where nothing else does: tokenry vault unlock --recovery",
    );
    let document = RecoveryView {
        recovery_code: code.expose(),
    };
    session.out.answer(&document, || code.expose().to_owned())
}

/// Opens the vault by the code and gives it a new passphrase, which is a way in that lasts.
pub(super) async fn unlock(session: &Session) -> Result<(), Problem> {
    let workbench = session.workbench().await?;
    let missing = Problem::MayNotAsk {
        what: "recovery code",
        hint: "Give it on standard input, and the new passphrase in the line below it.",
    };
    let typed = session.prompt.secret("Recovery code")?;
    let (code, new) = if let Some(code) = typed {
        (code, None)
    } else {
        let both = session.prompt.secret_from_stdin("Recovery code")?;
        let (code, new) = both.expose().split_once('\n').ok_or(missing)?;
        let new = new.trim_end_matches(['\r', '\n']);
        (Secret::new(code.trim()), Some(Secret::new(new)))
    };
    Box::pin(workbench.unlock_vault(Unlock::Recovery(code))).await?;
    let new = match new {
        Some(new) => new,
        None => session.prompt.new_passphrase()?.ok_or(Problem::MayNotAsk {
            what: "new passphrase",
            hint: "Give it on standard input, in the line below the code.",
        })?,
    };
    let before = slots(workbench).await?;
    Box::pin(workbench.set_passphrase(new)).await?;
    tell_lost(&before, &slots(workbench).await?);
    tell(session).await
}

/// A new key of the vault is nothing that the code could open.
pub(super) fn tell_lost(before: &[SlotKind], after: &[SlotKind]) {
    if before.contains(&SlotKind::Recovery) && !after.contains(&SlotKind::Recovery) {
        note(
            "The recovery code opens the vault no more. To make a new one: tokenry vault recovery",
        );
    }
}
