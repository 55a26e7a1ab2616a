//! The window: WebKit's own small browser stands in for a program with a web view.

use std::path::PathBuf;

use serde_json::json;
use tokenry_stage::{Desktop, DesktopOptions, Keyring, Window, WindowOptions};

const PAGE: &str = r#"<!DOCTYPE html><html lang="en"><head><title>A page</title>
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; script-src 'sha256-nothing'; style-src 'unsafe-inline'">
</head><body><main><h1>Hello</h1>
<label>Name <input data-testid="name"></label>
<label>Kind <select data-testid="kind"><option value="a">A</option><option value="b">B</option></select></label>
<button data-testid="go">Go</button><p data-testid="out"></p><img src="data:," data-testid="picture"></main></body></html>"#;

fn mini_browser() -> PathBuf {
    let mut found = glob("/usr/lib", 3);
    found
        .pop()
        .expect("WebKitGTK's MiniBrowser, from the package libwebkit2gtk-4.1-0")
}

fn glob(folder: &str, depth: u32) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder)
        .into_iter()
        .flatten()
        .filter_map(Result::ok);
    entries
        .flat_map(|entry| match entry.path() {
            path if path.file_name().is_some_and(|name| name == "MiniBrowser") => vec![path],
            path if depth > 0 && path.is_dir() => glob(&path.to_string_lossy(), depth - 1),
            _ => Vec::new(),
        })
        .collect()
}

#[tokio::test]
async fn a_window_is_driven_and_closed() {
    let desktop = Desktop::start_with(DesktopOptions {
        keyring: Keyring::None,
        ..DesktopOptions::default()
    })
    .await
    .expect("a desktop");
    let page = desktop.home().join("page.html");
    std::fs::write(&page, PAGE).expect("written");
    let file = url::Url::from_file_path(&page).expect("an address");
    let options = WindowOptions {
        args: vec!["--automation".to_owned()],
        size: Some((900, 600)),
        dark: true,
        ..WindowOptions::new(mini_browser())
    };

    // Twice: the second start must not meet the first.
    for name in ["alice", "bob"] {
        let window = Window::open(&desktop, options.clone())
            .await
            .expect("a window");
        window.client().goto(file.as_str()).await.expect("the page");
        window.wait_for("go").await.expect("the button");
        window.fill("name", "something else").await.expect("filled");
        window.fill("name", name).await.expect("filled");
        assert_eq!(window.value("name").await.expect("a value"), name);
        window.choose("kind", "b").await.expect("chosen");
        assert_eq!(window.value("kind").await.expect("a value"), "b");

        let script = "const [go, out, name] = ['go', 'out', 'name'].map((id) => document.querySelector(`[data-testid=${id}]`));
            go.onclick = () => setTimeout(() => { out.textContent = arguments[0] + name.value; }, 100);";
        window
            .execute(script, vec![json!("Hello, ")])
            .await
            .expect("run");
        window.click("go").await.expect("clicked");
        assert_eq!(
            window.wait_text("out", name).await.expect("a text"),
            format!("Hello, {name}")
        );
        assert_eq!(
            window.text("out").await.expect("a text"),
            format!("Hello, {name}")
        );

        let found = window.axe().await.expect("axe");
        assert_eq!(
            found.iter().map(|one| one.id.as_str()).collect::<Vec<_>>(),
            ["image-alt"]
        );
        assert_eq!(found[0].impact, "critical");

        let dark = window
            .execute(
                "return matchMedia('(prefers-color-scheme: dark)').matches",
                vec![],
            )
            .await
            .expect("run");
        assert_eq!(dark, json!(true));
        let picture = desktop.home().join("window.png");
        window.screenshot(&picture).await.expect("a picture");
        assert!(std::fs::metadata(&picture).expect("a file").len() > 100);
        assert!(window.has("picture").await.expect("looked"));
        assert!(!window.has("nothing").await.expect("looked"));
        let pids = window.pids();
        let first = std::fs::read_to_string(format!("/proc/{}/comm", pids[0])).expect("a name");
        assert_eq!(first.trim(), "MiniBrowser");
        assert!(
            pids.len() >= 3,
            "with a web and a network process: {pids:?}"
        );
        window.close().await.expect("closed");
    }
}
