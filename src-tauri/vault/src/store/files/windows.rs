//! Files on Windows. An open file can be neither removed nor replaced unless its opener allows it;
//! whoever has ours open closes it soon: a connection that closes in the background, or a scanner.

use std::{
    env, io,
    os::windows::process::CommandExt as _,
    path::Path,
    process::{Command, Stdio},
    thread::sleep,
    time::Duration,
};

/// Full access for the owner, the system and administrators, also to what is created inside.
const GRANTS: [&str; 3] = [
    "*S-1-3-4:(OI)(CI)F",
    "*S-1-5-18:(OI)(CI)F",
    "*S-1-5-32-544:(OI)(CI)F",
];

/// `CREATE_NO_WINDOW`: no console window for a moment.
const NO_WINDOW: u32 = 0x0800_0000;

/// `ERROR_ACCESS_DENIED`, which a replaced file returns, and `ERROR_SHARING_VIOLATION`.
const IN_USE: [i32; 2] = [5, 32];
const PATIENCE: u32 = 100;
const STEP: Duration = Duration::from_millis(10);

pub(super) fn patiently<T>(work: impl Fn() -> io::Result<T>) -> io::Result<T> {
    for _ in 0..PATIENCE {
        match work() {
            Err(error)
                if error
                    .raw_os_error()
                    .is_some_and(|code| IN_USE.contains(&code)) =>
            {
                sleep(STEP);
            }
            done => return done,
        }
    }
    work()
}

/// Takes access away from other users. Inside the user's profile the system has done that already.
pub(super) fn restrict(dir: &Path) -> io::Result<()> {
    let profile = env::var_os("USERPROFILE");
    if profile.is_some_and(|profile| dir.starts_with(profile)) {
        return Ok(());
    }
    let status = Command::new("icacls")
        .arg(dir)
        .args(["/inheritance:r", "/grant:r"])
        .args(GRANTS)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .creation_flags(NO_WINDOW)
        .status()?;
    if status.success() {
        return Ok(());
    }
    Err(io::Error::other(format!(
        "other users' access could not be removed: icacls ended with {status}"
    )))
}
