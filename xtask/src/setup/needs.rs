//! What a Linux system must have, how to tell, and what brings it.

use super::Scope;

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
    /// This command line ends well. For what a program has or lacks inside.
    Works(&'static [&'static str]),
    /// The package database has Debian's package. For what is neither program nor library.
    Package,
    /// At least one font file: without any, text is drawn as boxes.
    Font,
}

pub(super) const NEEDS: &[Need] = &[
    Need {
        scope: Scope::Build,
        what: "a C compiler and linker",
        probe: Probe::Program(&["cc"]),
        debian: "build-essential",
        fedora: Some("gcc"),
    },
    Need {
        scope: Scope::Build,
        what: "pkg-config, which finds libraries",
        probe: Probe::Program(&["pkg-config"]),
        debian: "pkg-config",
        fedora: Some("/usr/bin/pkg-config"),
    },
    Need {
        scope: Scope::Build,
        what: "WebKitGTK 4.1 with headers, the window's web view",
        probe: Probe::Library("webkit2gtk-4.1"),
        debian: "libwebkit2gtk-4.1-dev",
        fedora: Some("pkgconfig(webkit2gtk-4.1)"),
    },
    Need {
        scope: Scope::Build,
        what: "D-Bus headers, for the window's place on the desktop",
        probe: Probe::Library("dbus-1"),
        debian: "libdbus-1-dev",
        fedora: Some("pkgconfig(dbus-1)"),
    },
    Need {
        scope: Scope::Build,
        what: "a font",
        probe: Probe::Font,
        debian: "fonts-dejavu-core",
        fedora: Some("dejavu-sans-fonts"),
    },
    Need {
        scope: Scope::Stage,
        what: "Xvfb, the virtual display",
        probe: Probe::Program(&["Xvfb"]),
        debian: "xvfb",
        fedora: Some("/usr/bin/Xvfb"),
    },
    Need {
        scope: Scope::Stage,
        what: "WebKitWebDriver, which drives the window",
        probe: Probe::Program(&["WebKitWebDriver"]),
        debian: "webkit2gtk-driver",
        fedora: Some("/usr/bin/WebKitWebDriver"),
    },
    Need {
        scope: Scope::Stage,
        what: "Chromium, the browser to log in with",
        probe: Probe::Program(&["chromium", "chromium-browser", "google-chrome"]),
        debian: "chromium",
        fedora: Some("chromium"),
    },
    Need {
        scope: Scope::Stage,
        what: "chromedriver, which drives the browser",
        probe: Probe::Program(&["chromedriver"]),
        debian: "chromium-driver",
        fedora: Some("/usr/bin/chromedriver"),
    },
    Need {
        scope: Scope::Stage,
        what: "dbus-run-session, a session bus of its own",
        probe: Probe::Program(&["dbus-run-session"]),
        debian: "dbus",
        fedora: Some("/usr/bin/dbus-run-session"),
    },
    Need {
        scope: Scope::Stage,
        what: "the GNOME keyring",
        probe: Probe::Program(&["gnome-keyring-daemon"]),
        debian: "gnome-keyring",
        fedora: Some("gnome-keyring"),
    },
    Need {
        scope: Scope::Stage,
        what: "gio, which opens a deep link",
        probe: Probe::Program(&["gio"]),
        debian: "libglib2.0-bin",
        fedora: Some("/usr/bin/gio"),
    },
    Need {
        scope: Scope::Stage,
        what: "xdg-mime, which registers the deep link",
        probe: Probe::Program(&["xdg-mime"]),
        debian: "xdg-utils",
        fedora: Some("xdg-utils"),
    },
    Need {
        scope: Scope::Stage,
        what: "update-desktop-database, which registers the deep link",
        probe: Probe::Program(&["update-desktop-database"]),
        debian: "desktop-file-utils",
        fedora: Some("desktop-file-utils"),
    },
    Need {
        scope: Scope::Stage,
        what: "import, which takes pictures of the virtual display",
        probe: Probe::Program(&["import"]),
        debian: "imagemagick",
        fedora: Some("/usr/bin/import"),
    },
    Need {
        scope: Scope::Stage,
        what: "curl, to measure and to compare with",
        probe: Probe::Program(&["curl"]),
        debian: "curl",
        fedora: Some("/usr/bin/curl"),
    },
    Need {
        scope: Scope::Tests,
        what: "Doorkeeper, the second authorization server",
        probe: Probe::Package,
        debian: "ruby-doorkeeper",
        fedora: None,
    },
    Need {
        scope: Scope::Tests,
        what: "Rails, which Doorkeeper runs in",
        probe: Probe::Package,
        debian: "ruby-rails",
        fedora: None,
    },
    Need {
        scope: Scope::Tests,
        what: "SQLite for Rails",
        probe: Probe::Package,
        debian: "ruby-sqlite3",
        fedora: None,
    },
    Need {
        scope: Scope::Tests,
        what: "Rails' assets",
        probe: Probe::Package,
        debian: "ruby-sprockets-rails",
        fedora: None,
    },
    Need {
        scope: Scope::Tests,
        what: "Puma, which serves Rails",
        probe: Probe::Package,
        debian: "puma",
        fedora: None,
    },
    Need {
        scope: Scope::Tests,
        what: "Glewlwyd, the third authorization server",
        probe: Probe::Program(&["glewlwyd"]),
        debian: "glewlwyd",
        fedora: None,
    },
    Need {
        scope: Scope::Servers,
        what: "Python with virtual environments, for servers from PyPI",
        probe: Probe::Works(&["python3", "-c", "import ensurepip, venv"]),
        debian: "python3-venv",
        fedora: Some("python3"),
    },
    Need {
        scope: Scope::Windows,
        what: "MinGW, which links for Windows",
        probe: Probe::Program(&["x86_64-w64-mingw32-gcc"]),
        debian: "gcc-mingw-w64-x86-64-win32",
        fedora: Some("mingw64-gcc"),
    },
    Need {
        scope: Scope::Windows,
        what: "Wine, which runs programs for Windows",
        probe: Probe::Program(&["wine"]),
        debian: "wine",
        fedora: Some("wine"),
    },
];
