//! API calls and everything they may contain.

use super::*;

#[test]
fn every_scheme_of_authorization_is_taken_or_told() {
    for (value, prefix, token) in [
        (
            "Zoho-oauthtoken 1000.abc.def",
            "Zoho-oauthtoken",
            "1000.abc.def",
        ),
        ("OAuth y0_abc", "OAuth", "y0_abc"),
        ("abc.def.ghi", "", "abc.def.ghi"),
        ("lin_api_abc==", "", "lin_api_abc=="),
        ("DeepL-Auth-Key a-b:fx", "DeepL-Auth-Key", "a-b:fx"),
        ("Token abc", "Token", "abc"),
        ("Bot abc", "Bot", "abc"),
        ("SSWS 00abc", "SSWS", "00abc"),
    ] {
        let found = understood(&format!(
            "curl https://api.example.org/v2 -H 'Authorization: {value}'"
        ));
        let placement = Placement::Header {
            name: "Authorization".into(),
            prefix: prefix.into(),
        };
        assert_eq!(
            server(&found).profile.habits.placement,
            placement,
            "{value}"
        );
        assert_eq!(server(&found).tokens[0].access.expose(), token, "{value}");
        assert!(found.requests[0].with_token && found.requests[0].draft.headers.is_empty());
    }
    for value in [
        "Digest username=\"me\", realm=\"x\"",
        "AWS4-HMAC-SHA256 Credential=a/b, Signature=c",
        "OAuth oauth_consumer_key=\"a\", oauth_signature=\"b\"",
        "DPoP abc",
        "Negotiate abc",
        "Token token=\"abc\"",
        "Signature keyId=\"a\"",
    ] {
        let found = understood(&format!(
            "curl https://api.example.org/v2 -H 'Authorization: {value}'"
        ));
        assert!(server(&found).tokens.is_empty(), "{value}");
        assert!(left(&found, "Authorization"), "{value}: {:?}", found.left);
        assert_eq!(
            found.requests[0].draft.headers[0].value, value,
            "the request keeps it"
        );
    }
    let basic = understood("curl -u me:pw https://api.example.org/me");
    assert_eq!(basic.requests[0].draft.headers[0].value, "Basic bWU6cHc=");
}

#[test]
fn a_call_becomes_a_request() {
    let found = understood(
        "curl -X POST 'https://api.example.org/v1/notes?draft=1' -H 'Authorization: Bearer tok1' -H 'Content-Type: application/json' -H 'X-A: b' -d '{\"text\":\"hi\"}'",
    );
    let [request] = found.requests.as_slice() else {
        panic!("one request");
    };
    assert_eq!(request.name, "POST /v1/notes");
    assert!(request.with_token);
    assert_eq!(request.draft.method, "POST");
    assert_eq!(
        request.draft.url,
        "https://api.example.org/v1/notes?draft=1"
    );
    assert_eq!(
        request.draft.body,
        Body::Json {
            text: "{\"text\":\"hi\"}".into()
        }
    );
    let headers: Vec<_> = request
        .draft
        .headers
        .iter()
        .map(|h| (h.name.as_str(), h.value.as_str()))
        .collect();
    assert_eq!(headers, [("X-A", "b")]);
    let file = |path: &str, kind: &str| Body::File {
        path: path.into(),
        media_type: kind.into(),
    };
    let form = "application/x-www-form-urlencoded";
    for (text, method, address, body) in [
        (
            "curl -T a.bin https://a.example/x",
            "PUT",
            "https://a.example/x",
            file("a.bin", ""),
        ),
        (
            "curl --data-binary @a.json -H 'Content-Type: application/json' https://a.example/x",
            "POST",
            "https://a.example/x",
            file("a.json", "application/json"),
        ),
        (
            "curl -d @a.txt https://a.example/x",
            "POST",
            "https://a.example/x",
            file("a.txt", form),
        ),
        (
            "curl -G -d a=1 --data-urlencode 'b=c d' https://a.example/x?z=0",
            "GET",
            "https://a.example/x?z=0&a=1&b=c+d",
            Body::None,
        ),
        (
            "curl --url-query a=1 --url-query +b=%20 https://a.example/x",
            "GET",
            "https://a.example/x?a=1&b=+",
            Body::None,
        ),
        (
            "curl https://a.example/x?access_token=at&b=1",
            "GET",
            "https://a.example/x?b=1",
            Body::None,
        ),
        (
            "curl -I localhost:8080/x",
            "HEAD",
            "http://localhost:8080/x",
            Body::None,
        ),
        (
            "curl -d 'plain text' -H 'Content-Type: text/plain' a.example",
            "POST",
            "https://a.example/",
            Body::Text {
                text: "plain text".into(),
            },
        ),
    ] {
        let found = understood(text);
        let draft = &found.requests[0].draft;
        assert_eq!(
            (draft.method.as_str(), draft.url.as_str()),
            (method, address),
            "{text}"
        );
        assert_eq!(draft.body, body, "{text}");
    }
    let cookies = understood(
        "curl https://a.example/x -b 'a=1; b=2' --oauth2-bearer at-1 -H 'sec-fetch-mode: cors'",
    );
    assert_eq!(cookies.requests[0].draft.headers.len(), 1);
    assert_eq!(cookies.requests[0].draft.headers[0].value, "a=1; b=2");
    assert_eq!(server(&cookies).tokens[0].access.expose(), "at-1");
    assert!(left(&cookies, "sec-fetch-mode"));
}

#[test]
fn this_machine_is_asked_without_tls() {
    for (host, base) in [
        ("localhost:8080", "http://localhost:8080/"),
        ("127.0.0.1:9/", "http://127.0.0.1:9/"),
        ("[::1]:9", "http://[::1]:9/"),
        ("a.localhost", "http://a.localhost/"),
        ("id.example.org", "https://id.example.org/"),
        ("id.example.org:8443", "https://id.example.org:8443/"),
    ] {
        let host = host.trim_end_matches('/');
        let found = understood(&format!(
            "curl -u cid1:sec1 -d grant_type=client_credentials {host}/oauth/token"
        ));
        assert_eq!(server(&found).profile.base_url.as_str(), base, "{host}");
    }
}

#[test]
fn a_refresh_token_comes_along_with_its_client() {
    for text in [
        "curl @ --data-urlencode grant_type=refresh_token --data-urlencode refresh_token=rt1 --data-urlencode client_id=cid1 --data-urlencode client_secret=sec1",
        "curl @ -u cid1:sec1 -d 'grant_type=refresh_token&refresh_token=rt1'",
        "curl @ -d client_id=cid1 -d refresh_token=rt1 -d client_secret=sec1",
    ] {
        let found = understood(&text.replace('@', TOKEN));
        let refresh = client(&found).refresh.as_ref().expect("a refresh token");
        assert_eq!(refresh.expose(), "rt1");
        assert!(!left(&found, "refresh_token"), "{:?}", found.left);
        assert!(!format!("{found:?}").contains("rt1"));
    }
    let open = understood(&format!(
        "curl {TOKEN} -u cid1:sec1 -d grant_type=refresh_token -d refresh_token=<token>"
    ));
    assert!(client(&open).refresh.is_none());
    assert_eq!(open.unresolved, ["<token>"]);
}

#[test]
fn a_guess_can_be_overruled() {
    let text = format!(
        "curl {TOKEN} -d grant_type=client_credentials -d client_id=MY_SERVICE -d client_secret=sec1"
    );
    let doubted = understood(&text);
    assert_eq!(client(&doubted).profile.client_id, "");
    assert_eq!(doubted.unresolved, ["MY_SERVICE"]);
    let options = Options {
        real: true,
        ..Options::default()
    };
    let meant = crate::read(&[&text], &options).expect("a command");
    assert_eq!(client(&meant).profile.client_id, "MY_SERVICE");
    assert!(
        meant.unresolved.is_empty() && meant.notes.len() == 1,
        "{:?}",
        meant.notes
    );
    let options = Options {
        known: vec!["MY_SERVICE".into()],
        ..Options::default()
    };
    let known = crate::read(&[&text], &options).expect("a command");
    assert_eq!(client(&known).profile.client_id, "MY_SERVICE");
    assert!(
        known.notes.is_empty(),
        "what is in use already is no question"
    );
    let braces = understood(&format!(
        "curl {TOKEN} -d grant_type=client_credentials -d 'client_id={{6f1d0b0e-1111-2222-3333-444455556666}}' -d client_secret=sec1"
    ));
    assert_eq!(
        client(&braces).profile.client_id,
        "{6f1d0b0e-1111-2222-3333-444455556666}"
    );
}

#[test]
fn the_login_that_led_to_a_page_is_found_in_its_address() {
    let inner = "authorize?client_id=cid1&response_type=code&redirect_uri=https%3A%2F%2Fapp.example.org%2Fcb&scope=read";
    let once = percent_encoding::utf8_percent_encode(inner, percent_encoding::NON_ALPHANUMERIC)
        .to_string();
    let twice = percent_encoding::utf8_percent_encode(&once, percent_encoding::NON_ALPHANUMERIC)
        .to_string();
    let whole = percent_encoding::utf8_percent_encode(
        &format!("https://id.example.org/{inner}"),
        percent_encoding::NON_ALPHANUMERIC,
    )
    .to_string();
    let nested = percent_encoding::utf8_percent_encode(
        &format!("https://id.example.org/u?continue={whole}"),
        percent_encoding::NON_ALPHANUMERIC,
    )
    .to_string();
    for address in [
        format!("https://id.example.org/login?returnUrl=%2F{once}"),
        format!("https://id.example.org/login?ReturnUrl=%2F{twice}"),
        format!("https://id.example.org/login?goto={once}"),
        format!("https://accounts.example.org/v3/signin?continue={whole}&flow=1"),
        format!("https://accounts.example.org/ServiceLogin?next={nested}"),
        format!("https://id.example.org/#/login?RelayState={whole}"),
        format!("https://sso.example.org/login?service=x&state=y&target={whole}"),
    ] {
        let found = understood(&address);
        assert_eq!(found.kinds, [Kind::AuthorizeUrl], "{address}");
        let ends = &server(&found).profile.endpoints;
        assert_eq!(
            url(ends.authorize.as_ref()),
            "https://id.example.org/authorize",
            "{address}"
        );
        assert_eq!(client(&found).profile.client_id, "cid1");
        assert_eq!(
            client(&found).profile.redirect_uri,
            "https://app.example.org/cb",
            "{address}"
        );
        assert!(found.notes[0].contains("login page"), "{:?}", found.notes);
    }
    let plain = super::super::read(&["https://id.example.org/login?returnUrl=%2Fhome%3Fa%3D1"]);
    assert!(matches!(plain, Err(ImportError::PlainAddress)));
}

#[test]
fn a_request_as_http_writes_it_is_read() {
    for text in [
        "POST /oauth/token HTTP/1.1\nHost: id.example.org\nAuthorization: Basic Y2lkMTpzZWMx\nContent-Type: application/x-www-form-urlencoded\n\ngrant_type=client_credentials",
        "POST /oauth/token HTTP/1.1\r\nHost: id.example.org\r\nAuthorization: Basic\r\n  Y2lkMTpzZWMx\r\nContent-Length: 29\r\n\r\ngrant_type=client_\r\n  credentials\r\n",
        "POST https://id.example.org/oauth/token\nAuthorization: Basic Y2lkMTpzZWMx\n\ngrant_type=client_credentials",
        "```http\nPOST /oauth/token HTTP/1.1\nHost: id.example.org\nAuthorization: Basic Y2lkMTpzZWMx\n\ngrant_type=client_credentials\n```",
    ] {
        is_the_token_request(text);
    }
    let call = understood(
        "GET /v1/me HTTP/1.1\nHost: api.example.org\nAuthorization: Bearer at-1\nAccept: application/json",
    );
    assert_eq!(call.kinds, [Kind::ApiCall]);
    assert_eq!(server(&call).tokens[0].access.expose(), "at-1");
    assert_eq!(call.requests[0].draft.url, "https://api.example.org/v1/me");
    assert!(
        super::super::read(&["GET /v1/me HTTP/1.1\nAccept: a/b"]).is_err(),
        "nobody knows whose"
    );
}

#[test]
fn every_usual_encoding_is_read() {
    let text = "curl https://api.example.org/müßig -H \"Authorization: Bearer a\"\r\n";
    let utf_16: Vec<u16> = text.encode_utf16().collect();
    let le: Vec<u8> = utf_16.iter().flat_map(|unit| unit.to_le_bytes()).collect();
    let be: Vec<u8> = utf_16.iter().flat_map(|unit| unit.to_be_bytes()).collect();
    let latin: Vec<u8> = text
        .chars()
        .map(|c| u8::try_from(u32::from(c)).expect("Latin-1"))
        .collect();
    for (name, bytes) in [
        ("UTF-8", text.as_bytes().to_vec()),
        (
            "UTF-8 with its mark",
            [b"\xef\xbb\xbf", text.as_bytes()].concat(),
        ),
        (
            "UTF-16LE with its mark",
            [b"\xff\xfe".as_slice(), &le].concat(),
        ),
        (
            "UTF-16BE with its mark",
            [b"\xfe\xff".as_slice(), &be].concat(),
        ),
        ("UTF-16LE", le),
        ("UTF-16BE", be),
        ("Latin-1", latin),
    ] {
        assert_eq!(decoded(&bytes).expect(name), text, "{name}");
    }
    for bytes in [
        b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR".as_slice(),
        b"PK\x03\x04\x14\0\0\0\x08\0",
        b"\0\0\0\0",
        b"\xff\xfe\0\xd8",
    ] {
        assert!(
            matches!(decoded(bytes), Err(ImportError::NotText)),
            "{bytes:?}"
        );
    }
}
