//! `tokenry vault …`: files that hold the passphrase, backups, and a new start.

use std::fs;

use crate::home::{Home, PASSPHRASE, Run, finished};

fn home() -> Home {
    Home::new()
        .with_server("api", "https://api.example.org")
        .with_token("api", "mine", "t0k3n")
}

fn get_with(home: &Home, file: &str) -> Run {
    let mut command = home.command(["token", "get", "mine"]);
    command.env("TOKENRY_PASSPHRASE_FILE", home.path(file));
    finished(command.output().expect("the binary runs"))
}

#[test]
fn a_passphrase_file_is_read_in_whatever_encoding_it_was_written() {
    let home = home();
    let wide = |mark: [u8; 2], unit: fn(u16) -> [u8; 2]| -> Vec<u8> {
        let text = format!("{PASSPHRASE}\r\n");
        let units = text.encode_utf16().flat_map(unit);
        mark.into_iter().chain(units).collect()
    };
    for bytes in [
        [b"\xef\xbb\xbf", PASSPHRASE.as_bytes(), b"\r\n"].concat(),
        wide([0xff, 0xfe], u16::to_le_bytes),
        wide([0xfe, 0xff], u16::to_be_bytes),
    ] {
        fs::write(home.path("written"), &bytes).expect("a file");
        let got = get_with(&home, "written");
        assert_eq!(got.done(), "t0k3n\n", "{bytes:?}");
    }
    fs::write(home.path("written"), b"\xff\xfe\x00").expect("a file");
    let said = get_with(&home, "written").failed(3);
    assert!(said.contains("cannot be read"), "{said}");
}

#[test]
fn a_mark_that_once_became_part_of_the_passphrase_still_opens() {
    // As a version that did not know the mark has made it.
    let home = Home::new();
    let marked = format!("\u{feff}\u{feff}{PASSPHRASE}");
    home.fed(["vault", "passphrase", "--stdin"], &marked).done();
    fs::write(home.path("passphrase"), format!("\u{feff}{PASSPHRASE}\n")).expect("a file");
    let home = home
        .with_server("api", "https://api.example.org")
        .with_token("api", "mine", "t0k3n");
    assert_eq!(home.done(["token", "get", "mine"]), "t0k3n\n");
}

#[test]
fn a_wrong_file_is_told_as_a_wrong_file() {
    let home = home();
    fs::write(home.path("wrong"), "not this one").expect("a file");
    let path = home.path("wrong").display().to_string();
    let said = get_with(&home, "wrong").failed(3);
    assert!(said.contains(&path), "{said}");
    assert!(!said.contains("Caps Lock"), "nobody typed it: {said}");
}

#[cfg(unix)]
#[test]
fn a_passphrase_file_that_others_can_read_is_told() {
    use std::os::unix::fs::PermissionsExt as _;
    let home = home();
    let chmod = |name: &str, mode: u32| {
        let permissions = fs::Permissions::from_mode(mode);
        fs::set_permissions(home.path(name), permissions).expect("permissions");
    };
    let told = || {
        let run = home.run(["token", "get", "mine"]);
        assert_eq!(run.out, "t0k3n\n", "it opens all the same");
        run.err.contains("Other users can read")
    };
    fs::create_dir(home.path("open")).expect("a folder");
    for (file, folder, expected) in [
        (0o644, 0o755, true),
        (0o640, 0o755, true),
        (0o604, 0o711, true),
        (0o600, 0o755, false),
        // Nobody else gets as far as that.
        (0o644, 0o700, false),
    ] {
        chmod("passphrase", file);
        chmod("", folder);
        assert_eq!(told(), expected, "{file:o} in {folder:o}");
    }
    chmod("passphrase", 0o644);
    chmod("", 0o755);
    let json = home.run(["vault", "status", "--json"]);
    assert_eq!(json.err, "", "programs read that");
    let doctor = home.run(["doctor"]);
    assert_eq!(doctor.code, Some(1), "{doctor:?}");
    assert!(doctor.out.contains("chmod 600"), "{doctor:?}");
    chmod("", 0o700);
}

#[test]
fn a_backup_comes_back_and_what_was_there_is_kept() {
    let home = home();
    let file = home.path("backup.db");
    let words = |command: &str| {
        vec![
            "vault".to_owned(),
            command.to_owned(),
            file.display().to_string(),
        ]
    };
    let said = home.done(words("backup"));
    assert!(said.contains("The current passphrase unlocks it"), "{said}");
    let again = home.run(words("backup")).failed(2);
    assert!(again.contains("already a file"), "{again}");
    crate::home::assert_nowhere(&home.data(), "t0k3n");
    let second = home.path("second.db").display().to_string();
    let document = home.json(&["vault", "backup", &second]);
    assert_eq!(document["backup"], second);
    assert_eq!(document["opened_by"], serde_json::json!(["passphrase"]));
    let bytes = fs::read(&file).expect("the backup");
    assert!(!bytes.windows(5).any(|part| part == b"t0k3n"), "sealed");

    home.done(["token", "forget", "mine", "--yes"]);
    let unasked = home.run(words("restore")).failed(2);
    assert!(unasked.contains("--yes"), "{unasked}");
    let path = file.display().to_string();
    let done = home.json(&["vault", "restore", &path, "--yes"]);
    let kept = done["kept_in"].as_str().expect("a folder").to_owned();
    assert_eq!(home.done(["token", "get", "mine"]), "t0k3n\n");
    let before = home.done(["--data-dir", &kept, "token", "list", "--json"]);
    assert_eq!(before.trim(), "[]", "what was there before");

    fs::write(home.path("other"), "no backup").expect("a file");
    let other = home.path("other").display().to_string();
    let said = home.run(["vault", "restore", &other, "--yes"]).failed(1);
    assert!(said.contains("is not a backup"), "{said}");
    assert_eq!(home.done(["token", "get", "mine"]), "t0k3n\n");
}

#[test]
fn a_new_start_keeps_the_old_data_aside() {
    let home = home();
    let said = home.run(["vault", "start-over"]).failed(2);
    assert!(said.contains("The vault can still be unlocked"), "{said}");
    assert_eq!(home.done(["token", "get", "mine"]), "t0k3n\n");
    let done = home.json(&["vault", "start-over", "--yes"]);
    let kept = done["kept_in"].as_str().expect("a folder");
    assert_eq!(home.json(&["vault", "status"])["state"], "new");
    assert_eq!(home.done(["token", "list", "--json"]).trim(), "[]");
    let old = ["--data-dir", kept, "token", "get", "mine"];
    assert_eq!(home.done(old), "t0k3n\n", "a data directory of its own");
    let home = home
        .with_server("api", "https://api.example.org")
        .with_token("api", "mine", "another");
    assert_eq!(home.done(["token", "get", "mine"]), "another\n");
}

#[test]
fn a_new_start_needs_no_readable_database() {
    let home = home();
    fs::write(home.data().join("tokenry.db"), "not a database at all").expect("a file");
    let said = home.run(["server", "list"]).failed(1);
    assert!(said.contains("tokenry vault restore FILE"), "{said}");
    home.done(["vault", "start-over", "--yes"]);
    assert_eq!(home.done(["server", "list", "--json"]).trim(), "[]");
}

#[test]
fn a_recovery_code_opens_what_a_forgotten_passphrase_does_not() {
    let home = home();
    let first = home.done(["vault", "recovery"]);
    let code = home.done(["vault", "recovery"]);
    assert_ne!(first, code);
    crate::home::assert_nowhere(&home.data(), code.trim());
    let status = home.json(&["vault", "status"]);
    assert_eq!(
        status["opened_by"],
        serde_json::json!(["passphrase", "recovery"])
    );

    let unlock = ["vault", "unlock", "--recovery"];
    for wrong in [first.as_str(), "ABCD-EFGH\n", "\n"] {
        let said = home.fed(unlock, &format!("{wrong}new words\n")).failed(3);
        assert!(said.contains("recovery code is wrong"), "{said}");
    }
    home.fed(unlock, code.trim()).failed(2);
    assert_eq!(
        home.done(["token", "get", "mine"]),
        "t0k3n\n",
        "nothing changed"
    );

    // However it is typed.
    let typed = code.trim().to_lowercase().replace('-', " ");
    let run = home.fed(unlock, &format!("{typed}\nnew words\n"));
    assert!(
        run.err.contains("no more") && run.err.contains("tokenry vault recovery"),
        "{run:?}"
    );
    run.done();
    get_with(&home, "passphrase").failed(3);
    fs::write(home.path("new"), "new words").expect("a file");
    assert_eq!(get_with(&home, "new").done(), "t0k3n\n");
    fs::write(home.path("passphrase"), "new words").expect("a file");
    let said = home.fed(unlock, &format!("{code}other words\n")).failed(1);
    assert!(said.contains("no recovery code"), "it is used up: {said}");
}

#[test]
fn a_new_passphrase_takes_the_recovery_code_along_and_says_so() {
    let home = home();
    home.done(["vault", "recovery"]);
    let run = home.fed(["vault", "passphrase", "--stdin"], "new words");
    assert!(
        run.err.contains("recovery code opens the vault no more"),
        "{run:?}"
    );
    run.done();
    fs::write(home.path("passphrase"), "new words").expect("a file");
    let status = home.json(&["vault", "status"]);
    assert_eq!(status["opened_by"], serde_json::json!(["passphrase"]));
}
