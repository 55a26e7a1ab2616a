//! The way a request gets out of the `oauth2` crate.

use std::{cell::RefCell, convert::Infallible};

use oauth2::{HttpRequest, HttpResponse, SyncHttpClient};

use super::error::TokenError;

/// Catches the request that the `oauth2` crate builds instead of sending it: the crate keeps
/// building private, and only hands requests to an HTTP client.
pub(super) struct Catch(RefCell<Option<HttpRequest>>);

impl Catch {
    pub(super) fn new() -> Self {
        Self(RefCell::new(None))
    }

    pub(super) fn caught(self) -> Result<HttpRequest, TokenError> {
        self.0.into_inner().ok_or(TokenError::NotBuilt)
    }
}

impl SyncHttpClient for Catch {
    type Error = Infallible;

    /// The answer is made up, and whatever the crate makes of it is thrown away.
    fn call(&self, request: HttpRequest) -> Result<HttpResponse, Infallible> {
        self.0.replace(Some(request));
        Ok(HttpResponse::default())
    }
}
