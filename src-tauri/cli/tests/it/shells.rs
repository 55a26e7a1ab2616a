//! What is printed for a shell, run by one.

use std::{fs, io::Write as _, process::Command};

use crate::home::{Home, finished};

#[test]
fn what_was_typed_runs_nowhere_when_it_is_copied() {
    let home = Home::new().with_server("api", "https://api.example.org");
    fs::write(home.path("script"), "").expect("a file");
    let name = "it's `touch a` $(touch b)\"; touch c #";
    home.fed(
        ["token", "add", "api", "--as", name, "--stdin"],
        "at'1`touch>d`$(touch>e)",
    )
    .done();
    for format in ["env", "curl"] {
        let command = home.done(["token", "get", name, "--format", format]);
        let script = format!(
            "curl() {{ printf '%s\\0' \"$@\"; }}\n{command}\nprintf '%s' \"${{ACCESS_TOKEN-}}\""
        );
        let mut file = fs::File::create(home.path("script")).expect("a file");
        file.write_all(script.as_bytes()).expect("it is written");
        let folder = tempfile::tempdir().expect("a folder");
        let output = Command::new("sh")
            .arg(home.path("script"))
            .current_dir(folder.path())
            .output();
        let run = finished(output.expect("there is a shell"));
        assert_eq!(run.code, Some(0), "{run:?}");
        assert!(
            run.out.contains("at'1`touch>d`$(touch>e)"),
            "{format}: {run:?}"
        );
        assert_eq!(
            fs::read_dir(folder.path()).expect("it is listed").count(),
            0,
            "{format}"
        );
    }
}
