//! Policy for plain http.

use tokenry_model::hosts::{is_loopback, is_private};
use url::Url;

use super::HttpError;

/// Refuses addresses to which no credential may be sent: everything but https, and http to
/// this machine. With `plain_http`, which a person has to set for a server, http to a private
/// network passes as well; to a public host it never does.
pub fn may_carry_credentials(url: &Url, plain_http: bool) -> Result<(), HttpError> {
    match url.scheme() {
        _ if url.host_str().is_none() => Err(HttpError::NoHost {
            url: url.to_string(),
        }),
        "https" => Ok(()),
        "http" if is_loopback(url) || (plain_http && is_private(url)) => Ok(()),
        "http" => Err(HttpError::PlainHttp {
            host: url.host_str().unwrap_or_default().to_owned(),
            private: is_private(url),
        }),
        scheme => Err(HttpError::Scheme {
            scheme: scheme.to_owned(),
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn url(text: &str) -> Url {
        Url::parse(text).expect("a test's URL parses")
    }

    #[test]
    fn credentials_go_over_https_or_stay_on_this_machine() {
        for fine in [
            "https://id.example/token",
            "http://127.0.0.1:8080/token",
            "http://[::1]/token",
            "http://localhost:3000/",
        ] {
            assert!(may_carry_credentials(&url(fine), false).is_ok(), "{fine}");
        }
        for refused in [
            "http://id.example/token",
            "http://172.16.0.2/token",
            "http://localhost.example/",
            "ftp://id.example/",
            "data:text/plain,x",
        ] {
            assert!(
                may_carry_credentials(&url(refused), false).is_err(),
                "{refused}"
            );
        }
    }

    #[test]
    fn plain_http_can_be_allowed_on_a_private_network_only() {
        for fine in [
            "http://172.16.0.2/token",
            "http://nas.local/",
            "http://firefly:8080/",
        ] {
            assert!(may_carry_credentials(&url(fine), true).is_ok(), "{fine}");
        }
        assert!(may_carry_credentials(&url("http://id.example/"), true).is_err());
    }
}
