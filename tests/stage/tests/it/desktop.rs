//! The desktop: its browser hears, its keyring holds, its handlers answer.

use std::fs;
use std::time::Duration;

use tokenry_stage::{Desktop, DesktopOptions, Keyring, PATIENCE};
use tokio::time::Instant;
use url::Url;
use zbus::zvariant::{ObjectPath, OwnedObjectPath};

use crate::leaving::carriers;

const LOCKED: [&str; 11] = [
    "call",
    "--session",
    "--dest",
    "org.freedesktop.secrets",
    "--object-path",
    "/org/freedesktop/secrets/collection/login",
    "--method",
    "org.freedesktop.DBus.Properties.Get",
    "org.freedesktop.Secret.Collection",
    "Locked",
    "--timeout=10",
];

#[tokio::test]
async fn every_way_of_opening_an_address_is_heard() {
    let desktop = Desktop::start().await.expect("a desktop");
    assert_eq!(
        desktop.browser().opened_so_far().await.expect("a browser"),
        None
    );
    for line in ["\"$BROWSER\" \"$0\"", "xdg-open \"$0\"", "gio open \"$0\""] {
        let address = "http://127.0.0.1:1/auth?a=1&b=%20x";
        desktop
            .run("sh", &["-c", line, address])
            .await
            .expect("opened");
        assert_eq!(
            desktop
                .browser()
                .opened()
                .await
                .expect("an address")
                .as_str(),
            address
        );
    }
    let broken = Desktop::start_with(DesktopOptions {
        browser: false,
        keyring: Keyring::None,
        ..DesktopOptions::default()
    })
    .await
    .expect("a desktop");
    broken
        .run("xdg-open", &["http://127.0.0.1:1/"])
        .await
        .expect_err("no browser");
}

#[tokio::test]
async fn a_deep_link_reaches_its_handler() {
    let desktop = Desktop::start_with(DesktopOptions {
        keyring: Keyring::None,
        ..DesktopOptions::default()
    })
    .await
    .expect("a desktop");
    let applications = desktop.home().join(".local/share/applications");
    // The handler hands the address on to the browser, where it can be heard.
    let browser = desktop.env()[std::ffi::OsStr::new("BROWSER")]
        .to_string_lossy()
        .into_owned();
    let entry = format!(
        "[Desktop Entry]\nType=Application\nName=Handler\nExec=\"{browser}\" %u\nMimeType=x-scheme-handler/app.tokenry;\n"
    );
    fs::write(applications.join("handler.desktop"), entry).expect("written");
    desktop
        .run(
            "xdg-mime",
            &["default", "handler.desktop", "x-scheme-handler/app.tokenry"],
        )
        .await
        .expect("registered");
    let link = Url::parse("app.tokenry:/callback?code=a%2Bb&state=s").expect("an address");
    desktop.open_deep_link(&link).await.expect("opened");
    assert_eq!(desktop.browser().opened().await.expect("an address"), link);
    // Registering one scheme left the others alone.
    desktop
        .run("xdg-open", &["http://127.0.0.1:1/"])
        .await
        .expect("opened");
    desktop.browser().opened().await.expect("an address");
}

#[tokio::test]
async fn the_keyring_is_as_ordered() {
    let desktop = Desktop::start().await.expect("a desktop");
    assert!(
        desktop
            .run("gdbus", &LOCKED)
            .await
            .expect("an answer")
            .contains("false")
    );
    desktop.lock_keyring().await.expect("locked");
    assert!(
        desktop
            .run("gdbus", &LOCKED)
            .await
            .expect("an answer")
            .contains("true")
    );
    desktop.unlock_keyring().await.expect("unlocked");
    assert!(
        desktop
            .run("gdbus", &LOCKED)
            .await
            .expect("an answer")
            .contains("false")
    );

    let locked = Desktop::start_with(DesktopOptions {
        keyring: Keyring::Locked,
        ..DesktopOptions::default()
    })
    .await
    .expect("a desktop");
    assert!(
        locked
            .run("gdbus", &LOCKED)
            .await
            .expect("an answer")
            .contains("true")
    );
    // Whoever wants in is asked for the password, and waits.
    let mark = locked.env()[std::ffi::OsStr::new("TOKENRY_STAGE")]
        .to_string_lossy()
        .into_owned();
    let address = locked.env()[std::ffi::OsStr::new("DBUS_SESSION_BUS_ADDRESS")]
        .to_string_lossy()
        .into_owned();
    let bus = zbus::connection::Builder::address(address.as_str())
        .expect("an address")
        .build()
        .await
        .expect("the bus");
    let login =
        vec![ObjectPath::try_from("/org/freedesktop/secrets/collection/login").expect("a path")];
    let name = Some("org.freedesktop.secrets");
    let service = "/org/freedesktop/secrets";
    let reply = bus
        .call_method(
            name,
            service,
            Some("org.freedesktop.Secret.Service"),
            "Unlock",
            &(login,),
        )
        .await
        .expect("an answer");
    let (_, prompt): (Vec<OwnedObjectPath>, OwnedObjectPath) =
        reply.body().deserialize().expect("a prompt");
    bus.call_method(
        name,
        prompt,
        Some("org.freedesktop.Secret.Prompt"),
        "Prompt",
        &"",
    )
    .await
    .expect("an answer");
    let end = Instant::now() + PATIENCE;
    while !carriers(&mark)
        .iter()
        .any(|line| line.contains("gcr-prompter"))
    {
        assert!(Instant::now() < end, "nobody asks: {:?}", carriers(&mark));
        tokio::time::sleep(Duration::from_millis(20)).await;
    }

    let none = Desktop::start_with(DesktopOptions {
        keyring: Keyring::None,
        ..DesktopOptions::default()
    })
    .await
    .expect("a desktop");
    none.run("gdbus", &LOCKED)
        .await
        .expect_err("nobody has that name");
}

#[tokio::test]
async fn waiting_has_an_end() {
    let desktop = Desktop::start_with(DesktopOptions {
        keyring: Keyring::None,
        ..DesktopOptions::default()
    })
    .await
    .expect("a desktop");
    let error = desktop
        .browser()
        .opened_within(Duration::from_millis(50))
        .await
        .expect_err("nothing")
        .to_string();
    assert!(error.contains("nothing was opened"), "{error}");
}
