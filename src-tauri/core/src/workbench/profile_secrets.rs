//! Revealing secrets of profiles at a person's request.

use super::Workbench;
use crate::error::Error;
use tokenry_model::{
    client::Client,
    id::Id,
    secret::Secret,
    server::{Extra, ExtraPlace, ExtraStep, Server},
};

/// Identifies an extra parameter or header of a profile.
#[derive(Debug, Clone)]
pub struct SealedExtra {
    pub on: ExtraStep,
    pub place: ExtraPlace,
    pub name: String,
    /// Index among those that are otherwise equal, from 0.
    pub nth: usize,
}

impl SealedExtra {
    fn value_in(&self, extras: &[Extra], of: &str) -> Result<Secret, Error> {
        let mut alike = extras
            .iter()
            .filter(|one| one.on == self.on && one.place == self.place && one.name == self.name);
        let found = alike.nth(self.nth).ok_or_else(|| Error::NoSuchPart {
            name: of.to_owned(),
            what: "parameter of that name",
        })?;
        Ok(Secret::new(found.value.as_str()))
    }
}

impl Workbench {
    /// Reveals a server profile with its secrets.
    pub async fn reveal_server(&self, id: Id<Server>) -> Result<Server, Error> {
        Ok(self.context.usable_server(id).await?)
    }

    /// Reveals a client profile, except for the client secret.
    pub async fn reveal_client(&self, id: Id<Client>) -> Result<Client, Error> {
        Ok(self.context.usable_client(id).await?)
    }

    /// Reveals one sealed extra of a server.
    pub async fn reveal_server_extra(
        &self,
        id: Id<Server>,
        extra: &SealedExtra,
    ) -> Result<Secret, Error> {
        let server = self.context.usable_server(id).await?;
        extra.value_in(&server.profile.habits.extras, &server.profile.name)
    }

    /// Reveals one sealed extra of a client.
    pub async fn reveal_client_extra(
        &self,
        id: Id<Client>,
        extra: &SealedExtra,
    ) -> Result<Secret, Error> {
        let client = self.context.usable_client(id).await?;
        extra.value_in(&client.profile.extras, &client.profile.name)
    }
}
