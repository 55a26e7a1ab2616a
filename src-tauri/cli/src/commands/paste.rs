//! Lines from standard input while something else is waited for.

use std::{
    collections::VecDeque,
    io::{self, BufRead as _, Read as _},
    time::Duration,
};

use tokio::{sync::mpsc, time::timeout};

/// No code and no address is longer.
const LONGEST: u64 = 64 * 1024;

/// The lines of one paste come one right after the other.
const TOGETHER: Duration = Duration::from_millis(150);

/// What an answer to a login is made of.
const SIGNS: [&str; 6] = ["code=", "state=", "error=", "://", "%3d", "{"];

/// Read on a thread of their own: the terminal cannot be waited for in any other way, and
/// nobody waits for that thread when the program ends.
pub(super) struct Lines {
    read: mpsc::Receiver<io::Result<String>>,
    /// Came together with another, and is for whoever asks next.
    kept: VecDeque<String>,
}

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
        Self {
            read: receiver,
            kept: VecDeque::new(),
        }
    }

    /// The next line; `None` at the end of the input.
    pub(super) async fn next(&mut self) -> Option<io::Result<String>> {
        match self.kept.pop_front() {
            Some(line) => Some(Ok(line)),
            None => self.read.recv().await,
        }
    }

    /// What was pasted with this line, if only the whole can be an answer: an address that a letter
    /// wrapped, or one that stands inside other words.
    pub(super) async fn whole(&mut self, first: String) -> io::Result<String> {
        let mut lines = vec![first];
        let mut length = lines[0].len() as u64;
        while length < LONGEST
            && let Ok(Some(line)) = timeout(TOGETHER, self.next()).await
        {
            let line = line?;
            length += line.len() as u64;
            lines.push(line);
        }
        let whole = lines.concat();
        let low = whole.to_ascii_lowercase();
        if lines.len() > 1 && SIGNS.iter().any(|sign| low.contains(sign)) {
            return Ok(whole);
        }
        self.kept.extend(lines.drain(1..));
        Ok(lines.swap_remove(0))
    }
}
