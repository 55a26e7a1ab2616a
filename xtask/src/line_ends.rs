//! Check that every text file has the same line ends on every system.
//!
//! Formats are checked byte for byte and one style sheet is pinned by its hash, so a checkout on
//! Windows (`core.autocrlf`) may not differ from ours.

use crate::child::Child;
use crate::failure::Failure;
use crate::tree::Tree;

/// Checks each tracked file with git. A tree without git has nothing to convert.
pub(crate) fn check(tree: &Tree) -> Result<(), Failure> {
    if !tree.root.join(".git").exists() {
        return Ok(());
    }
    let git = Child::new("git")
        .args(["-c", "core.quotepath=off", "ls-files", "--eol"])
        .within(&tree.root);
    let broken: Vec<String> = match git.output() {
        Some(told) => told.lines().filter_map(rule).collect(),
        None => vec!["git does not list the files: is it installed?".to_owned()],
    };
    if broken.is_empty() {
        Ok(())
    } else {
        Err(Failure::House(broken))
    }
}

/// The rule that one line of `git ls-files --eol` breaks: line ends in the index and in the
/// working tree, attributes, a tab, the path.
fn rule(line: &str) -> Option<String> {
    let (told, path) = line.split_once('\t')?;
    let in_index = told.split_whitespace().next()?;
    match in_index {
        "i/-text" | "i/none" | "i/" => None,
        "i/lf" if told.contains("eol=lf") => None,
        "i/lf" => Some(format!(
            "{path}: no `eol=lf` in .gitattributes, so other systems check it out otherwise"
        )),
        _ => Some(format!("{path}: committed with CR LF line ends")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_the_same_on_every_system() {
        let fine = [
            "i/lf    w/lf    attr/text=auto eol=lf \tsrc-tauri/lib.rs",
            "i/-text w/-text attr/-text            \ticons/icon.png",
            "i/none  w/none  attr/text=auto eol=lf \tempty",
        ];
        assert_eq!(fine.map(rule), [None, None, None]);
        let bare = rule("i/lf    w/crlf  attr/                 \ta b/page.css");
        assert!(bare.is_some_and(|said| said.contains("a b/page.css: no `eol=lf`")));
        let mixed = rule("i/mixed w/mixed attr/text=auto eol=lf \tx.rs");
        assert!(mixed.is_some_and(|said| said.contains("CR LF")));
    }
}
