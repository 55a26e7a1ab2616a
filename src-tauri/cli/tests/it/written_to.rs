//! Where `tokenry send -o` writes: a file, what a link points at, a device.

use std::{
    fs,
    os::unix::fs::{MetadataExt as _, PermissionsExt as _, symlink},
    process::Command,
};
use tokenry_doubles::{Reply, TestServer};

use crate::home::Home;

const BODY: &str = "{\"a\": 1}";

#[test]
fn a_file_is_replaced_and_everything_else_is_written_into() {
    let server = TestServer::new(|_| Reply::json(BODY));
    let home = Home::new();
    let url = server.url("/me");
    let send = |path: &str| home.done(["send", &url, "-o", path]);
    let path = |name: &str| home.path(name).to_str().expect("text").to_owned();
    let read = |name: &str| fs::read_to_string(home.path(name)).expect("it is read");

    // A file keeps its mode, and its other names.
    fs::write(home.path("file"), "longer than what comes").expect("a file");
    fs::set_permissions(home.path("file"), fs::Permissions::from_mode(0o640)).expect("a mode");
    send(&path("file"));
    assert_eq!(read("file"), BODY);
    let mode = fs::metadata(home.path("file")).expect("it is there").mode() & 0o777;
    assert_eq!(mode, 0o640);
    fs::hard_link(home.path("file"), home.path("other name")).expect("a link");
    fs::write(home.path("file"), "longer than what comes").expect("a file");
    send(&path("file"));
    assert_eq!(read("other name"), BODY);

    // A link stays one, whether or not it points at something.
    fs::create_dir(home.path("folder")).expect("a folder");
    fs::write(home.path("folder/target"), "old").expect("a file");
    symlink("folder/target", home.path("link")).expect("a link");
    symlink("folder/new", home.path("dangling")).expect("a link");
    for (link, target) in [("link", "folder/target"), ("dangling", "folder/new")] {
        send(&path(link));
        assert!(home.path(link).is_symlink(), "{link}");
        assert_eq!(read(target), BODY);
    }

    // A device and a FIFO are written into.
    symlink("/dev/null", home.path("null")).expect("a link");
    send(&path("null"));
    send("/dev/null");
    assert!(!fs::metadata("/dev/null").expect("it is there").is_file());
    let made = Command::new("mkfifo").arg(home.path("fifo")).status();
    assert!(made.expect("mkfifo runs").success());
    let reader = Command::new("cat")
        .arg(home.path("fifo"))
        .stdout(std::process::Stdio::piped())
        .spawn()
        .expect("cat runs");
    send(&path("fifo"));
    let got = reader.wait_with_output().expect("cat ends");
    assert_eq!(got.stdout, BODY.as_bytes());
    assert!(
        !fs::metadata(home.path("fifo"))
            .expect("it is there")
            .is_file()
    );

    // `-` and its other names are standard output.
    for name in ["-", "/dev/stdout"] {
        assert_eq!(send(name), BODY, "{name}");
    }
    home.run(["send", &url, "-o", "-", "--json"]).failed(2);

    // What fails leaves the old file, and says that it was sent.
    let told = home.run(["send", &url, "-o", &path("folder")]).failed(1);
    assert!(
        told.contains("The request was sent and the server answered 200"),
        "{told}"
    );
    assert_eq!(
        fs::read_dir(home.path("folder"))
            .expect("it is listed")
            .count(),
        2
    );
}
