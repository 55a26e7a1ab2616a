//! What only Windows has: exit codes of 32 bits, and programs that are batch files.

use std::fs;

use super::home;

#[test]
fn exit_codes_are_passed_on_whole() {
    let home = home();
    for code in [0, 255, 256, 300, 70_000, -1_073_741_510] {
        let exit = format!("exit {code}");
        let run = home.run(["exec", "mine", "--", "cmd", "/c", &exit]);
        assert_eq!(run.code, Some(code), "{run:?}");
    }
}

#[test]
fn a_batch_file_is_found_as_a_prompt_finds_it() {
    let home = home();
    let folder = home.path("tools of mine");
    fs::create_dir(&folder).expect("a folder");
    let script = "@echo %ACCESS_TOKEN% %1\r\n@exit /b 9\r\n";
    for name in ["first.cmd", "second.bat"] {
        fs::write(folder.join(name), script).expect("a file");
    }
    let path = std::env::var_os("PATH").unwrap_or_default();
    let path = [folder].into_iter().chain(std::env::split_paths(&path));
    let path = std::env::join_paths(path).expect("a search path");
    for name in ["first", "second"] {
        let mut command = home.command(["exec", "mine", "--", name, "given"]);
        let output = command.env("PATH", &path).output();
        let run = crate::home::finished(output.expect("the binary runs"));
        assert_eq!(run.code, Some(9), "{run:?}");
        assert_eq!(run.out.trim_end(), "t0k3n given", "{run:?}");
    }
}
