//! Shell variables and placeholders in commands.

use super::{client, left, read, secret, server, understood, url};
use crate::{ImportPlan, Options};
use tokenry_model::{
    client::AuthMethod,
    request::{Body, Draft},
    server::ExtraStep,
    variables::Variable,
};

const ASKS: &str = "-d grant_type=client_credentials -d client_id=c1 -d client_secret=s1";

fn draft(understood: &ImportPlan) -> &Draft {
    &understood.requests.first().expect("a request").draft
}

#[test]
fn what_a_command_prints_is_never_sent_in_its_place() {
    for text in [
        "TOKEN=$(curl -s -u c1:ZZSECRET -d grant_type=client_credentials https://id.example.org/token | jq -r .access_token)\ncurl -H \"Authorization: Bearer $TOKEN\" https://api.example.org/me",
        "TOKEN=`curl -s -u c1:ZZSECRET -d grant_type=client_credentials https://id.example.org/token`\ncurl -H \"X-Auth-Token: ${TOKEN}\" https://api.example.org/me",
        "curl -H \"Authorization: Bearer $(curl -s -u c1:ZZSECRET -d grant_type=client_credentials https://id.example.org/token)\" https://api.example.org/me",
        "curl -H \"Authorization: token `cat ZZSECRET`\" https://api.example.org/me",
        "curl --oauth2-bearer \"$(gcloud auth print-access-token --key ZZSECRET)\" https://api.example.org/me",
    ] {
        let found = understood(text);
        assert!(draft(&found).headers.is_empty(), "{text}: {found:?}");
        assert!(
            left(&found, "token of the call"),
            "{text}: {:?}",
            found.left
        );
        assert!(found.requests[0].with_token, "{text}");
        let asks = text.contains("grant_type");
        let clients = found.servers.iter().map(|one| one.clients.len());
        assert_eq!(clients.sum::<usize>(), usize::from(asks), "{text}");
    }
    for text in [
        "curl -H \"X-Api-Key: $(cat ZZSECRET)\" https://api.example.org/me",
        "curl \"https://api.example.org/me?key=$(cat ZZSECRET)\"",
        "curl \"https://api.example.org/me/`cat ZZSECRET`\"",
        "curl https://api.example.org/me -d \"key=$(cat ZZSECRET)\"",
        "curl https://api.example.org/me --json \"{\\\"key\\\": \\\"$(cat ZZSECRET)\\\"}\"",
        "curl https://api.example.org/me -G --data-urlencode \"key=$(cat ZZSECRET)\"",
    ] {
        let found = understood(text);
        let shown = format!("{:?}", draft(&found));
        assert!(!shown.contains("$(") && !shown.contains("%24"), "{shown}");
        assert!(!shown.contains("ZZSECRET"), "{shown}");
        assert_eq!(draft(&found).variables(), ["{{cat}}"], "{text}: {shown}");
    }
}

#[test]
fn a_placeholder_of_a_saved_request_is_a_variable() {
    for (text, variables) in [
        ("curl \"@/e1?u=$USER_ID\"", vec!["{{USER_ID}}"]),
        ("curl \"@/e1?u=${USER_ID}&v=1\"", vec!["{{USER_ID}}"]),
        ("curl @/e1/$ID/$ID2", vec!["{{ID}}", "{{ID2}}"]),
        ("curl @/e1/${ID}.json", vec!["{{ID}}"]),
        (
            "curl '@/e8/%ID%/<the id>/{no}'",
            vec!["{{ID}}", "{{the_id}}", "{{no}}"],
        ),
        ("curl @/e8/:id/YOUR_ID", vec!["{{id}}", "{{YOUR_ID}}"]),
        (
            "curl @/e1 -H 'X-Api-Key: YOUR_API_KEY'",
            vec!["{{YOUR_API_KEY}}"],
        ),
        (
            "curl @/e1 -H \"Authorization: Bearer $TOKEN\"",
            vec!["{{TOKEN}}"],
        ),
        (
            "curl @/e1 -H 'Authorization: Bearer <your token>'",
            vec!["{{your_token}}"],
        ),
        ("curl @/e1 -d \"user=$USER_ID\"", vec!["{{USER_ID}}"]),
        ("curl @/e1 -u $env:USER_ID:$env:SECRET", vec![]),
    ] {
        let found = understood(&text.replace('@', "https://api.example.org"));
        assert_eq!(draft(&found).variables(), variables, "{text}");
        assert!(
            !found.unresolved.is_empty() || text.contains("{{") || variables.is_empty(),
            "{text}"
        );
    }
}

#[test]
fn what_only_looks_like_a_placeholder_stays() {
    for text in [
        "curl 'https://api.example.org/$metadata?$filter=a%20eq%20%275%27&$top=5'",
        "curl \"https://api.example.org/People?\\$filter=Name\"",
        "curl 'https://api.example.org/a%20b/100%25?price=$5&f={\"a\":1}&state=IN_PROGRESS'",
        "curl https://api.example.org/your-orders/v1:watch",
        "curl 'https://api.example.org/x' -H 'Prefer: IN_PROGRESS' -H 'X-Ids: [1]'",
        "curl https://api.example.org/x --json '{\"id\": \"{id}\", \"price\": \"$5\", \"$ref\": \"$NAME\"}'",
    ] {
        let found = understood(text);
        assert!(
            draft(&found).variables().is_empty(),
            "{text}: {:?}",
            draft(&found)
        );
        assert!(
            found.unresolved.is_empty(),
            "{text}: {:?}",
            found.unresolved
        );
        if let Body::Json { text } = &draft(&found).body {
            assert!(text.contains("\"$NAME\""), "{text}");
        }
    }
}

#[test]
fn an_address_with_a_placeholder_makes_no_server() {
    for (text, name) in [
        (
            "curl https://YOUR_DOMAIN/oauth/token -d grant_type=client_credentials -d client_id=c1 -d client_secret=s1",
            "your_domain",
        ),
        (
            "https://YOUR_DOMAIN/authorize?client_id=c1&response_type=code",
            "your_domain",
        ),
        (
            "curl 'https://id.example.org/{tenant}/oauth2/v2.0/token' -d grant_type=client_credentials -d client_id=c1 -d client_secret=s1",
            "{tenant}",
        ),
        (
            "curl https://id.example.org/YOUR_TENANT_ID/token -d grant_type=client_credentials -d client_id=c1 -d client_secret=s1",
            "YOUR_TENANT_ID",
        ),
        (
            "https://id.example.org/:tenant/authorize?client_id=c1&response_type=code",
            ":tenant",
        ),
    ] {
        let found = understood(text);
        assert!(found.servers.is_empty(), "{text}: {:?}", found.servers);
        assert_eq!(found.unresolved, [name], "{text}");
    }
}

#[test]
fn a_placeholder_in_an_address_is_given_a_value() {
    let given = |name: &str, text: &str| {
        let value = if text.contains("://api") {
            "acme"
        } else {
            "acme.example.org"
        };
        let options = Options {
            values: vec![Variable {
                name: name.into(),
                value: value.into(),
            }],
            ..Options::default()
        };
        crate::read(&[text], &options)
    };
    for (name, address) in [
        ("tenant", "https://api.{tenant}.example.org/token"),
        ("tenant", "https://api.example.org/<tenant>/token"),
        ("DOMAIN", "https://$DOMAIN/token"),
        ("YOUR_DOMAIN", "https://YOUR_DOMAIN/token"),
        ("your-domain", "https://<your-domain>/token"),
    ] {
        let found = given(name, &format!("curl \"{address}\" {ASKS}")).expect(address);
        let token = url(server(&found).profile.endpoints.token.as_ref()).to_owned();
        assert!(token.contains("acme") && !token.contains(name), "{token}");
        let login = format!("{address}?client_id=c1&response_type=code");
        if !address.contains('$') {
            assert_eq!(
                given(name, &login).expect(address).servers.len(),
                1,
                "{login}"
            );
        }
        if address.contains(['<', '{', '$']) && !address.contains("/<t") {
            let error = read(&[&format!("curl \"{address}\" {ASKS}")]).expect_err(address);
            assert!(error.hint().contains("--set"), "{}", error.hint());
        }
    }
    let error = read(&["https://<your-domain>/authorize?client_id=c1&response_type=code"]);
    assert!(error.expect_err("open").hint().contains("--set"));
}

#[test]
fn placeholders_of_an_id_or_a_secret_are_named() {
    for (proof, named) in [
        (
            "-u \"@client_id:#{secret}\"",
            vec!["@client_id", "#{secret}"],
        ),
        ("-u $env:ID:$env:SECRET", vec!["$ID", "$SECRET"]),
        (
            "-H 'Authorization: Basic <base64(client_id:client_secret)>'",
            vec!["<base64(client_id:client_secret)>"],
        ),
        (
            "-d client_id=:client_id -d client_secret=SECRET",
            vec![":client_id", "SECRET"],
        ),
    ] {
        let found = understood(&format!(
            "curl https://id.example.org/token {proof} -d grant_type=client_credentials"
        ));
        assert_eq!(found.unresolved, named, "{proof}");
        assert!(client(&found).profile.extras.is_empty(), "{proof}");
    }
}

#[test]
fn an_authorize_url_is_read_as_it_is_copied() {
    for text in [
        "id.example.org/authorize?client_id=c1&response_type=code&scope=read",
        "https://id.example.org/authorize?\n  client_id=c1\n  &response_type=code\n  &scope=read",
        "Location: https://id.example.org/authorize?client_id=c1&response_type=code&scope=read",
        "<a href=\"https://id.example.org/authorize?client_id=c1&amp;response_type=code&amp;scope=read\">Log in</a>",
        "https://id.example.org/authorize?appid=c1&response_type=code&scope=read#wechat_redirect",
        "https://id.example.org/authorize?client_key=c1&response_type=code&scope=read",
    ] {
        let found = understood(text);
        let ends = &server(&found).profile.endpoints;
        assert_eq!(
            url(ends.authorize.as_ref()),
            "https://id.example.org/authorize",
            "{text}"
        );
        let client = client(&found);
        assert_eq!(client.profile.client_id, "c1", "{text}");
        assert_eq!(client.profile.scopes, ["read"], "{text}");
        let own = client.profile.extras.iter().filter(|one| one.value == "c1");
        let steps: Vec<_> = own.map(|one| one.on).collect();
        if text.contains("client_id") {
            assert!(steps.is_empty(), "{text}");
        } else {
            assert_eq!(steps, [ExtraStep::Authorize, ExtraStep::Token], "{text}");
        }
    }
    let found = understood(
        "https://id.example.org/oauth/access_token?client_id=1&client_secret=S&code=abc",
    );
    assert_eq!(secret(client(&found)), "S");
    assert!(read(&["hello"]).is_err());
}

#[test]
fn unbroken_spaces_divide_words_outside_quotes() {
    for space in ['\u{a0}', '\u{2007}', '\u{202f}'] {
        let text = "curl -u 'c1:S S' -d grant_type=client_credentials https://id.example.org/token";
        let text = text.replace("S S", "S_S").replace(' ', &space.to_string());
        let found = understood(&text.replace("S_S", &format!("S{space}S")));
        assert_eq!(secret(client(&found)), format!("S{space}S"));
    }
}

#[test]
fn an_odd_assertion_spoils_no_client_with_a_secret() {
    let found = understood(
        "curl https://id.example.org/token -u cid1:x -d grant_type=client_credentials -d client_assertion=ZZSECo",
    );
    assert_eq!(client(&found).profile.auth, AuthMethod::ClientSecretBasic);
    assert_eq!(secret(client(&found)), "x");
    assert!(left(&found, "client_assertion"));
}
