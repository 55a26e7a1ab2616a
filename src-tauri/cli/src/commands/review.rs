//! `tokenry vault review`: what is stored and is not as Tokenry stored it.

use serde_json::Value;
use tokenry_api::review::DueView;
use tokenry_core::workbench::Workbench;
use tokenry_vault::{authentic::Changed, store::Unreadable};

use crate::{args::ReviewArgs, problem::Problem, session::Session};

pub(super) async fn run(session: &Session, args: ReviewArgs) -> Result<(), Problem> {
    let workbench = session.unlocked().await?;
    let mut changed = workbench.changed().await?;
    let mut unreadable = workbench.unreadable().await?;
    if let Some(wanted) = &args.name {
        changed.retain(|one| one.name.eq_ignore_ascii_case(wanted));
        unreadable.retain(|one| one.is_called(wanted));
    }
    if args.put_back || args.confirm || args.remove {
        let due = if args.remove {
            unreadable.len()
        } else {
            changed.len()
        };
        decide(workbench, &args, &changed, &unreadable).await?;
        return session.out.answer(&Value::Null, || match due {
            0 => "Nothing needed a decision.".to_owned(),
            _ => done(&args).to_owned(),
        });
    }
    show(session, &changed, &unreadable)
}

async fn decide(
    workbench: &Workbench,
    args: &ReviewArgs,
    changed: &[Changed],
    unreadable: &[Unreadable],
) -> Result<(), Problem> {
    if args.remove {
        for one in unreadable {
            workbench.remove_unreadable(one).await?;
        }
        return Ok(());
    }
    for one in changed {
        if args.put_back {
            workbench.put_back(one).await?;
        } else {
            workbench.confirm_changed(one).await?;
        }
    }
    Ok(())
}

fn done(args: &ReviewArgs) -> &'static str {
    if args.put_back {
        "Restored what Tokenry had stored."
    } else if args.confirm {
        "Confirmed the present data."
    } else {
        "Removed the unreadable data."
    }
}

fn show(session: &Session, changed: &[Changed], unreadable: &[Unreadable]) -> Result<(), Problem> {
    let document = DueView::of(changed, unreadable);
    session
        .out
        .answer(&document, || text(changed, unreadable))?;
    match changed.len() + unreadable.len() {
        0 => Ok(()),
        count => Err(Problem::Differs { count }),
    }
}

fn text(changed: &[Changed], unreadable: &[Unreadable]) -> String {
    if changed.is_empty() && unreadable.is_empty() {
        return "All data is as Tokenry stored it.".into();
    }
    let mut lines = Vec::new();
    for one in changed {
        lines.push(format!(
            "The {} {} was changed by something other than Tokenry.",
            one.kind.word(),
            one.name
        ));
        if !one.known {
            lines.push("  What Tokenry stored is unknown: check each field.".into());
        }
        for field in &one.fields {
            lines.push(format!("  {}", field.name));
            lines.push(format!("    was: {}", field.was));
            lines.push(format!("    is:  {}", field.is));
        }
    }
    for one in unreadable {
        lines.push(match &one.name {
            Some(name) => format!("The {} {name} cannot be read.", one.what),
            None => format!("The {} cannot be read.", one.called()),
        });
        lines.push(format!("  {}", one.reason));
    }
    let lines: Vec<String> = lines
        .iter()
        .map(|line| crate::output::plain(line))
        .collect();
    lines.join("\n")
}
