//! A login without a browser: the same pages and forms, filled in over plain HTTP.

use std::collections::BTreeMap;

use reqwest::Response;
use reqwest::header::{COOKIE, LOCATION, SET_COOKIE};
use url::Url;

use super::OidcServer;
use crate::{StageError, http};

impl OidcServer {
    /// Logs `login` in at an authorize address, agrees to everything, and answers the address the
    /// browser would be sent to. Nothing is fetched there; [`crate::visit`] does that.
    pub async fn login_by_http(&self, authorize_url: &Url, login: &str) -> Result<Url, StageError> {
        let mut cookies = Cookies::default();
        let mut response = self.get(authorize_url, &mut cookies).await?;
        // The longest way is: authorize, login page, resume, consent page, resume. Twice that is a loop.
        for _ in 0..12 {
            let here = response.url().clone();
            if let Some(next) = target(&response, &here)? {
                if next.origin() != self.issuer.origin() {
                    return Ok(next);
                }
                response = self.get(&next, &mut cookies).await?;
                continue;
            }
            let status = response.status().as_u16();
            let body = response.text().await?;
            let (Some(prompt), Some(action)) = (
                value_after(&body, "name=\"prompt\" value=\""),
                value_after(&body, "action=\""),
            ) else {
                return Err(StageError::Reply {
                    url: here.to_string(),
                    status,
                    body,
                });
            };
            let form = [("prompt", prompt), ("login", login), ("password", "any")];
            let action = http::address(action)?;
            let request = self
                .client
                .post(action)
                .header(COOKIE, cookies.header())
                .form(&form);
            response = request.send().await?;
            cookies.keep(&response);
        }
        Err(StageError::NotSeen {
            what: "the end of a login".to_owned(),
            seconds: 0,
            seen: response.url().to_string(),
        })
    }

    /// Goes to the address of a device login with its code, logs `login` in and agrees to
    /// everything; or says no where it is asked whether this is the person's device.
    pub async fn device_by_http(
        &self,
        verification_uri_complete: &Url,
        login: &str,
        agree: bool,
    ) -> Result<(), StageError> {
        let mut cookies = Cookies::default();
        let mut response = self.get(verification_uri_complete, &mut cookies).await?;
        for _ in 0..16 {
            let here = response.url().clone();
            if let Some(next) = target(&response, &here)? {
                response = self.get(&next, &mut cookies).await?;
                continue;
            }
            let status = response.status().as_u16();
            let body = response.text().await?;
            if body.contains("Sign-in Success") || (!agree && body.contains("was interrupted")) {
                return Ok(());
            }
            let hidden = |name: &str| value_after(&body, &format!("name=\"{name}\" value=\""));
            let action = value_after(&body, "action=\"");
            let form: Vec<(&str, &str)> = match (hidden("prompt"), hidden("xsrf")) {
                (Some(prompt), _) => {
                    vec![("prompt", prompt), ("login", login), ("password", "any")]
                }
                (None, Some(xsrf)) => {
                    let given = verification_uri_complete.query().unwrap_or_default();
                    let code = given.strip_prefix("user_code=").unwrap_or(given);
                    let mut form = vec![("xsrf", xsrf), ("user_code", code)];
                    if hidden("confirm").is_some() {
                        form.push(if agree {
                            ("confirm", "yes")
                        } else {
                            ("abort", "yes")
                        });
                    }
                    form
                }
                (None, None) => Vec::new(),
            };
            let (Some(action), false) = (action, form.is_empty()) else {
                return Err(StageError::Reply {
                    url: here.to_string(),
                    status,
                    body,
                });
            };
            let request = self
                .client
                .post(http::address(action)?)
                .header(COOKIE, cookies.header())
                .form(&form);
            response = request.send().await?;
            cookies.keep(&response);
        }
        Err(StageError::NotSeen {
            what: "the end of a device login".to_owned(),
            seconds: 0,
            seen: response.url().to_string(),
        })
    }

    async fn get(&self, url: &Url, cookies: &mut Cookies) -> Result<Response, StageError> {
        let response = self
            .client
            .get(url.clone())
            .header(COOKIE, cookies.header())
            .send()
            .await?;
        cookies.keep(&response);
        Ok(response)
    }
}

/// The server's cookies by name; it gives none the same name twice at a time.
#[derive(Default)]
struct Cookies(BTreeMap<String, String>);

impl Cookies {
    fn keep(&mut self, response: &Response) {
        for header in response.headers().get_all(SET_COOKIE) {
            let pair = header
                .to_str()
                .ok()
                .and_then(|text| text.split(';').next()?.split_once('='));
            if let Some((name, value)) = pair {
                self.0.insert(name.to_owned(), value.to_owned());
            }
        }
    }

    fn header(&self) -> String {
        let pairs: Vec<String> = self
            .0
            .iter()
            .map(|(name, value)| format!("{name}={value}"))
            .collect();
        pairs.join("; ")
    }
}

fn target(response: &Response, here: &Url) -> Result<Option<Url>, StageError> {
    let Some(location) = response
        .headers()
        .get(LOCATION)
        .and_then(|value| value.to_str().ok())
    else {
        return Ok(None);
    };
    here.join(location)
        .map(Some)
        .map_err(|source| StageError::Address {
            text: location.to_owned(),
            source,
        })
}

fn value_after<'a>(html: &'a str, start: &str) -> Option<&'a str> {
    html.split_once(start)?.1.split('"').next()
}
