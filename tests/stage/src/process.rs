//! One running program with everything it started, on a leash.
//!
//! The program runs in a process group of its own under a small shell, the leash, which reads from a
//! pipe that only we hold open. When we let go of it, or die in whatever way, the shell ends the
//! group: first politely, so that lock files go away, then by force. If we died it also removes the
//! scratch folder, which otherwise is our part.
//! What left the group is found by its environment, which carries the scratch folder's name.

use std::collections::BTreeMap;
use std::ffi::{OsStr, OsString};
use std::fs::{self, File};
use std::io::{BufRead, BufReader, Read, Write};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, Command, Stdio};
use std::time::Duration;

use rustix::process::{Pid, Signal, kill_process_group};
use tempfile::TempDir;
use tokio::sync::mpsc;

use crate::patience::PATIENCE;
use crate::processes::{MARK, children, end_marked, ended_within};
use crate::{StageError, ports};

/// How long a program may take to end after it was asked to.
const END_WITHIN: Duration = Duration::from_secs(4);

const LEASH: &str = r#"
scratch=$1; shift
exec 3<&0
trap : TERM
"$@" </dev/null 3<&- &
child=$!
exec >/dev/null 2>&1
read -r _ <&3
released=$?
kill -TERM 0
(sleep 3; kill -KILL 0) &
wait $child
if [ $released -ne 0 ]; then
    # Nobody else removes the folder; other parts that end now may still write there.
    for _ in 1 2 3 4 5; do rm -rf -- "$scratch"; sleep 0.4; done
fi
kill -KILL 0
"#;

/// A program that is to be started.
pub(crate) struct Launch {
    name: &'static str,
    hint: &'static str,
    program: OsString,
    args: Vec<OsString>,
    env: BTreeMap<OsString, OsString>,
    only_this_env: bool,
    log: Option<PathBuf>,
    errors_too: bool,
    scratch: TempDir,
}

impl Launch {
    /// `hint` names what the program needs, for the error message when it does not come up.
    pub(crate) fn new(
        name: &'static str,
        program: impl Into<OsString>,
        hint: &'static str,
    ) -> Result<Self, StageError> {
        let scratch = tempfile::Builder::new()
            .prefix("tokenry-stage-")
            .tempdir()
            .map_err(StageError::file(std::env::temp_dir()))?;
        Ok(Self {
            name,
            hint,
            program: program.into(),
            args: Vec::new(),
            env: BTreeMap::new(),
            only_this_env: false,
            log: None,
            errors_too: false,
            scratch,
        })
    }

    pub(crate) fn arg(mut self, arg: impl Into<OsString>) -> Self {
        self.args.push(arg.into());
        self
    }

    pub(crate) fn env(mut self, name: impl Into<OsString>, value: impl Into<OsString>) -> Self {
        self.env.insert(name.into(), value.into());
        self
    }

    /// The program sees these variables and no others.
    pub(crate) fn only_env(mut self, env: &BTreeMap<OsString, OsString>) -> Self {
        self.only_this_env = true;
        self.env.extend(env.clone());
        self
    }

    /// What the program writes goes to this file, which outlives it.
    pub(crate) fn log(mut self, path: Option<PathBuf>) -> Self {
        self.log = path;
        self
    }

    /// What the program writes to standard error is read like its standard output.
    pub(crate) fn errors_too(mut self) -> Self {
        self.errors_too = true;
        self
    }

    /// A folder that lives exactly as long as the program.
    pub(crate) fn scratch(&self) -> &Path {
        self.scratch.path()
    }

    /// Starts the program and reads its standard output until `ready` finds what it looks for.
    pub(crate) async fn start<T>(
        self,
        ready: impl Fn(&str) -> Option<T>,
    ) -> Result<(Process, T), StageError> {
        let (process, mut lines) = self.spawn()?;
        let found = async {
            while let Some(line) = lines.recv().await {
                if let Some(found) = ready(&line) {
                    return Some(found);
                }
            }
            None
        };
        match tokio::time::timeout(PATIENCE, found).await {
            Ok(Some(found)) => Ok((process, found)),
            Ok(None) | Err(_) => Err(process.not_ready()),
        }
    }

    /// Starts a server that was told to listen at this port, and waits until it does.
    pub(crate) async fn start_at(self, port: u16) -> Result<Process, StageError> {
        let process = self.start_silent()?;
        if ports::listening(port, PATIENCE).await {
            Ok(process)
        } else {
            Err(process.not_ready())
        }
    }

    /// Starts a program that says nothing when it is ready; the caller finds out by other means.
    pub(crate) fn start_silent(self) -> Result<Process, StageError> {
        Ok(self.spawn()?.0)
    }

    fn spawn(self) -> Result<(Process, mpsc::UnboundedReceiver<String>), StageError> {
        let log = self.log.unwrap_or_else(|| self.scratch.path().join("log"));
        let file = File::create(&log).map_err(StageError::file(&log))?;
        let errors = file.try_clone().map_err(StageError::file(&log))?;

        let mut command = Command::new("sh");
        command
            .arg("-c")
            .arg(LEASH)
            .arg("leash")
            .arg(self.scratch.path())
            .arg(&self.program)
            .args(&self.args);
        if self.only_this_env {
            command.env_clear();
        }
        // Some programs leave files where temporary files go; there they vanish with the rest.
        command.env("TMPDIR", self.scratch.path());
        let outer = self
            .env
            .get(OsStr::new(MARK))
            .cloned()
            .or_else(|| std::env::var_os(MARK));
        let marks = marks(outer, self.scratch.path());
        command.envs(&self.env).env(MARK, &marks);
        command
            .process_group(0)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(if self.errors_too {
                Stdio::piped()
            } else {
                errors.into()
            });

        let name = self.name;
        let mut leader = command
            .spawn()
            .map_err(|source| StageError::Spawn { name, source })?;
        let leash = leader.stdin.take();
        let (sender, lines) = mpsc::unbounded_channel();
        if let Some(stderr) = leader.stderr.take() {
            let (log, sender) = (
                file.try_clone().map_err(StageError::file(&log))?,
                sender.clone(),
            );
            std::thread::spawn(move || pass_on(stderr, log, &sender));
        }
        if let Some(stdout) = leader.stdout.take() {
            std::thread::spawn(move || pass_on(stdout, file, &sender));
        }
        let process = Process {
            name,
            hint: self.hint,
            leash,
            leader,
            log,
            marks,
            scratch: self.scratch,
        };
        Ok((process, lines))
    }
}

/// A running program. Dropping it ends it, all it started, and removes its scratch folder.
pub(crate) struct Process {
    name: &'static str,
    hint: &'static str,
    leash: Option<ChildStdin>,
    leader: Child,
    log: PathBuf,
    marks: OsString,
    scratch: TempDir,
}

impl Process {
    pub(crate) fn scratch(&self) -> &Path {
        self.scratch.path()
    }

    /// The value of [`MARK`] for programs that run inside this one.
    pub(crate) fn marks(&self) -> &OsStr {
        &self.marks
    }

    /// The one mark by which everything this program started is known.
    pub(crate) fn mark(&self) -> OsString {
        self.scratch.path().as_os_str().to_owned()
    }

    /// The ids of the processes that the program started, and they in turn.
    pub(crate) fn started(&self) -> Vec<u32> {
        let program = children(self.leader.id());
        let mut found: Vec<u32> = program.into_iter().flat_map(children).collect();
        let mut next = 0;
        while let Some(pid) = found.get(next) {
            found.extend(children(*pid));
            next += 1;
        }
        found
    }

    /// The end of what the program wrote, for error messages.
    pub(crate) fn log(&self) -> String {
        let text = fs::read(&self.log).unwrap_or_default();
        let text = String::from_utf8_lossy(&text);
        let lines: Vec<&str> = text.lines().collect();
        lines[lines.len().saturating_sub(40)..].join("\n")
    }

    pub(crate) fn not_ready(&self) -> StageError {
        StageError::NotReady {
            name: self.name,
            hint: self.hint,
            log: self.log(),
        }
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        if let Some(mut leash) = self.leash.take() {
            // A line says that we clean up ourselves. A leash that is gone already needs no word.
            let _ = writeln!(leash);
        }
        if let Some(group) = i32::try_from(self.leader.id()).ok().and_then(Pid::from_raw)
            && !ended_within(group, END_WITHIN)
        {
            // It may have ended by itself this very moment; then there is nothing left to end.
            let _ = kill_process_group(group, Signal::KILL);
        }
        let _ = self.leader.wait();
        end_marked(&self.mark());
    }
}

/// The marks of a program that runs inside another part of the stage, plus its own.
fn marks(outer: Option<OsString>, own: &Path) -> OsString {
    let mut marks = outer.unwrap_or_default();
    if !marks.is_empty() {
        marks.push(" ");
    }
    marks.push(own);
    marks
}

/// Keeps the pipe empty for as long as the program writes, and the log complete.
fn pass_on(output: impl Read, mut log: File, lines: &mpsc::UnboundedSender<String>) {
    for line in BufReader::new(output).split(b'\n').map_while(Result::ok) {
        let line = String::from_utf8_lossy(&line).into_owned();
        // A log that cannot be written only makes a later error message poorer,
        // and nobody listens any more once the program is ready.
        let _ = writeln!(log, "{line}");
        let _ = lines.send(line);
    }
}
