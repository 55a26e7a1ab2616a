//! `tokenry exec …`

#[cfg(windows)]
mod windows;

use crate::home::Home;

fn home() -> Home {
    Home::new()
        .with_server("api", "https://api.example.org")
        .with_token("api", "mine", "t0k3n")
}

#[cfg(unix)]
#[test]
fn the_command_has_the_token_in_its_environment_only() {
    let home = home();
    let script = "echo \"$ACCESS_TOKEN\"; tr '\\0' ' ' < /proc/$$/cmdline";
    let out = home.done(["exec", "mine", "--", "sh", "-c", script]);
    let (first, arguments) = out.split_once('\n').expect("two lines");
    assert_eq!(first, "t0k3n");
    assert!(
        arguments.contains("sh") && !arguments.contains("t0k3n"),
        "{arguments}"
    );
    let out = home.done([
        "exec",
        "mine",
        "--env",
        "TOKEN",
        "--",
        "sh",
        "-c",
        "echo $TOKEN-$ACCESS_TOKEN",
    ]);
    assert_eq!(out, "t0k3n-\n");
}

#[test]
fn the_commands_exit_status_is_passed_on() {
    let home = home();
    let shell = if cfg!(windows) {
        ["cmd", "/c"]
    } else {
        ["sh", "-c"]
    };
    let ended = [&["exec", "mine", "--"], &shell[..], &["exit 42"]].concat();
    assert_eq!(home.run(ended).code, Some(42));
    let said = home
        .run(["exec", "mine", "--", "no-such-command"])
        .failed(127);
    assert!(said.contains("no-such-command"), "{said}");
    home.run(["exec", "nobody", "--", "true"]).failed(5);
    home.run(["exec", "mine", "--env", "A=B", "--", "true"])
        .failed(2);
}
