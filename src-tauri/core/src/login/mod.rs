//! Logins and the other grants that obtain a token: from the form to the stored token or the reason
//! why there is none.

mod active;
mod browser_flow;
mod callback_method;
mod device_flow;
mod direct;
mod error;
mod failures;
mod heard;
mod login_context;
mod persist;
mod start;

pub use self::{
    active::Logins,
    direct::{DirectGrant, ExchangeForm},
    error::LoginError,
};
pub(crate) use self::{
    active::Running,
    direct::obtain,
    start::{start, start_device},
};

use self::{active::Message, login_context::LoginContext};
use tokenry_model::{causes::causes, login::LoginPhase, token::Token};

/// The final phase of a login.
fn phase_after(obtained: Result<Token, LoginError>) -> LoginPhase {
    match obtained {
        Ok(token) => LoginPhase::Done {
            token: token.id,
            warning: token.scopes_warning(),
            token_name: token.name,
        },
        Err(error) => failed_phase(&error),
    }
}

fn failed_phase(error: &LoginError) -> LoginPhase {
    LoginPhase::Failed {
        step: error.step(),
        message: error.to_string(),
        said: error.said(),
        hint: error.hint(),
        causes: causes(error),
        remedy: error.remedy(),
    }
}
