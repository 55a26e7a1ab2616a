//! The bytes of answers, for cases that change or cut them.

use tokenry_doubles::Reply;

/// An answer with a correct Content-Length.
pub(crate) fn answer(status: &str, headers: &[(&str, &str)], body: impl AsRef<[u8]>) -> Vec<u8> {
    reply(status, headers, body).into()
}

/// The head of an answer without a Content-Length, which ends with the connection.
pub(crate) fn head(status: &str, headers: &[(&str, &str)]) -> Vec<u8> {
    reply(status, headers, "").without_length().into()
}

pub(crate) fn json(status: &str, body: &str) -> Vec<u8> {
    answer(status, &[("Content-Type", "application/json")], body)
}

fn reply(status: &str, headers: &[(&str, &str)], body: impl AsRef<[u8]>) -> Reply {
    let reply = Reply::new(status, body);
    let with = |reply: Reply, (name, value): &(&str, &str)| reply.with(name, value);
    headers.iter().fold(reply, with)
}
