//! A curl command as it is put together: one argument a line, quoted for a POSIX shell.

use crate::shell::literal;

/// The arguments so far. Whoever adds one has quoted it ([`crate::shell`]).
#[derive(Debug)]
pub struct CurlCommand {
    arguments: Vec<String>,
}

impl CurlCommand {
    /// A command that sends `method`, said only where curl would choose another by itself.
    pub fn new(method: &str, has_body: bool) -> Self {
        let mut command = Self {
            arguments: vec!["curl".to_owned()],
        };
        match (method, has_body) {
            ("GET", false) | ("POST", true) => {}
            ("HEAD", false) => command.flag("--head"),
            _ => command.option("--request", &literal(method)),
        }
        command
    }

    /// Adds the URL: its text, and that as an argument.
    pub fn url(&mut self, text: &str, argument: &str) {
        // Brackets and braces are patterns to curl.
        if text.contains(['[', ']', '{', '}']) {
            self.flag("--globoff");
        }
        self.flag(argument);
    }

    /// Adds an argument that stands by itself.
    pub fn flag(&mut self, flag: &str) {
        self.arguments.push(flag.to_owned());
    }

    /// Adds an option with its argument.
    pub fn option(&mut self, option: &str, argument: &str) {
        self.arguments.push(format!("{option} {argument}"));
    }

    pub fn header(&mut self, argument: &str) {
        self.option("--header", argument);
    }

    /// The command.
    pub fn to_text(&self) -> String {
        self.arguments.join(" \\\n  ")
    }
}
