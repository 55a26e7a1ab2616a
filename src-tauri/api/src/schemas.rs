//! The JSON Schema of each document that the command line answers with `--json`.

use schemars::{JsonSchema, Schema, generate::SchemaSettings};
use tokenry_core::recipe::Recipe;

use crate::{
    app::SettingsView,
    asked::{ForgottenView, IntrospectedView, LogoutView, RevokedView, WorksView},
    clients::{ClientView, ClientWithRegistration, RemovedView},
    doctor::DoctorView,
    error::ErrorDocument,
    given::{GivenMemberView, GivenPartView, GivenTokenView, ProofView, RecoveryView},
    imported::ReadView,
    listed::RowView,
    login::{DeviceLoginView, LoginStartedView},
    recipes::ListedRecipeView,
    redirects::RedirectOfferView,
    registrations::{ProposedView, ReadingView},
    requests::{ExportedView, ListedRequestView},
    review::DueView,
    sent::SentView,
    servers::{AddedServerView, DiscoveredServerView, ListedServerView, ServerView},
    tokens::{TokenView, TokenWithMembers, WholeTokenView},
    transcript::{FailureRowView, FailureView, TranscriptTextView},
    vault::{BackedUpView, ReplacedView, StartedOverView, VaultLockedView, VaultStatusView},
};

/// One kind of document.
pub struct Document {
    /// Names the file of its schema.
    pub name: &'static str,
    /// Which commands answer it, as they are typed; none where every command may.
    pub commands: &'static [&'static str],
    pub schema: Schema,
}

/// All of them, in the order in which they are listed.
pub fn all() -> Vec<Document> {
    vec![
        of::<Vec<RowView<ListedServerView>>>("servers", &["server list"]),
        of::<ListedServerView>("server-with-clients", &["server show"]),
        of::<AddedServerView>("server-added", &["server add"]),
        of::<Option<ServerView>>("server", &["server edit"]),
        of::<DiscoveredServerView>("server-discovered", &["server discover"]),
        of::<Vec<RowView<ClientView>>>("clients", &["client list"]),
        of::<ClientView>(
            "client",
            &[
                "client add",
                "client register",
                "client registration update",
            ],
        ),
        of::<ClientWithRegistration>("client-with-registration", &["client show", "client edit"]),
        of::<ReadingView>("registration", &["client registration show"]),
        of::<ProposedView>(
            "registration-proposed",
            &[
                "client register --dry-run",
                "client registration update --dry-run",
            ],
        ),
        of::<Vec<RedirectOfferView>>("redirects", &["client redirects"]),
        of::<Vec<RowView<TokenView>>>("tokens", &["token list"]),
        of::<TokenView>(
            "token",
            &[
                "login",
                "token add",
                "token edit",
                "token refresh",
                "token rename",
            ],
        ),
        of::<TokenWithMembers>("token-with-members", &["token show"]),
        of::<WholeTokenView>("token-whole", &["token show --all"]),
        of::<TranscriptTextView>("token-transcript", &["token show --transcript"]),
        of::<GivenTokenView>("token-given", &["token get"]),
        of::<GivenPartView>("token-part-given", &["token get --part"]),
        of::<GivenMemberView>("token-member-given", &["token get --member"]),
        of::<ProofView>("token-proof", &["token proof"]),
        of::<WorksView>("token-works", &["token check"]),
        of::<IntrospectedView>("token-introspected", &["token introspect"]),
        of::<RevokedView>("token-revoked", &["token revoke"]),
        of::<Option<ForgottenView>>("token-forgotten", &["token forget"]),
        of::<SentView>("sent", &["send"]),
        of::<Vec<RowView<ListedRequestView>>>("requests", &["request list"]),
        of::<ReadView>("imported", &["import"]),
        of::<ExportedView>("exported", &["export"]),
        of::<Vec<ListedRecipeView>>("recipes", &["recipe list"]),
        of::<Recipe>("recipe", &["recipe show"]),
        of::<LoginStartedView>("login-started", &["login --no-browser", "login --paste"]),
        of::<DeviceLoginView>("login-device", &["login --device"]),
        of::<LogoutView>("token-logout", &["token logout"]),
        of::<Vec<FailureRowView>>("transcripts", &["transcript list"]),
        of::<FailureView>("transcript", &["transcript show"]),
        of::<SettingsView>("settings", &["settings"]),
        of::<VaultStatusView>(
            "vault-status",
            &[
                "vault status",
                "vault unlock",
                "vault passphrase",
                "vault keyring",
            ],
        ),
        of::<VaultLockedView>("vault-locked", &["vault lock"]),
        of::<RecoveryView>("vault-recovery", &["vault recovery"]),
        of::<Option<DueView>>("vault-review", &["vault review"]),
        of::<BackedUpView>("vault-backup", &["vault backup"]),
        of::<Option<ReplacedView>>("vault-restored", &["vault restore"]),
        of::<Option<StartedOverView>>("vault-started-over", &["vault start-over"]),
        of::<DoctorView>("doctor", &["doctor"]),
        of::<Option<RemovedView>>(
            "removed",
            &[
                "server remove",
                "client remove",
                "client registration delete",
            ],
        ),
        of::<ErrorDocument>("error", &[]),
    ]
}

/// The one for a command line, by the longest beginning that is listed, wherever its options are.
pub fn of_command(args: &[&str]) -> Option<Document> {
    let fits = |command: &str| {
        let mut words = command.split(' ').peekable();
        let verbs: Vec<_> = words
            .clone()
            .filter(|word| !word.starts_with("--"))
            .collect();
        args.starts_with(&verbs) && words.all(|word| args.contains(&word))
    };
    let longest = |document: &Document| {
        let commands = document.commands.iter().filter(|command| fits(command));
        commands.map(|command| command.len()).max()
    };
    all()
        .into_iter()
        .filter(|document| longest(document).is_some())
        .max_by_key(longest)
}

fn of<T: JsonSchema>(name: &'static str, commands: &'static [&'static str]) -> Document {
    let generator = SchemaSettings::draft2020_12()
        .for_serialize()
        .into_generator();
    Document {
        name,
        commands,
        schema: generator.into_root_schema_for::<T>(),
    }
}
