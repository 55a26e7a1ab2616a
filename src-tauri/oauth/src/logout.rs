//! Logging out at the server (OpenID Connect RP-Initiated Logout 1.0 §2): an address for the
//! browser, in which the session is.

use url::Url;

use tokenry_model::secret::Secret;

/// The address. `id_token` names the session (`id_token_hint`); without it the server asks
/// whom to log out.
pub fn address(end_session: &Url, client_id: Option<&str>, id_token: Option<&Secret>) -> Url {
    let mut url = end_session.clone();
    if let Some(id_token) = id_token {
        url.query_pairs_mut()
            .append_pair("id_token_hint", id_token.expose());
    }
    if let Some(client_id) = client_id {
        url.query_pairs_mut().append_pair("client_id", client_id);
    }
    url
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_known_names_the_session() {
        let end = Url::parse("https://id.example.org/end?realm=a").expect("an address");
        let id_token = Secret::new("eyJ.of.me");
        assert_eq!(
            address(&end, Some("my app"), Some(&id_token)).as_str(),
            "https://id.example.org/end?realm=a&id_token_hint=eyJ.of.me&client_id=my+app"
        );
        assert_eq!(address(&end, None, None), end);
    }
}
