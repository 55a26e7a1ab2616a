//! Looking at other processes: which belong to the stage, where they listen, and ending them.

use std::collections::HashSet;
use std::ffi::OsStr;
use std::fs;
use std::os::unix::ffi::OsStrExt;
use std::path::PathBuf;
use std::time::Duration;

use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::process::{Pid, PidfdFlags, Signal, pidfd_open, pidfd_send_signal};

use crate::StageError;

/// The variable that every process of the stage inherits. Its value names the scratch folders of the
/// parts that the process belongs to, so that even what changed its session or parent is found.
pub(crate) const MARK: &str = "TOKENRY_STAGE";

/// The processes that carry this mark.
pub(crate) fn marked(mark: &OsStr) -> Vec<Pid> {
    let own = rustix::process::getpid();
    let Ok(entries) = fs::read_dir("/proc") else {
        return Vec::new();
    };
    entries
        .filter_map(|entry| Pid::from_raw(entry.ok()?.file_name().to_str()?.parse().ok()?))
        .filter(|pid| *pid != own && carries(*pid, mark))
        .collect()
}

/// Ends every process that carries this mark, and waits until they are gone.
pub(crate) fn end_marked(mark: &OsStr) {
    // A process may start another while we look; a few rounds catch them all.
    for _ in 0..8 {
        let found = marked(mark);
        if found.is_empty() {
            return;
        }
        for pid in found {
            if let Ok(handle) = pidfd_open(pid, PidfdFlags::empty()) {
                // It may have ended since it was found.
                let _ = pidfd_send_signal(&handle, Signal::KILL);
            }
            ended_within(pid, Duration::from_secs(2));
        }
    }
}

/// Waits until the process has ended. True also if it was gone already.
pub(crate) fn ended_within(pid: Pid, limit: Duration) -> bool {
    let Ok(handle) = pidfd_open(pid, PidfdFlags::empty()) else {
        return true;
    };
    let limit = Timespec {
        tv_sec: i64::try_from(limit.as_secs()).unwrap_or(i64::MAX),
        tv_nsec: 0,
    };
    let mut fds = [PollFd::new(&handle, PollFlags::IN)];
    matches!(poll(&mut fds, Some(&limit)), Ok(ready) if ready > 0)
}

/// The TCP port on 127.0.0.1 where a process with this mark listens, as the system's tables say.
pub(crate) fn listening_port(mark: &OsStr) -> Result<Option<u16>, StageError> {
    let sockets: HashSet<String> = marked(mark).into_iter().flat_map(sockets_of).collect();
    let path = PathBuf::from("/proc/net/tcp");
    let table = fs::read_to_string(&path).map_err(StageError::file(&path))?;
    Ok(table.lines().skip(1).find_map(|line| {
        let columns: Vec<&str> = line.split_whitespace().collect();
        let (address, state, inode) = (columns.get(1)?, columns.get(3)?, columns.get(9)?);
        let (ip, port) = address.split_once(':')?;
        let listens_here = *state == "0A" && ip == "0100007F" && sockets.contains(*inode);
        listens_here.then(|| u16::from_str_radix(port, 16).ok())?
    }))
}

/// The processes that this one has started itself and that still run.
pub(crate) fn children(pid: u32) -> Vec<u32> {
    let Ok(threads) = fs::read_dir(format!("/proc/{pid}/task")) else {
        return Vec::new();
    };
    threads
        .filter_map(|thread| fs::read_to_string(thread.ok()?.path().join("children")).ok())
        .flat_map(|pids| {
            pids.split_whitespace()
                .filter_map(|pid| pid.parse().ok())
                .collect::<Vec<_>>()
        })
        .collect()
}

/// The arguments of a process as the system shows them to everybody, each with a NUL behind it.
/// None once it has ended.
pub(crate) fn arguments(pid: Pid) -> Option<Vec<u8>> {
    fs::read(format!("/proc/{}/cmdline", pid.as_raw_nonzero())).ok()
}

/// The variables that a process was started with, each with a NUL behind it. None once it has ended.
pub(crate) fn environment(pid: Pid) -> Option<Vec<u8>> {
    fs::read(format!("/proc/{}/environ", pid.as_raw_nonzero())).ok()
}

fn carries(pid: Pid, mark: &OsStr) -> bool {
    let Some(environment) = environment(pid) else {
        return false;
    };
    let prefix = format!("{MARK}=");
    environment
        .split(|byte| *byte == 0)
        .filter_map(|variable| variable.strip_prefix(prefix.as_bytes()))
        .any(|marks| {
            marks
                .split(|byte| *byte == b' ')
                .any(|one| one == mark.as_bytes())
        })
}

fn sockets_of(pid: Pid) -> Vec<String> {
    let Ok(entries) = fs::read_dir(format!("/proc/{}/fd", pid.as_raw_nonzero())) else {
        return Vec::new();
    };
    entries
        .filter_map(|entry| fs::read_link(entry.ok()?.path()).ok())
        .filter_map(|target| {
            let inode = target
                .to_str()?
                .strip_prefix("socket:[")?
                .strip_suffix(']')?;
            Some(inode.to_owned())
        })
        .collect()
}
