//! The sealing and opening of a token's secrets.

use tokenry_model::{
    id::Id,
    sealed::Sealed,
    secret::Secret,
    server::Server,
    token::{Token, TokenMembers, TokenSecrets},
};
use tokenry_vault::vault::KeyId;
use tokenry_vault::vault::SealedCell;
use tokenry_vault::vault::Vault;
use tokenry_vault::vault::VaultError;

/// The decrypted content of [`TokenSecrets`].
#[derive(Debug, Clone)]
pub(crate) struct OpenSecrets {
    pub(crate) access: Secret,
    pub(crate) refresh: Option<Secret>,
    pub(crate) id_token: Option<Secret>,
    pub(crate) previous_refresh: Option<Secret>,
    pub(crate) dpop_key: Option<Secret>,
    pub(crate) members: TokenMembers,
}

/// The place of a column in a token's row, for one generation.
fn place(
    token: Id<Token>,
    server: Id<Server>,
    generation: i64,
    column: &'static str,
) -> SealedCell {
    SealedCell {
        table: "tokens",
        column,
        row: *token.as_uuid(),
        key: KeyId::Server(server),
        generation,
    }
}

impl OpenSecrets {
    /// Seals all parts for a generation. Its number is part of the sealing, so that an older row cannot
    /// replace a newer one.
    pub(crate) fn seal(
        &self,
        vault: &Vault,
        token: Id<Token>,
        server: Id<Server>,
        generation: i64,
    ) -> Result<TokenSecrets, VaultError> {
        let seal = |column, secret: &Secret| {
            vault.seal_secret(&place(token, server, generation, column), secret)
        };
        let maybe = |column, secret: &Option<Secret>| {
            secret
                .as_ref()
                .map(|secret| seal(column, secret))
                .transpose()
        };
        Ok(TokenSecrets {
            access: seal("access", &self.access)?,
            refresh: maybe("refresh", &self.refresh)?,
            id_token: maybe("id_token", &self.id_token)?,
            previous_refresh: maybe("previous_refresh", &self.previous_refresh)?,
            dpop_key: maybe("dpop_key", &self.dpop_key)?,
            members: maybe("members", &self.members.to_secret())?,
        })
    }

    pub(crate) fn open(vault: &Vault, token: &Token) -> Result<Self, VaultError> {
        let maybe = |column, sealed: &Option<Sealed>| {
            sealed
                .as_ref()
                .map(|sealed| open(vault, token, column, sealed))
                .transpose()
        };
        Ok(Self {
            access: open_access(vault, token)?,
            refresh: maybe("refresh", &token.secrets.refresh)?,
            id_token: maybe("id_token", &token.secrets.id_token)?,
            previous_refresh: maybe("previous_refresh", &token.secrets.previous_refresh)?,
            dpop_key: open_dpop_key(vault, token)?,
            members: open_members(vault, token)?,
        })
    }
}

/// Opens only the access token, which is all that sending or `token get` needs.
pub(crate) fn open_access(vault: &Vault, token: &Token) -> Result<Secret, VaultError> {
    open(vault, token, "access", &token.secrets.access)
}

/// Opens the key to which the token is bound.
pub(crate) fn open_dpop_key(vault: &Vault, token: &Token) -> Result<Option<Secret>, VaultError> {
    let sealed = token.secrets.dpop_key.as_ref();
    sealed
        .map(|sealed| open(vault, token, "dpop_key", sealed))
        .transpose()
}

/// Opens the non-standard members of the token response.
pub(crate) fn open_members(vault: &Vault, token: &Token) -> Result<TokenMembers, VaultError> {
    let Some(sealed) = &token.secrets.members else {
        return Ok(TokenMembers::default());
    };
    let opened = open(vault, token, "members", sealed)?;
    Ok(TokenMembers::of_secret(&opened))
}

fn open(
    vault: &Vault,
    token: &Token,
    column: &'static str,
    sealed: &Sealed,
) -> Result<Secret, VaultError> {
    vault.open_secret(
        &place(token.id, token.server, token.generation, column),
        sealed,
    )
}
