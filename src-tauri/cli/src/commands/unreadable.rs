//! Rows of a list that cannot be read: shown with the others, with the command that forgets them.

use serde::Serialize;
use tokenry_api::listed::{RowView, UnreadableRowView};
use tokenry_model::shell;
use tokenry_vault::store::{Noun, Unreadable};

use crate::{
    output::{note, table},
    problem::Problem,
    session::Session,
};

/// A list: `documents` and `rows` are what can be read, in the same order.
pub(super) struct List<'a, D, const N: usize> {
    pub(super) documents: &'a [D],
    pub(super) head: [&'static str; N],
    pub(super) rows: Vec<[String; N]>,
    /// What to say where there is nothing.
    pub(super) none: &'static str,
}

impl<D: Serialize, const N: usize> List<'_, D, N> {
    /// Answers it, with the rows of these kinds that cannot be read at its end.
    pub(super) async fn answer(mut self, session: &Session, kinds: &[Noun]) -> Result<(), Problem> {
        let mut unreadable = session.workbench().await?.unreadable().await?;
        unreadable.retain(|row| kinds.contains(&row.what));
        let mut all: Vec<_> = self.documents.iter().map(RowView::Read).collect();
        all.extend(unreadable.iter().map(view).map(RowView::Unreadable));
        self.rows.extend(unreadable.iter().map(line));
        session.out.answer(&all, || {
            if self.rows.is_empty() {
                self.none.to_owned()
            } else {
                table(self.head, &self.rows)
            }
        })?;
        // The document has the commands in it.
        for row in unreadable.iter().filter(|_| !session.out.json) {
            let (what, name) = (row.what, row.called());
            note(&format!(
                "The {what} {name} cannot be read. Forget it: {}",
                forget(row)
            ));
        }
        Ok(())
    }
}

fn view(row: &Unreadable) -> UnreadableRowView {
    UnreadableRowView {
        kind: row.what.to_string(),
        name: row.name.clone(),
        unreadable: true,
        reason: row.reason.clone(),
        forget: forget(row),
    }
}

fn line<const N: usize>(row: &Unreadable) -> [String; N] {
    let mut cells = [row.called(), "Unreadable".to_owned()].into_iter();
    std::array::from_fn(|_| cells.next().unwrap_or_default())
}

/// The command that forgets it.
fn forget(row: &Unreadable) -> String {
    let name = shell::for_prompt(&row.called());
    format!("tokenry vault review {name} --remove")
}
