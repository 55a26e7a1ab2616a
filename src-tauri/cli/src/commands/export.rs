//! `tokenry export`: saved requests for somebody else.

use std::{fs, io::Write as _, path::Path};

use tokenry_api::requests::ExportedView;

use crate::{answer::raw, args::ExportArgs, output::note, problem::Problem, session::Session};

pub(super) async fn run(session: &Session, args: ExportArgs) -> Result<(), Problem> {
    let to_stdout = args.file == Path::new("-");
    if !to_stdout && args.file.symlink_metadata().is_ok() {
        return Err(Problem::usage(
            format!("There is already a file {}.", args.file.display()),
            "Nothing was written. Name another file.",
        ));
    }
    let workbench = session.unlocked().await?;
    let only = match &args.collection {
        None => None,
        Some(name) => {
            let collections = workbench.workspace().await?.collections;
            let found = collections.iter().find(|one| one.name == *name);
            let found = found.ok_or_else(|| {
                let names: Vec<&str> = collections.iter().map(|one| one.name.as_str()).collect();
                let known = if names.is_empty() {
                    "There is none yet.".to_owned()
                } else {
                    format!("There are: {}.", names.join(", "))
                };
                Problem::usage(format!("There is no collection “{name}”."), known)
            })?;
            Some(found.id)
        }
    };
    let exported = workbench.export(only).await?;
    if exported.left_out > 0 {
        note(&format!(
            "{} secret(s) were left out: variables stand in their places.",
            exported.left_out
        ));
    }
    if to_stdout {
        return raw(|out| out.write_all(exported.text.as_bytes()));
    }
    fs::write(&args.file, &exported.text).map_err(Problem::Output)?;
    let document = ExportedView {
        file: args.file.clone(),
        requests: exported.requests,
        left_out: exported.left_out,
    };
    session.out.answer(&document, || {
        format!(
            "Exported {} request(s) to {}.",
            exported.requests,
            args.file.display()
        )
    })
}
