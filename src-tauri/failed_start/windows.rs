//! A message box: Windows has no other place for words before there is a window.

pub(super) fn message(title: &str, words: &str) {
    rfd::MessageDialog::new()
        .set_level(rfd::MessageLevel::Error)
        .set_title(title)
        .set_description(words)
        .show();
}
