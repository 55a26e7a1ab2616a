//! The device code grant (RFC 8628 §3.4).

use super::Parameters;
use tokenry_model::secret::Secret;

/// The code with which a device asks for its token.
#[derive(Debug, Clone)]
pub struct DeviceCode {
    pub device_code: Secret,
}

impl DeviceCode {
    pub(super) fn parameters(&self) -> Parameters<'_> {
        Parameters::of_grant("urn:ietf:params:oauth:grant-type:device_code")
            .with("device_code", &self.device_code)
    }
}
