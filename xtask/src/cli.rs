//! What can be asked of `cargo xtask`.

use crate::failure::Failure;
use crate::help::{BENCH, BUNDLE, CHECK, DEMO, DEV, HELP, START, TEST};
use crate::setup::Install;

/// One run of `cargo xtask`.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Asked {
    pub(crate) action: Action,
    pub(crate) install: Install,
}

#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Action {
    Help(&'static str),
    Demo {
        headless: bool,
    },
    Start {
        args: Vec<String>,
    },
    Dev {
        args: Vec<String>,
    },
    Test {
        filters: Vec<String>,
        args: Vec<String>,
    },
    Servers {
        names: Vec<String>,
        args: Vec<String>,
    },
    Windows {
        filters: Vec<String>,
    },
    Check,
    Bundle {
        args: Vec<String>,
    },
    Bench {
        what: String,
        args: Vec<String>,
    },
}

/// Reads the arguments after `cargo xtask`. What follows `--` is passed on untouched.
pub(crate) fn parse(args: impl Iterator<Item = String>) -> Result<Asked, Failure> {
    let args: Vec<String> = args.collect();
    let (own, passed) = match args.iter().position(|arg| arg == "--") {
        Some(at) => (&args[..at], args[at + 1..].to_vec()),
        None => (&args[..], Vec::new()),
    };
    let (flags, mut words): (Vec<&str>, Vec<&str>) = own
        .iter()
        .map(String::as_str)
        .partition(|arg| arg.starts_with('-'));

    let asks_help = flags.iter().any(|flag| matches!(*flag, "-h" | "--help"));
    if words.is_empty() || asks_help || words[0] == "help" {
        words.retain(|word| *word != "help");
        return Ok(Asked {
            action: Action::Help(help_for(words.first())?),
            install: Install::Missing,
        });
    }
    let command = words.remove(0);

    let mut install = Install::Missing;
    let mut headless = false;
    for flag in flags {
        match (flag, command) {
            ("--no-install", _) => install = Install::Never,
            ("--headless", "demo") => headless = true,
            _ => {
                return Err(Failure::Usage(format!(
                    "`{command}` has no option `{flag}`"
                )));
            }
        }
    }

    let action = match command {
        "demo" => Action::Demo { headless },
        "start" => Action::Start { args: passed },
        "dev" => Action::Dev { args: passed },
        "test" if words.first() == Some(&"servers") => {
            let names = words.drain(..).skip(1).map(String::from).collect();
            Action::Servers {
                names,
                args: passed,
            }
        }
        "test" if words.first() == Some(&"windows") => Action::Windows {
            filters: words.drain(..).skip(1).map(String::from).collect(),
        },
        "test" => {
            let filters = words.drain(..).map(String::from).collect();
            Action::Test {
                filters,
                args: passed,
            }
        }
        "check" => Action::Check,
        "bundle" => Action::Bundle { args: passed },
        "bench" => match words.as_slice() {
            [what @ ("startup" | "send" | "token" | "all")] => {
                let what = (*what).to_owned();
                words.clear();
                Action::Bench { what, args: passed }
            }
            _ => {
                return Err(Failure::Usage(
                    "say what to measure: startup, send, token or all".to_owned(),
                ));
            }
        },
        other => return Err(Failure::Usage(format!("there is no command `{other}`"))),
    };
    match words.first() {
        Some(word) => Err(Failure::Usage(format!(
            "`{command}` does not take `{word}`"
        ))),
        None => Ok(Asked { action, install }),
    }
}

fn help_for(command: Option<&&str>) -> Result<&'static str, Failure> {
    Ok(match command.copied() {
        None => HELP,
        Some("demo") => DEMO,
        Some("start") => START,
        Some("dev") => DEV,
        Some("test") => TEST,
        Some("check") => CHECK,
        Some("bundle") => BUNDLE,
        Some("bench") => BENCH,
        Some(other) => return Err(Failure::Usage(format!("there is no command `{other}`"))),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(line: &str) -> Result<Asked, Failure> {
        parse(line.split_whitespace().map(String::from))
    }

    #[test]
    fn options_stand_before_or_after_the_command() {
        for line in [
            "--no-install demo --headless",
            "demo --headless --no-install",
        ] {
            let asked = asked(line).expect("a valid line");
            assert_eq!(asked.action, Action::Demo { headless: true });
            assert_eq!(asked.install, Install::Never);
        }
    }

    #[test]
    fn names_filter_and_the_rest_is_passed_on() {
        let asked = asked("test login vault -- --nocapture --help").expect("a valid line");
        let expected = Action::Test {
            filters: vec!["login".to_owned(), "vault".to_owned()],
            args: vec!["--nocapture".to_owned(), "--help".to_owned()],
        };
        assert_eq!(asked.action, expected);
    }

    #[test]
    fn the_servers_are_tests_of_their_own() {
        let asked = asked("test servers glewlwyd").expect("a valid line");
        let expected = Action::Servers {
            names: vec!["glewlwyd".to_owned()],
            args: Vec::new(),
        };
        assert_eq!(asked.action, expected);
    }

    #[test]
    fn so_are_the_programs_for_windows() {
        let asked = asked("test windows store:: running").expect("a valid line");
        let expected = Action::Windows {
            filters: vec!["store::".to_owned(), "running".to_owned()],
        };
        assert_eq!(asked.action, expected);
    }

    #[test]
    fn help_is_there_in_every_spelling() {
        for line in ["", "help", "--help", "-h"] {
            assert_eq!(
                asked(line).expect("help").action,
                Action::Help(HELP),
                "{line:?}"
            );
        }
        for line in ["help bench", "bench --help", "-h bench"] {
            assert_eq!(
                asked(line).expect("help").action,
                Action::Help(BENCH),
                "{line:?}"
            );
        }
    }

    #[test]
    fn what_is_not_understood_is_refused() {
        for line in [
            "tset",
            "start --headless",
            "check twice",
            "bench",
            "bench everything",
            "help tset",
        ] {
            assert!(matches!(asked(line), Err(Failure::Usage(_))), "{line:?}");
        }
    }
}
