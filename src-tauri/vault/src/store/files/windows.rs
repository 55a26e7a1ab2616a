//! Replacing and removing files on Windows, where an open file can be neither removed nor replaced
//! unless its opener allows it. Whoever has ours open closes it soon: a connection that closes in
//! the background, or a scanner.

use std::{io, thread::sleep, time::Duration};

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
