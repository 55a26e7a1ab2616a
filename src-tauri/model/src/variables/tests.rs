use std::time::{Duration, Instant};

use super::*;

fn braces(all: &[(&str, &str)]) -> Variables {
    let all = all.iter();
    Variables::braces(all.map(|(name, value)| ((*name).to_owned(), (*value).to_owned())))
}

#[test]
fn variables_are_filled_in_and_the_others_stay() {
    let shell = Variables::shell([("ID".to_owned(), "abc".to_owned())]);
    assert_eq!(
        shell.fill("$ID ${ID} $IDX ${X}-5$ $5 ${ $ID"),
        "abc abc $IDX ${X}-5$ $5 ${ abc"
    );
    let values = braces(&[
        ("base", "https://{{host}}"),
        ("host", "a.example"),
        ("host", "b.example"),
    ]);
    assert_eq!(values.fill("{{ base }}/{{y}}"), "https://a.example/{{y}}");
    assert_eq!(values.fill("{{{{host}}"), "{{a.example");
    assert_eq!(values.fill("{{host"), "{{host");
    assert_eq!(written_in("a{{b}}c{{ d }}"), ["{{b}}", "{{ d }}"]);
    assert_eq!(name_of("{{ d }}"), "d");
    assert_eq!(values.troubles(), []);
}

#[test]
fn a_ring_is_cut_and_told_and_spoils_nothing_else() {
    for ring in [
        &[("a", "{{a}}")][..],
        &[("a", "{{a}}x{{a}}")],
        &[("a", "{{b}}{{b}}"), ("b", "{{a}}{{a}}")],
        &[("a", "1{{b}}"), ("b", "2{{c}}"), ("c", "3{{a}}")],
    ] {
        let values = braces(&[ring, &[("good", "yes")]].concat());
        assert_eq!(values.fill("{{a}} {{good}}"), "{{a}} yes", "{ring:?}");
        let troubles = values.troubles();
        assert!(
            troubles.contains(&("a".to_owned(), Trouble::Ring)),
            "{troubles:?}"
        );
    }
}

#[test]
fn what_would_fill_the_memory_stays_as_it_is() {
    let began = Instant::now();
    // Each is ten times as large as the one before: 10^30 bytes.
    let mut bomb: Vec<(String, String)> = (0..30)
        .map(|n| (format!("v{n}"), format!("{{{{v{}}}}}", n + 1).repeat(10)))
        .collect();
    bomb.push(("v30".to_owned(), "lol".to_owned()));
    let values = Variables::braces(bomb.clone());
    assert_eq!(values.fill("{{v0}}"), "{{v0}}");
    assert_eq!(values.get("v28").map(|text| text.len()), Some(300));
    let troubles = values.troubles();
    assert!(
        troubles.iter().any(|(_, why)| *why == Trouble::Size),
        "{troubles:?}"
    );

    // One large variable, named by many texts.
    let large = Variables::braces([("a".to_owned(), "x".repeat(LARGEST_VALUE))]);
    let filled: usize = (0..1000).map(|_| large.fill("{{a}}{{a}}").len()).sum();
    assert!(filled <= LARGEST_SUM + 1000 * 10, "{filled}");

    // A chain of 100,000 variables.
    let chain = (0..100_000).map(|n| (format!("c{n}"), format!("{{{{c{}}}}}", n + 1)));
    let chain = Variables::braces(chain);
    chain.fill("{{c0}}");
    assert!(
        chain
            .troubles()
            .iter()
            .any(|(_, why)| *why == Trouble::Depth)
    );

    let shell = Variables::shell(
        bomb.into_iter()
            .map(|(name, value)| (name, value.replace("{{", "${").replace("}}", "}"))),
    );
    assert_eq!(shell.fill("$v0"), "$v0");
    let took = began.elapsed();
    assert!(took < Duration::from_secs(10), "{took:?}");
}

#[test]
fn a_shells_default_stands_where_there_is_no_value() {
    let none = Variables::shell([]);
    let host = Variables::shell([("HOST".to_owned(), "https://own.example".to_owned())]);
    for (text, without, with) in [
        (
            "${HOST:-https://id.example}/t",
            "https://id.example/t",
            "https://own.example/t",
        ),
        ("${HOST-x}", "x", "https://own.example"),
        ("${HOST:?needed}", "${HOST:?needed}", "${HOST:?needed}"),
    ] {
        assert_eq!(none.fill(text), without);
        assert_eq!(host.fill(text), with);
    }
}
