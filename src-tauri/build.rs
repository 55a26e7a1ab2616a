//! Lists the commands for Tauri's access control: a command that is not named there is
//! refused, whatever page asks.

#[path = "commands/names.rs"]
mod names;

fn main() {
    let manifest = tauri_build::AppManifest::new()
        .commands(names::COMMANDS)
        .permissions_path_pattern("src-tauri/permissions/*.toml");
    tauri_build::try_build(tauri_build::Attributes::new().app_manifest(manifest))
        .expect("tauri.conf.json and the permissions must fit each other");
}
