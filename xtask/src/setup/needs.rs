//! Requirements of a Linux system, how to detect them, and the packages that provide them.

use super::Scope::{self, Build, Servers, Stage, Tests, Windows};
use Probe::{Font, Library, Package, Program, Works};

pub(super) struct Need {
    /// The smallest scope that needs it.
    pub(super) scope: Scope,
    pub(super) what: &'static str,
    pub(super) probe: Probe,
    /// The package on Debian, Ubuntu and their relatives.
    pub(super) debian: &'static str,
    /// What `dnf` is asked for. `None` where Fedora has no such package: the tests that want it
    /// say that they do not run.
    pub(super) fedora: Option<&'static str>,
}

/// How to tell that it is there, however it came. Asking for the thing itself and not for a
/// package keeps hands off systems that have it from elsewhere.
pub(super) enum Probe {
    /// One of these programs is on the search path.
    Program(&'static [&'static str]),
    /// pkg-config knows this library and what it requires.
    Library(&'static str),
    /// This command succeeds. For features of a program.
    Works(&'static [&'static str]),
    /// Debian's package is installed. For what is neither a program nor a library.
    Package,
    /// At least one font file: without any, text is drawn as boxes.
    Font,
}

const fn need(
    scope: Scope,
    what: &'static str,
    probe: Probe,
    debian: &'static str,
    fedora: Option<&'static str>,
) -> Need {
    Need {
        scope,
        what,
        probe,
        debian,
        fedora,
    }
}

/// A row each: when it is needed, what it is, how to tell; below, what brings it.
#[rustfmt::skip]
pub(super) const NEEDS: &[Need] = &[
    need(Build, "a C compiler and linker", Program(&["cc"]),
        "build-essential", Some("gcc")),
    need(Build, "pkg-config, which finds libraries", Program(&["pkg-config"]),
        "pkg-config", Some("/usr/bin/pkg-config")),
    need(Build, "WebKitGTK 4.1 with headers, the window's web view", Library("webkit2gtk-4.1"),
        "libwebkit2gtk-4.1-dev", Some("webkit2gtk4.1-devel")),
    need(Build, "D-Bus headers, for the window's place on the desktop", Library("dbus-1"),
        "libdbus-1-dev", Some("dbus-devel")),
    need(Build, "a font", Font,
        "fonts-dejavu-core", Some("dejavu-sans-fonts")),
    need(Stage, "Xvfb, the virtual display", Program(&["Xvfb"]),
        "xvfb", Some("/usr/bin/Xvfb")),
    need(Stage, "WebKitWebDriver, which drives the window", Program(&["WebKitWebDriver"]),
        "webkit2gtk-driver", Some("/usr/bin/WebKitWebDriver")),
    need(Stage, "Chromium, the browser to log in with", Program(&["chromium", "chromium-browser", "google-chrome"]),
        "chromium", Some("chromium")),
    need(Stage, "chromedriver, which drives the browser", Program(&["chromedriver"]),
        "chromium-driver", Some("/usr/bin/chromedriver")),
    need(Stage, "dbus-run-session, a session bus of its own", Program(&["dbus-run-session"]),
        "dbus", Some("/usr/bin/dbus-run-session")),
    need(Stage, "the GNOME keyring", Program(&["gnome-keyring-daemon"]),
        "gnome-keyring", Some("gnome-keyring")),
    need(Stage, "gio, which opens a deep link", Program(&["gio"]),
        "libglib2.0-bin", Some("/usr/bin/gio")),
    need(Stage, "xdg-mime, which registers the deep link", Program(&["xdg-mime"]),
        "xdg-utils", Some("xdg-utils")),
    need(Stage, "update-desktop-database, which registers the deep link", Program(&["update-desktop-database"]),
        "desktop-file-utils", Some("desktop-file-utils")),
    need(Stage, "import, which takes pictures of the virtual display", Program(&["import"]),
        "imagemagick", Some("/usr/bin/import")),
    need(Stage, "curl, to measure and to compare with", Program(&["curl"]),
        "curl", Some("/usr/bin/curl")),
    need(Tests, "Doorkeeper, the second authorization server", Package,
        "ruby-doorkeeper", None),
    need(Tests, "Rails, which Doorkeeper runs in", Package,
        "ruby-rails", None),
    need(Tests, "SQLite for Rails", Package,
        "ruby-sqlite3", None),
    need(Tests, "Rails' assets", Package,
        "ruby-sprockets-rails", None),
    need(Tests, "Puma, which serves Rails", Package,
        "puma", None),
    need(Tests, "Glewlwyd, the third authorization server", Program(&["glewlwyd"]),
        "glewlwyd", None),
    need(Servers, "Python with virtual environments, for servers from PyPI", Works(&["python3", "-c", "import ensurepip, venv"]),
        "python3-venv", Some("python3")),
    need(Windows, "MinGW, which links for Windows", Program(&["x86_64-w64-mingw32-gcc"]),
        "gcc-mingw-w64-x86-64-win32", Some("mingw64-gcc")),
    need(Windows, "Wine, which runs programs for Windows", Program(&["wine"]),
        "wine", Some("wine")),
];
