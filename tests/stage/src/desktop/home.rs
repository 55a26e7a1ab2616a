//! The folders, the environment and the bus configuration of a desktop.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use crate::StageError;

/// What of our own environment programs on the desktop may see.
const KEPT: [&str; 5] = [
    "PATH",
    "LANG",
    "RUST_LOG",
    "RUST_BACKTRACE",
    "LLVM_PROFILE_FILE",
];

const FOLDERS: [(&str, &str); 7] = [
    ("HOME", "home"),
    ("XDG_CONFIG_HOME", "home/.config"),
    ("XDG_DATA_HOME", "home/.local/share"),
    ("XDG_STATE_HOME", "home/.local/state"),
    ("XDG_CACHE_HOME", "home/.cache"),
    ("XDG_RUNTIME_DIR", "run"),
    ("TMPDIR", "tmp"),
];

/// Makes the folders below `scratch` and answers the environment that names them.
pub(super) fn make(
    scratch: &Path,
    display: &str,
) -> Result<BTreeMap<OsString, OsString>, StageError> {
    let mut env = BTreeMap::new();
    for name in KEPT {
        if let Some(value) = std::env::var_os(name) {
            env.insert(name.into(), value);
        }
    }
    for (name, folder) in FOLDERS {
        let folder = scratch.join(folder);
        fs::create_dir_all(&folder).map_err(StageError::file(&folder))?;
        // The runtime folder has to be private, or programs refuse it.
        fs::set_permissions(&folder, fs::Permissions::from_mode(0o700))
            .map_err(StageError::file(&folder))?;
        env.insert(name.into(), folder.into());
    }
    env.insert("DISPLAY".into(), display.into());
    env.insert("GDK_BACKEND".into(), "x11".into());
    env.insert("XDG_SESSION_TYPE".into(), "x11".into());
    // The accessibility bus would be one more daemon; nothing here asks it.
    env.insert("NO_AT_BRIDGE".into(), "1".into());
    env.insert("GTK_A11Y".into(), "none".into());
    Ok(env)
}

/// A session bus of its own, on which nothing is started on demand except, where there is a keyring,
/// the dialog that asks for its password.
pub(super) fn bus_config(scratch: &Path, keyring: bool) -> Result<PathBuf, StageError> {
    let services = scratch.join("services");
    fs::create_dir_all(&services).map_err(StageError::file(&services))?;
    if keyring {
        let service = "[D-BUS Service]\nName=org.gnome.keyring.SystemPrompter\nExec=/usr/libexec/gcr-prompter\n";
        write(
            &services.join("org.gnome.keyring.SystemPrompter.service"),
            service,
        )?;
    }
    let path = scratch.join("bus.conf");
    let config = format!(
        r#"<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <type>session</type>
  <listen>unix:path={}</listen>
  <auth>EXTERNAL</auth>
  <servicedir>{}</servicedir>
  <policy context="default">
    <allow send_destination="*" eavesdrop="true"/>
    <allow eavesdrop="true"/>
    <allow own="*"/>
  </policy>
</busconfig>
"#,
        scratch.join("bus").display(),
        services.display(),
    );
    write(&path, &config)?;
    Ok(path)
}

pub(super) fn write(path: &Path, text: &str) -> Result<(), StageError> {
    fs::write(path, text).map_err(StageError::file(path))
}
