//! Lines from standard input while something else is waited for.

use std::io::{self, BufRead as _, Read as _};

use tokio::sync::mpsc;

/// No code and no address is longer.
const LONGEST: u64 = 64 * 1024;

/// Read on a thread of their own: the terminal cannot be waited for in any other way, and
/// nobody waits for that thread when the program ends.
pub(super) struct Lines(mpsc::Receiver<io::Result<String>>);

impl Lines {
    pub(super) fn of_stdin() -> Self {
        let (sender, receiver) = mpsc::channel(1);
        std::thread::spawn(move || {
            let mut input = io::stdin().lock();
            loop {
                let mut line = String::new();
                let read = input.by_ref().take(LONGEST).read_line(&mut line);
                let told = match read {
                    Ok(0) => return,
                    Ok(_) => Ok(line),
                    Err(error) => Err(error),
                };
                let over = told.is_err();
                if sender.blocking_send(told).is_err() || over {
                    return;
                }
            }
        });
        Self(receiver)
    }

    /// The next line; `None` at the end of the input.
    pub(super) async fn next(&mut self) -> Option<io::Result<String>> {
        self.0.recv().await
    }
}
