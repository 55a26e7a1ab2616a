//! The file name of a saved body, from `Content-Disposition` (RFC 6266), its URL and its type.
//!
//! The server can choose only a name: no folder, no hidden file, no Windows device.

use percent_encoding::percent_decode_str;
use url::Url;

/// Maximum length in characters. File systems allow 255 bytes.
const LONGEST: usize = 80;

/// Content types with their extensions, the usual one first.
const ENDINGS: [(&str, &[&str]); 34] = [
    ("application/json", &["json", "geojson", "har"]),
    ("application/x-ndjson", &["ndjson", "jsonl"]),
    ("text/html", &["html", "htm"]),
    ("application/xhtml+xml", &["xhtml", "html"]),
    ("application/xml", &["xml", "rss", "atom", "xsd", "xsl"]),
    ("text/xml", &["xml", "rss", "atom", "xsd", "xsl"]),
    ("text/csv", &["csv"]),
    ("text/tab-separated-values", &["tsv"]),
    ("text/markdown", &["md", "markdown"]),
    ("text/css", &["css"]),
    ("text/javascript", &["js", "mjs"]),
    ("application/javascript", &["js", "mjs"]),
    ("text/calendar", &["ics"]),
    ("text/vcard", &["vcf"]),
    ("application/yaml", &["yaml", "yml"]),
    ("application/toml", &["toml"]),
    ("application/pdf", &["pdf"]),
    (
        "application/zip",
        &["zip", "docx", "xlsx", "pptx", "jar", "epub"],
    ),
    ("application/gzip", &["gz", "tgz"]),
    ("application/x-tar", &["tar"]),
    ("application/wasm", &["wasm"]),
    ("image/png", &["png"]),
    ("image/jpeg", &["jpg", "jpeg"]),
    ("image/gif", &["gif"]),
    ("image/webp", &["webp"]),
    ("image/avif", &["avif"]),
    ("image/svg+xml", &["svg"]),
    ("image/x-icon", &["ico"]),
    ("audio/mpeg", &["mp3"]),
    ("audio/ogg", &["ogg", "oga"]),
    ("video/mp4", &["mp4"]),
    ("video/webm", &["webm"]),
    ("font/woff2", &["woff2"]),
    (
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        &["xlsx"],
    ),
];

/// Device names of Windows, which are reserved with any extension.
const DEVICES: [&str; 6] = ["con", "prn", "aux", "nul", "com", "lpt"];

/// Returns a stem and an extension. `fallback` is the extension if neither name nor type has one.
pub fn file_name(
    disposition: Option<&str>,
    url: Option<&Url>,
    media_type: &str,
    fallback: &str,
) -> (String, String) {
    if let Some(name) = disposition.and_then(told).map(|name| harmless(&name))
        && !name.is_empty()
    {
        // The server chose this name for this body.
        return match parts(&name) {
            (stem, Some(ending)) => (stem.to_owned(), ending.to_owned()),
            (stem, None) => (
                stem.to_owned(),
                ending_of(media_type).unwrap_or(fallback).to_owned(),
            ),
        };
    }
    let last = url
        .and_then(|url| url.path_segments()?.rfind(|part| !part.is_empty()))
        .map(|part| percent_decode_str(part).decode_utf8_lossy().into_owned())
        .map(|name| harmless(&name))
        .unwrap_or_default();
    let name = if last.is_empty() { "answer" } else { &last };
    let known = ending_of(media_type);
    match (parts(name), known) {
        ((stem, Some(ending)), Some(_)) if fits(media_type, ending) => (stem.into(), ending.into()),
        ((stem, Some(ending)), None) if known_ending(ending) => (stem.into(), ending.into()),
        // The extension in a path such as `/v1.2` or `/report.php` does not match the type.
        ((_, Some(ending)), known)
            if !known_ending(ending) && ending.chars().any(|c| c.is_ascii_digit()) =>
        {
            (name.into(), known.unwrap_or(fallback).into())
        }
        ((stem, _), known) => (stem.into(), known.unwrap_or(fallback).into()),
    }
}

/// Returns `filename*` (RFC 8187), or else `filename`.
fn told(disposition: &str) -> Option<String> {
    let parameter = |wanted: &str| {
        quoted_parts(disposition).into_iter().find_map(|part| {
            let (name, value) = part.split_once('=')?;
            name.trim()
                .eq_ignore_ascii_case(wanted)
                .then(|| value.trim().to_owned())
        })
    };
    if let Some(extended) = parameter("filename*")
        && let Some((charset, rest)) = extended.trim_matches('"').split_once('\'')
        && let Some((_, value)) = rest.split_once('\'')
    {
        let bytes: Vec<u8> = percent_decode_str(value).collect();
        let encoding = encoding_rs::Encoding::for_label(charset.as_bytes());
        let encoding = encoding.unwrap_or(encoding_rs::UTF_8);
        return Some(encoding.decode(&bytes).0.into_owned());
    }
    let plain = parameter("filename")?;
    Some(match plain.strip_prefix('"') {
        Some(quoted) => {
            let quoted = quoted.strip_suffix('"').unwrap_or(quoted);
            quoted.replace("\\\"", "\"").replace("\\\\", "\\")
        }
        None => plain,
    })
}

/// Splits at the semicolons outside of quotes.
fn quoted_parts(text: &str) -> Vec<&str> {
    let (mut parts, mut from, mut quoted, mut escaped) = (Vec::new(), 0, false, false);
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if quoted => escaped = true,
            b'"' => quoted = !quoted,
            b';' if !quoted => {
                parts.push(&text[from..at]);
                from = at + 1;
            }
            _ => {}
        }
    }
    parts.push(&text[from..]);
    parts
}

/// Returns the last part of a path, without characters that are unsafe in a file name.
fn harmless(name: &str) -> String {
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let plain = |c: &char| {
        !c.is_control() && !tokenry_model::sanitize::is_invisible(*c) && !"<>:\"|?*".contains(*c)
    };
    let clean: String = last.chars().filter(plain).collect();
    // No leading dot (hidden), and no trailing dot or space, which Windows removes.
    let clean = clean.trim_matches([' ', '.']);
    let (stem, ending) = parts(clean);
    let device = stem.to_ascii_lowercase();
    let device = device.trim_end_matches(|c: char| c.is_ascii_digit());
    let stem: String = stem.chars().take(LONGEST).collect();
    let stem = if DEVICES.contains(&device) {
        format!("_{stem}")
    } else {
        stem
    };
    match ending {
        Some(ending) => format!("{stem}.{ending}"),
        None => stem,
    }
}

/// Splits stem and extension. A long extension does not count.
fn parts(name: &str) -> (&str, Option<&str>) {
    match name.rsplit_once('.') {
        Some((stem, ending))
            if !stem.is_empty()
                && (1..=10).contains(&ending.len())
                && ending.chars().all(|c| c.is_ascii_alphanumeric()) =>
        {
            (stem, Some(ending))
        }
        _ => (name, None),
    }
}

fn ending_of(media_type: &str) -> Option<&'static str> {
    let known = ENDINGS.iter().find(|(known, _)| *known == media_type);
    if let Some((_, endings)) = known {
        return endings.first().copied();
    }
    match media_type.rsplit_once('+') {
        Some((_, "json")) => Some("json"),
        Some((_, "xml")) => Some("xml"),
        Some((_, "zip")) => Some("zip"),
        _ => None,
    }
}

fn fits(media_type: &str, ending: &str) -> bool {
    let ending = ending.to_ascii_lowercase();
    let listed = ENDINGS
        .iter()
        .any(|(known, endings)| *known == media_type && endings.contains(&&*ending));
    listed || ending_of(media_type) == Some(&*ending)
}

fn known_ending(ending: &str) -> bool {
    let ending = ending.to_ascii_lowercase();
    ending == "txt" || ending == "log" || ENDINGS.iter().any(|(_, all)| all.contains(&&*ending))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn named(disposition: Option<&str>, url: &str, media_type: &str) -> String {
        let url = Url::parse(url).ok();
        let (stem, ending) = file_name(disposition, url.as_ref(), media_type, "txt");
        format!("{stem}.{ending}")
    }

    #[test]
    fn a_body_gets_the_extension_of_its_type() {
        for (url, media_type, name) in [
            ("https://a.example/me", "application/json", "me.json"),
            (
                "https://a.example/me/",
                "application/vnd.api+json",
                "me.json",
            ),
            ("https://a.example/", "image/png", "answer.png"),
            ("https://a.example/photo.jpeg", "image/jpeg", "photo.jpeg"),
            (
                "https://a.example/report.php",
                "application/pdf",
                "report.pdf",
            ),
            ("https://a.example/v1.2", "application/json", "v1.2.json"),
            (
                "https://a.example/data.csv",
                "application/octet-stream",
                "data.csv",
            ),
            ("https://a.example/data.csv", "text/html", "data.html"),
            ("https://a.example/x", "text/plain", "x.txt"),
            ("https://a.example/a%20b%2F..%2Fc", "text/csv", "c.csv"),
        ] {
            assert_eq!(named(None, url, media_type), name, "{url} {media_type}");
        }
    }

    #[test]
    fn a_server_can_choose_only_a_name() {
        for (disposition, name) in [
            (
                "attachment; filename=\"report 2026.pdf\"",
                "report 2026.pdf",
            ),
            ("attachment; filename=plain.csv", "plain.csv"),
            ("attachment; filename=\"a;b\\\"c.txt\"", "a;bc.txt"),
            (
                "attachment; filename=x.bin; filename*=UTF-8''%E5%90%8D%20a.zip",
                "名 a.zip",
            ),
            ("attachment; filename*=iso-8859-1'en'%A3.txt", "£.txt"),
            ("attachment; filename=\"../../.bashrc\"", "bashrc.json"),
            ("attachment; filename=\"/etc/passwd\"", "passwd.json"),
            ("attachment; filename=\"C:\\\\Windows\\\\a.exe\"", "a.exe"),
            ("attachment; filename*=UTF-8''..%2F..%2Fevil.sh", "evil.sh"),
            ("attachment; filename=\"CON.txt\"", "_CON.txt"),
            ("attachment; filename=\"com1\"", "_com1.json"),
            ("attachment; filename=\"a\u{202e}gpj.exe\"", "agpj.exe"),
            ("attachment; filename=\"..\"", "me.json"),
            ("attachment; filename=\"\"", "me.json"),
            ("inline", "me.json"),
        ] {
            let told = named(
                Some(disposition),
                "https://a.example/me",
                "application/json",
            );
            assert_eq!(told, name, "{disposition}");
        }
    }
}
