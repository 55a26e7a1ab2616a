//! `tokenry token introspect`: what the server knows of a token.

use tokenry_api::asked::IntrospectedView;
use tokenry_model::claims;

use super::{
    interrupt::{self, NOTHING_CHANGED},
    lookup::token_named,
};
use crate::{
    output::{facts, plain, quoted},
    problem::Problem,
    session::Session,
};

pub(super) async fn run(session: &Session, name: &str) -> Result<(), Problem> {
    let workbench = session.unlocked().await?;
    let token = token_named(workbench, name).await?;
    let asking = async { Ok(workbench.introspect_token(token.id).await?) };
    let asked = interrupt::ending(workbench, NOTHING_CHANGED, asking).await?;
    let answer = &asked.answer;
    let document = IntrospectedView {
        name: token.name.clone(),
        active: answer.active,
        expires_at: answer.expires_at,
        scopes: answer.scopes.clone(),
        answer: answer.members.clone(),
        learned: asked.learned.clone(),
        notes: answer.deviations.clone(),
    };
    session.out.answer(&document, || {
        let verdict = if answer.active {
            "the server says that it is active.".to_owned()
        } else {
            format!(
                "the introspection endpoint does not call it active: it ended, was revoked, or is \
                 not this client's to ask about.\nWhether the API takes it, only a call tells: \
                 tokenry token check {} --url URL",
                quoted(&token.name)
            )
        };
        let members = answer.members.iter().filter(|(name, _)| *name != "active");
        let lines: Vec<_> = members
            .map(|(name, value)| {
                let meaning = claims::meaning(name, value).map(|told| format!("  ({told})"));
                let told = format!("{value}{}", meaning.unwrap_or_default());
                (name.as_str(), Some(told))
            })
            .collect();
        let mut text = format!("{}: {verdict}", token.name);
        if !lines.is_empty() {
            text = format!("{text}\n\n{}", facts(&lines));
        }
        let told = asked.learned.iter().chain(&answer.deviations);
        let told: Vec<String> = told.map(|sentence| plain(sentence)).collect();
        if told.is_empty() {
            text
        } else {
            format!("{}\n\n{}", text.trim_end(), told.join("\n"))
        }
    })
}
