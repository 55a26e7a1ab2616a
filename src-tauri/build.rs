//! Lists the commands for Tauri's access control: a command that is not named there is
//! refused, whatever page asks.

use std::{fs, io, path::Path};

#[path = "commands/list.rs"]
mod list;

macro_rules! names {
    ($($module:ident::$name:ident),* $(,)?) => { &[$(stringify!($name)),*] };
}

const COMMANDS: &[&str] = list::every_command!(names);

/// Beside what Tauri generates for each command; git ignores the folder.
const WINDOW: &str = "permissions/window.toml";

fn main() {
    permit_the_window().expect("the permissions can be written");
    let manifest = tauri_build::AppManifest::new()
        .commands(COMMANDS)
        .permissions_path_pattern(WINDOW);
    tauri_build::try_build(tauri_build::Attributes::new().app_manifest(manifest))
        .expect("tauri.conf.json and the permissions must fit each other");
}

/// Writes what the one window may call: every command of Tokenry, and nothing of any plugin.
fn permit_the_window() -> io::Result<()> {
    let allowed: Vec<String> = COMMANDS
        .iter()
        .map(|command| format!("    \"allow-{}\",\n", command.replace('_', "-")))
        .collect();
    let set = format!(
        "[[set]]\nidentifier = \"window-commands\"\ndescription = \"All commands of Tokenry\"\n\
         permissions = [\n{}]\n",
        allowed.concat()
    );
    let path = Path::new(WINDOW);
    fs::create_dir_all(path.with_file_name(""))?;
    if fs::read_to_string(path).ok().as_deref() != Some(&set) {
        fs::write(path, set)?;
    }
    Ok(())
}
