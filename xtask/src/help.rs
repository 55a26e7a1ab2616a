//! What `cargo xtask help` prints.

pub(crate) const HELP: &str = "\
Set up, run, test and bundle Tokenry.

Usage: cargo xtask COMMAND [--no-install]

To see it work:
  demo      log in at a real authorization server and send a first call, on this machine
  start     open Tokenry with your own data

To work on it:
  dev       open Tokenry with the UI reloading as you save
  check     formatting, lints, types and the house rules, without running tests
  test      everything: set-up, checks, all tests; what CI runs

To ship it:
  bundle    build the installers for this system
  bench     measure Tokenry against the smallest program that does the same

You need Rust and Node. On Debian, Ubuntu, Fedora and their relatives every command looks for
the system packages it needs, prints the install command, and runs it as root or with sudo.
  --no-install   only say what is missing

`cargo xtask help COMMAND` tells more about one of them.";

pub(crate) const DEMO: &str = "\
See Tokenry work, from an empty machine to the first answer.

Usage: cargo xtask demo [--headless] [--no-install]

It starts a certified authorization server and a small protected API on this machine, and opens
Tokenry with that server prepared, in a data directory of its own. You log in in your browser,
get a token, and send a call with it.

Where there is no display, or with --headless, it does all this by itself in a virtual one,
prints each step, and leaves a screenshot of each in target/demo/. Status 0 then means that
the protected API answered 200 to the token from that login.";

pub(crate) const START: &str = "\
Build Tokenry and open it with your own data.

Usage: cargo xtask start [--no-install] [-- ARGUMENTS]

It is a development build: for one that starts faster see `cargo xtask bundle`. Arguments after
`--` go to Tokenry.";

pub(crate) const DEV: &str = "\
Open Tokenry with the UI reloading as you save.

Usage: cargo xtask dev [--no-install] [-- ARGUMENTS]

It runs the Vite development server of ui/ and a build of the window that loads its pages from
there. Closing the window ends both. After a change in Rust, close it and run it again.";

pub(crate) const TEST: &str = "\
Run every check and every test. CI calls exactly this.

Usage: cargo xtask test [servers|windows] [NAME…] [--no-install] [-- ARGUMENTS]

Without a name: the checks of `cargo xtask check`, the UI's tests, and all Rust tests, among
them those with real authorization servers, a real browser and the real window. A failing step
does not hide the next: a summary at the end names them all.

With `servers`: the command line against seven authorization servers as people install them,
from registration to a refused call. Glewlwyd comes from the distribution; django-oauth-toolkit,
JupyterHub, Canaille and Node-RED from PyPI and npm, into target/servers and tests/stage/servers.
Nothing else of them is left on the machine. `cargo xtask test servers jupyterhub` runs one of them.

With `windows`, on Linux: core and command line compiled for Windows with MinGW, and their tests run
by Wine. The compiler's target x86_64-pc-windows-gnu comes from rustup; where that is not to be had,
it is built from the source that Debian packages. Everything goes to target/windows.

With other names: only the Rust tests whose path contains one of them. Arguments after `--` go to
each test program, such as `-- --nocapture`.";

pub(crate) const CHECK: &str = "\
Check formatting, lints, types, licences and the house rules.

Usage: cargo xtask check [--no-install]

Runs rustfmt, Clippy, the UI's formatter, linter and type checker, cargo-deny where it is
installed, and the rules that no tool knows:
  - a source file is meant to stay under 300 lines, never passes 400, and says at its top what lives in it
  - src-tauri/core and the command line do not name Tauri
  - modules of a crate do not depend on each other in circles";

pub(crate) const BUNDLE: &str = "\
Build the installers for this system into target/release/bundle.

Usage: cargo xtask bundle [--no-install] [-- ARGUMENTS]

On Linux: .deb and .rpm. An AppImage needs a tool that Tauri downloads while it runs; ask for it
with `-- --bundles appimage`. On macOS: .app and .dmg. On Windows: an .msi and a set-up program.
Arguments after `--` go to `tauri build`.";

pub(crate) const BENCH: &str = "\
Measure Tokenry, in release builds, against the smallest program that does the same.

Usage: cargo xtask bench startup|send|token|all [--no-install] [-- ARGUMENTS]

  startup   exec to first paint, to interactive, and idle memory, beside an empty Tauri window
  send      click on Send to the painted answer; `tokenry send` beside curl
  token     `tokenry token get` beside one keyring read, one row and one seal

The floor is built and measured in the same run. docs/benchmarks.md holds the last figures:
`-- --record` writes them there, `-- --runs N` takes more than seven starts.";
