//! Device authorization requests (RFC 8628 §3.1).

use super::{
    call::Call,
    draft::{ImportPlan, Kind, Trust},
    token_request,
};
use tokenry_model::grant_type::GrantType;

/// Returns `true` for a call with client parameters, without a grant, to a URL named for devices.
pub(super) fn is_one(call: &Call) -> bool {
    let for_devices = |part: &str| part.to_ascii_lowercase().starts_with("device");
    call.method == "POST"
        && call.parameter("client_id").is_some()
        && call.url.path().split('/').any(for_devices)
}

pub(super) fn read(call: &Call, trust: &Trust) -> ImportPlan {
    let mut understood = token_request::of_client(call, Kind::DeviceRequest, trust);
    for server in &mut understood.servers {
        server.profile.endpoints.device = Some(call.endpoint());
        for client in &mut server.clients {
            client.add_grant(GrantType::DeviceCode);
        }
    }
    understood
}
