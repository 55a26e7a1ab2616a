//! Text output of a diagnosis: what happened, what the server said, the likely meaning, and the command
//! that fixes it.

use tokenry_api::diagnosis::DiagnosedView;
use tokenry_core::workbench::Workbench;
use tokenry_model::{
    diagnosis::{Diagnosis, Repair},
    grant::Grant,
    id::Id,
    server::Placement,
    token::Token,
};

use crate::{
    output::{note, plain, quoted},
    problem::Problem,
};

/// Names for the commands of a diagnosis.
pub(crate) struct Names {
    token: Option<String>,
    client: Option<String>,
    server: Option<String>,
    /// Options for the same grant as before.
    way: &'static str,
}

impl Names {
    pub(crate) async fn of(
        workbench: &Workbench,
        diagnosis: &Diagnosis,
        token: Option<Id<Token>>,
    ) -> Result<Self, Problem> {
        let summary = match token {
            Some(id) => Some(workbench.token_summary(id).await?),
            None => None,
        };
        let client = match &diagnosis.repair {
            Some(Repair::NewLogin { client }) => {
                Some(workbench.client(*client).await?.profile.name)
            }
            _ => summary
                .as_ref()
                .and_then(|summary| summary.client_name.clone()),
        };
        Ok(Self {
            client,
            server: summary.as_ref().map(|summary| summary.server_name.clone()),
            way: match summary.as_ref().map(|summary| summary.token.grant) {
                Some(Grant::Implicit) => " --implicit",
                Some(Grant::DeviceCode) => " --device",
                Some(Grant::ClientCredentials) => " --client-credentials",
                Some(Grant::JwtBearer) => " --jwt-bearer",
                Some(Grant::Assertion) => " --assertion-stdin",
                Some(Grant::TokenExchange) => " --exchange SUBJECT",
                Some(Grant::Password) => " --password --username NAME",
                _ => "",
            },
            token: summary.map(|summary| summary.token.name),
        })
    }
}

/// Prints the diagnosis to standard error.
pub(crate) fn tell(diagnosis: &Diagnosis, names: &Names) {
    note(&format!("tokenry: {}", plain(&diagnosis.happened)));
    for said in diagnosis.said.iter().flat_map(|said| said.lines()) {
        note(&format!("  The server said: {}", plain(said)));
    }
    for line in hint(diagnosis, names).lines() {
        note(&format!("  {line}"));
    }
}

/// Returns everything after what happened and what the server said, one line each.
pub(crate) fn hint(diagnosis: &Diagnosis, names: &Names) -> String {
    let mut lines = vec![plain(&diagnosis.meaning)];
    lines.extend(diagnosis.remarks.iter().map(|remark| plain(remark)));
    lines.push(plain(&diagnosis.advice));
    if let Some(command) = diagnosis
        .repair
        .as_ref()
        .and_then(|one| command(one, names))
    {
        lines.push(format!("Try: {command}"));
    }
    if let (true, Some(token)) = (diagnosis.may_ask, &names.token) {
        lines.push(format!(
            "To check whether the server still knows it: tokenry token introspect {}",
            quoted(token)
        ));
    }
    lines.join("\n")
}

/// The member `diagnosis` of a document.
pub(crate) fn document(diagnosis: &Diagnosis, names: &Names) -> DiagnosedView {
    DiagnosedView {
        diagnosis: diagnosis.clone(),
        command: diagnosis
            .repair
            .as_ref()
            .and_then(|one| command(one, names)),
    }
}

fn command(repair: &Repair, names: &Names) -> Option<String> {
    let named = |name: &Option<String>, else_: &str| match name {
        Some(name) => quoted(name),
        None => else_.to_owned(),
    };
    let token = named(&names.token, "NAME");
    let client = named(&names.client, "CLIENT");
    let server = named(&names.server, "SERVER");
    Some(match repair {
        Repair::Refresh => format!("tokenry send --renew …, or tokenry token refresh {token}"),
        Repair::LogIn { scopes, params } => {
            let mut command = format!("tokenry login {client} --as {token}{}", names.way);
            if let Some(scopes) = scopes {
                command = format!("{command} --scope {}", quoted(&scopes.join(" ")));
            }
            for (name, value) in params {
                command = format!("{command} --param {}", quoted(&format!("{name}={value}")));
            }
            command
        }
        Repair::Obtain { scopes } => {
            let command = format!("tokenry login {client} --as {token}{}", names.way);
            match scopes {
                Some(scopes) => format!("{command} --scope {}", quoted(&scopes.join(" "))),
                None => command,
            }
        }
        Repair::NewLogin { .. } => format!("tokenry login {client} --as NAME"),
        Repair::PickToken { name, .. } => format!("tokenry send --token {} …", quoted(name)),
        Repair::PasteToken => format!("tokenry token add {server} --as NEW_NAME --stdin"),
        Repair::Place { placement } => {
            let place = match placement {
                Placement::Header { name, prefix } => format!("header:{name}:{prefix}"),
                Placement::Query { name } => format!("query:{name}"),
                Placement::Body { name } => format!("body:{name}"),
            };
            let change = quoted(&format!("token-placement={place}"));
            format!("tokenry server edit {server} {change}")
        }
        Repair::AddHeader { name, value } => {
            format!("tokenry send -H {} …", quoted(&format!("{name}: {value}")))
        }
        Repair::SendThere { url } => format!("tokenry send {} --allow-origin …", quoted(url)),
        Repair::AddServer { address } => format!("tokenry server add {}", quoted(address)),
        Repair::EditClient => format!("tokenry client show {client}; tokenry client edit --help"),
        Repair::OpenPage { url } => plain(url),
        Repair::Wait { .. } | Repair::SetClock => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commands_can_be_pasted_into_a_shell() {
        let names = Names {
            way: "",
            token: Some("alice's token".into()),
            client: Some("photos".into()),
            server: None,
        };
        let told = |repair: &Repair| command(repair, &names).expect("a command");
        assert_eq!(
            told(&Repair::LogIn {
                scopes: Some(vec!["read".into(), "write:x".into()]),
                params: vec![("max_age".into(), "5".into())],
            }),
            r"tokenry login photos --as 'alice'\''s token' --scope 'read write:x' --param max_age=5"
        );
        assert_eq!(
            told(&Repair::Place {
                placement: Placement::default()
            }),
            "tokenry server edit SERVER token-placement=header:Authorization:Bearer"
        );
    }
}
