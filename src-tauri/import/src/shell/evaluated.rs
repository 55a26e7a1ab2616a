//! The output of simple commands, computed without running them: `echo`, `printf` and `base64`,
//! which documentation uses for the HTTP Basic header.

use base64::{Engine as _, engine::general_purpose::STANDARD};

use super::{Line, meant};
use tokenry_model::variables::Variables;

/// Maximum size of the output, in bytes.
const LARGEST: usize = 64 * 1024;

/// Returns the output of a pipeline of these commands, without its final line break.
pub(super) fn output(lines: &[Line], variables: &Variables) -> Option<String> {
    let (first, rest) = lines.split_first()?;
    let filled = |line: &Line| -> Vec<String> {
        let words = line.words.iter();
        words.map(|word| meant(&variables.fill(word))).collect()
    };
    let input = first
        .input
        .as_ref()
        .map(|input| meant(&variables.fill(input)));
    let mut printed = run(&filled(first), input)?;
    for (before, line) in lines.iter().zip(rest) {
        if !before.is_piped() {
            return None;
        }
        printed = run(&filled(line), Some(printed)).filter(|text| text.len() <= LARGEST)?;
    }
    Some(printed.trim_end_matches('\n').to_owned())
}

fn run(words: &[String], input: Option<String>) -> Option<String> {
    let (program, arguments) = words.split_first()?;
    match program.as_str() {
        "echo" => {
            let words = arguments.iter().skip_while(|word| {
                let letters = word.strip_prefix('-').unwrap_or_default();
                !letters.is_empty() && letters.chars().all(|letter| "neE".contains(letter))
            });
            let words: Vec<&str> = words.map(String::as_str).collect();
            Some(words.join(" "))
        }
        "printf" => {
            let mut arguments = arguments.iter().skip_while(|word| *word == "--");
            let mut text = arguments.next()?.clone();
            for argument in arguments {
                let at = text.find("%s").or_else(|| text.find("%b"))?;
                text.replace_range(at..at + 2, argument);
            }
            Some(text.replace("\\n", ""))
        }
        "base64" | "openssl" => {
            if program == "openssl" && !arguments.iter().any(|word| word.contains("base64")) {
                return None;
            }
            let input = input?;
            let input = input.trim_end_matches('\n');
            let decodes = |word: &String| ["-d", "-D", "--decode"].contains(&word.as_str());
            if arguments.iter().any(decodes) {
                return String::from_utf8(STANDARD.decode(input).ok()?).ok();
            }
            Some(STANDARD.encode(input))
        }
        "cat" => input.filter(|_| arguments.is_empty()),
        "tr" | "xargs" | "sed" | "head" => Some(input?.replace(['\n', '\r'], "").trim().to_owned()),
        _ => None,
    }
}

/// Evaluates PowerShell's `[Convert]::ToBase64String(… "id:secret" …)`.
pub(super) fn powershell(text: &str, variables: &Variables) -> Option<String> {
    if !text.contains("ToBase64String") {
        return None;
    }
    let begins = text.find(['"', '\''])?;
    let quote = text[begins..].chars().next()?;
    let rest = &text[begins + 1..];
    let quoted = &rest[..rest.find(quote)?];
    Some(STANDARD.encode(variables.fill(quoted)))
}
