//! What a person hears of a login's end.

use tokenry_model::login::{LoginPhase, LoginRemedy, LoginStatus};

use super::token_answer::obtained;
use crate::{problem::Problem, session::Session};

pub(super) async fn ended(session: &Session, status: LoginStatus) -> Result<(), Problem> {
    let redirect_uri = status.redirect_uri;
    let heard = status.heard;
    match status.phase {
        LoginPhase::Done { token, .. } => obtained(session, token).await,
        LoginPhase::Failed {
            step,
            message,
            said,
            mut hint,
            causes,
            remedy,
        } => {
            if remedy == Some(LoginRemedy::RedirectUri) {
                hint = format!(
                    "{hint}\nThis login sent the redirect URI {redirect_uri}\n\
                     - Register exactly that at the server.\n\
                     - Or use the one that is registered: tokenry client edit CLIENT redirect=URI"
                );
            }
            Err(Problem::LoginFailed {
                step,
                message,
                said,
                hint,
                causes,
                remedy,
            })
        }
        LoginPhase::TimedOut => Err(Problem::LoginTimedOut {
            redirect_uri,
            heard,
        }),
        LoginPhase::Cancelled | LoginPhase::WaitingForPerson { .. } | LoginPhase::Exchanging => {
            Err(Problem::LoginCancelled { heard })
        }
    }
}
