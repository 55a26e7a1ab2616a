//! The desktop's keyring: a gnome-keyring of its own.

use std::ffi::OsStr;

use zbus::Connection;
use zbus::connection::Builder;
use zbus::zvariant::{ObjectPath, Value};

use super::Desktop;
use crate::process::{Launch, Process};
use crate::{StageError, programs};

/// The password of the login keyring.
const PASSWORD: &str = "test";
/// It makes the login keyring with that password, or opens it.
const UNLOCKED: &str =
    "printf test | gnome-keyring-daemon --foreground --unlock --components=secrets";
const BARE: &str = "gnome-keyring-daemon --foreground --components=secrets";
const NAME: &str = "org.freedesktop.secrets";
const SERVICE: &str = "/org/freedesktop/secrets";
const LOGIN: &str = "/org/freedesktop/secrets/collection/login";
const INTERNAL: &str = "org.gnome.keyring.InternalUnsupportedGuiltRiddenInterface";

/// The keyring a program finds on a desktop.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Keyring {
    /// An unlocked login keyring, as after a normal login.
    Unlocked,
    /// A login keyring that nobody has unlocked: a dialog asks for its password, and calls wait for it.
    Locked,
    /// The service runs, and nobody has made a keyring in it yet, as on a desktop that logs in by
    /// itself, or in WSL.
    WithoutCollection,
    /// No keyring at all: the name `org.freedesktop.secrets` has no owner.
    None,
}

/// A running keyring.
pub(super) struct Daemon {
    _process: Process,
}

pub(super) async fn start(
    desktop: &Desktop,
    keyring: Keyring,
) -> Result<Option<Daemon>, StageError> {
    match keyring {
        Keyring::None => Ok(None),
        Keyring::Unlocked => Ok(Some(daemon(desktop, UNLOCKED).await?)),
        Keyring::WithoutCollection => Ok(Some(daemon(desktop, BARE).await?)),
        Keyring::Locked => {
            let daemon = daemon(desktop, UNLOCKED).await?;
            lock(desktop).await?;
            Ok(Some(daemon))
        }
    }
}

/// Locks the login keyring, as a session does that locks itself.
pub(super) async fn lock(desktop: &Desktop) -> Result<(), StageError> {
    let keyrings = vec![ObjectPath::try_from(LOGIN).map_err(zbus::Error::from)?];
    let bus = connect(desktop).await?;
    bus.call_method(
        Some(NAME),
        SERVICE,
        Some("org.freedesktop.Secret.Service"),
        "Lock",
        &(keyrings,),
    )
    .await?;
    Ok(())
}

/// Unlocks the login keyring, as its password dialog does: through gnome-keyring's own interface,
/// since the freedesktop one knows no way without a dialog.
pub(super) async fn unlock(desktop: &Desktop) -> Result<(), StageError> {
    let bus = connect(desktop).await?;
    let plain = ("plain", Value::from(""));
    let reply = bus
        .call_method(
            Some(NAME),
            SERVICE,
            Some("org.freedesktop.Secret.Service"),
            "OpenSession",
            &plain,
        )
        .await?;
    let body = reply.body();
    let (_, session): (Value<'_>, ObjectPath<'_>) = body.deserialize()?;
    let secret = (session, Vec::<u8>::new(), PASSWORD.as_bytes(), "text/plain");
    let login = ObjectPath::try_from(LOGIN).map_err(zbus::Error::from)?;
    bus.call_method(
        Some(NAME),
        SERVICE,
        Some(INTERNAL),
        "UnlockWithMasterPassword",
        &(login, secret),
    )
    .await?;
    Ok(())
}

/// Removes every item of the login keyring, as a reset does.
pub(super) async fn empty(desktop: &Desktop) -> Result<(), StageError> {
    let bus = connect(desktop).await?;
    let wanted = ("org.freedesktop.Secret.Collection", "Items");
    let properties = Some("org.freedesktop.DBus.Properties");
    let reply = bus
        .call_method(Some(NAME), LOGIN, properties, "Get", &wanted)
        .await?;
    let body = reply.body();
    let items: Value<'_> = body.deserialize()?;
    let items: Vec<ObjectPath<'_>> = items.downcast().map_err(zbus::Error::from)?;
    for item in items {
        let interface = Some("org.freedesktop.Secret.Item");
        bus.call_method(Some(NAME), item, interface, "Delete", &())
            .await?;
    }
    Ok(())
}

async fn connect(desktop: &Desktop) -> Result<Connection, StageError> {
    let address = desktop
        .env()
        .get(OsStr::new("DBUS_SESSION_BUS_ADDRESS"))
        .and_then(|value| value.to_str());
    Ok(Builder::address(address.unwrap_or_default())?
        .build()
        .await?)
}

async fn daemon(desktop: &Desktop, line: &str) -> Result<Daemon, StageError> {
    programs::find("gnome-keyring-daemon", "gnome-keyring")?;
    programs::find("gdbus", "libglib2.0-bin")?;
    let process = Launch::new(
        "gnome-keyring",
        "sh",
        "it needs the packages gnome-keyring and gcr",
    )?
    .arg("-c")
    .arg(line)
    .only_env(desktop.env())
    .start_silent()?;
    match desktop
        .run("gdbus", &["wait", "--session", "--timeout", "30", NAME])
        .await
    {
        Ok(_) => Ok(Daemon { _process: process }),
        Err(_) => Err(process.not_ready()),
    }
}
