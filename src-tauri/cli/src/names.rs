//! Names of the server, client and token of a run. The commands that a problem suggests show them in
//! place of `SERVER`, `CLIENT` and `NAME`.

use tokenry_core::workbench::Workbench;

use crate::{
    args::{ClientCommand, Command, LoginArgs, SendArgs, ServerCommand, TokenCommand},
    output::quoted,
};

/// Typed names, and the ones that belong to them.
#[derive(Debug, Clone, Default)]
pub(crate) struct Names {
    server: Option<String>,
    client: Option<String>,
    token: Option<String>,
    /// A stored transcript of the failure.
    pub(crate) transcript: bool,
}

impl Names {
    pub(crate) fn typed(command: &Command) -> Self {
        match command {
            Command::Login(LoginArgs {
                client, token_name, ..
            }) => Self {
                client: Some(client.clone()),
                token: token_name.clone(),
                ..Self::default()
            },
            Command::Token(
                TokenCommand::Show { name, .. }
                | TokenCommand::Proof { name, .. }
                | TokenCommand::Refresh { name }
                | TokenCommand::Revoke { name }
                | TokenCommand::Introspect { name }
                | TokenCommand::Logout { name, .. }
                | TokenCommand::Check { name, .. },
            ) => Self::of_token(Some(name)),
            Command::Token(TokenCommand::Get(args)) => Self::of_token(Some(&args.name)),
            Command::Send(SendArgs { token, .. }) => Self::of_token(token.as_ref()),
            Command::Exec(args) => Self::of_token(Some(&args.token)),
            Command::Client(command) => Self::of_client_command(command),
            Command::Server(
                ServerCommand::Show { name, .. }
                | ServerCommand::Discover { name, .. }
                | ServerCommand::Edit { name, .. }
                | ServerCommand::Remove { name, .. },
            ) => Self::of_server(name),
            _ => Self::default(),
        }
    }

    pub(crate) fn about(client: &str, server: &str) -> Self {
        Self {
            server: Some(server.to_owned()),
            client: Some(client.to_owned()),
            ..Self::default()
        }
    }

    fn of_token(name: Option<&String>) -> Self {
        Self {
            token: name.cloned(),
            ..Self::default()
        }
    }

    fn of_server(name: &str) -> Self {
        Self {
            server: Some(name.to_owned()),
            ..Self::default()
        }
    }

    fn of_client_command(command: &ClientCommand) -> Self {
        match command {
            ClientCommand::Add(args) => Self::of_server(&args.server),
            ClientCommand::Register(args) => Self::of_server(&args.server),
            ClientCommand::Redirects { server } => Self::of_server(server),
            ClientCommand::Show { name, .. } | ClientCommand::Remove { name, .. } => Self {
                client: Some(name.clone()),
                ..Self::default()
            },
            ClientCommand::Edit(args) => Self {
                client: Some(args.name.clone()),
                ..Self::default()
            },
            ClientCommand::Registration(_) | ClientCommand::List => Self::default(),
        }
    }

    /// Adds the client of the token and the server of the client, if known.
    pub(crate) async fn completed(mut self, workbench: &Workbench) -> Self {
        if let Some(name) = &self.token
            && let Ok(token) = workbench.token_named(name).await
        {
            if let Ok(server) = workbench.server(token.server).await {
                self.server = Some(server.profile.name);
            }
            if self.client.is_none()
                && let Some(client) = token.client
                && let Ok(client) = workbench.client(client).await
            {
                self.client = Some(client.profile.name);
            }
        }
        if let Some(name) = &self.client
            && let Ok(client) = workbench.client_named(name).await
            && let Ok(server) = workbench.server(client.server).await
        {
            self.server = Some(server.profile.name);
        }
        self
    }

    /// Replaces the placeholders in a command with the known names.
    pub(crate) fn fill(&self, command: &str) -> String {
        let word = |word: &str| {
            let name = match word {
                "SERVER" => &self.server,
                "CLIENT" => &self.client,
                "NAME" => &self.token,
                _ => &None,
            };
            name.as_deref().map_or_else(|| word.to_owned(), quoted)
        };
        command.split(' ').map(word).collect::<Vec<_>>().join(" ")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_known_stands_in_the_command() {
        let names = Names {
            client: Some("photos".into()),
            token: Some("alice's".into()),
            ..Names::default()
        };
        assert_eq!(
            names.fill("tokenry login CLIENT --as NAME"),
            r"tokenry login photos --as 'alice'\''s'"
        );
        assert_eq!(
            names.fill("tokenry server edit SERVER token-url=…"),
            "tokenry server edit SERVER token-url=…"
        );
    }
}
