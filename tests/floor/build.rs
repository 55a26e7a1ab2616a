//! Lets Tauri read tests/floor/tauri.conf.json.

fn main() {
    tauri_build::build();
}
