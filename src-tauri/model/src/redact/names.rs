//! The names of secrets: headers, parameters, form fields, JSON members and extras.
//!
//! A name is split into words (`Ocp-Apim-Subscription-Key`, `user_password`, `signingSecret`) and
//! also read without separators (`clientsecret`, `apikey`), since servers write both. A fixed list
//! of whole names would miss the next server's spelling.

/// Secret anywhere in a name, even without separators.
const ANYWHERE: &str = "secret password passwd passphrase passcode passwort token credential authorization \
    signature cookie sessionid sessionkey assertion verifier privatekey apikey authkey \
    accesskey subscriptionkey signingkey sharedkey csrf xsrf bearer connectionstring mnemonic \
    seedphrase privkey kennwort contraseña contrasena motdepasse wachtwoord lösenord losenord \
    пароль 密码 密碼 パスワード";

/// Secret as the last word of a name.
const LAST_WORD: &str = "pwd pw psw pword pass pin otp totp sig sas auth session sess sid jwt dpop hmac jsessionid \
    phpsessid mfa cvv cvc cred creds pem pfx p12 schlüssel schluessel senha heslo clave parola hasło \
    haslo salasana adgangskode";

/// Secret at the end of a name without separators.
const ENDING: &str = "pwd pass sig otp psw pword pw";

/// Ordinary words that end like a secret name.
const INNOCENT_ENDINGS: &str = "compass bypass encompass surpass trespass overpass underpass";

/// Words that make a key secret. A `primary_key`, `public_key` or `sort_key` is not.
const KEY_SENSES: &str = "api access account admin app application auth authentication authorization code dev \
    developer encryption function functions gateway host hmac ingest ingestion integration \
    license licence management master private product project rapidapi rest secret service \
    shared sign signing storage subscription symmetric webhook enc aes rsa ssh \
    pgp gpg crypt deploy bot tls ssl ws";

/// Words that make a code secret. A `country_code` or `status_code` is not.
const CODE_SENSES: &str = "access security mfa otp totp recovery backup unlock verification sms login reset \
    confirmation factor 2fa activation auth authorization pin device";

/// Words that make the key of a parameter or header public: it identifies a row, a group or a
/// client.
const SEEN_KEYS: &str = "primary public foreign sort partition routing cache idempotency object group \
    consumer client site publishable business unique natural composite row item index shard order \
    field property setting config issue board space locale translation label dedup deduplication \
    message event lookup parent child node entity resource file feature flag search filter page \
    pagination continuation next last start end type state column table map hash hot short";

/// Last words of names that describe a secret without being one: `token_type`,
/// `client_secret_expires_at`, `password_policy`.
const ABOUT: &str = "type types endpoint endpoints url urls uri uris method methods alg algs algorithm \
    algorithms version exp expires expiry expiration expired lifetime ttl age maxage at in time \
    times date timestamp name supported required enabled allowed disabled present valid format \
    placement style count length size limit used usage policy status scope scopes issuer \
    audience details support error index hint identifier encoding charset domain path prefix \
    server servers";

/// Known names that the rules above get wrong.
const SECRET_NAMES: &str = "idtokenhint logintokenhint secretid devicecode authorizationcode authcode samlresponse \
    samlassertion signedrequest magiclink magiclinktoken rememberme wskey sentrydsn dsn";
const PLAIN_NAMES: &str = "clientid tokenid tokenendpointauthmethod pagetoken nextpagetoken prevpagetoken \
    previouspagetoken nexttoken continuationtoken synctoken nextsynctoken accesskeyid \
    secretkeyid passport xpoweredby wwwauthenticate proxyauthenticate tokenbinding cookiepolicy \
    maxtokens minpass codechallenge accesscontrolallowcredentials withcredentials secretary \
    tokenizer oauth auth0 bearermethods";

/// Returns `true` if a header, parameter or member of this name contains a secret.
pub fn is_secret_name(name: &str) -> bool {
    let words = words(name);
    let whole = words.concat();
    if lists(SECRET_NAMES, &whole) {
        return true;
    }
    if whole.is_empty() || lists(PLAIN_NAMES, &whole) {
        return false;
    }
    let Some(last) = words.last() else {
        return false;
    };
    if words.len() > 1 && lists(ABOUT, last) || speaks_about(&whole) {
        return false;
    }
    if last == "id" && !whole.ends_with("sessionid") {
        return false;
    }
    if whole.ends_with("tokens") {
        return is_bunch_of_tokens(&whole);
    }
    let bare = whole.replace("tokeniz", "").replace("secretar", "");
    ANYWHERE.split(' ').any(|part| bare.contains(part))
        || lists(LAST_WORD, without_number(last))
        || lists(LAST_WORD, &whole)
        || words.len() == 1
            && ENDING.split(' ').any(|end| whole.ends_with(end))
            && !INNOCENT_ENDINGS
                .split(' ')
                .any(|word| whole.ends_with(word))
        || is_secret_key(&words, without_number(&whole))
        || is_secret_code(&words)
}

/// Like [`is_secret_name`], for headers and for parameters of URLs and forms. There a bare `key` is
/// an API key (Google), and so is every key that does not identify a row or a client
/// (`X-Discourse-Key`). In JSON a `key` is one half of a key-value pair.
pub fn is_secret_parameter(name: &str) -> bool {
    let words = words(name);
    let whole = words.concat();
    let bare = ["key", "userkey", "sign", "ticket", "authentication"];
    let is_key = match words.as_slice() {
        [.., sense, last] => {
            without_number(last) == "key" && !lists(SEEN_KEYS, sense) && !lists(PLAIN_NAMES, &whole)
        }
        _ => false,
    };
    let plain = without_number(whole.strip_prefix('x').unwrap_or(&whole));
    is_key || bare.contains(&plain) || is_secret_name(name)
}

/// Returns `true` if the list contains the word.
fn lists(list: &str, word: &str) -> bool {
    list.split(' ').any(|one| one == word)
}

/// Matches `api_key`, `X-Functions-Key`, `signingKey` and `subscriptionkey`.
fn is_secret_key(words: &[String], whole: &str) -> bool {
    let Some(before) = whole.strip_suffix("key") else {
        return false;
    };
    match words {
        [.., sense, last] if last == "key" => lists(KEY_SENSES, sense),
        _ => KEY_SENSES
            .split(' ')
            .any(|sense| sense.len() > 2 && before.ends_with(sense)),
    }
}

/// Matches `access_code`, `mfaCode` and `verification-code`.
fn is_secret_code(words: &[String]) -> bool {
    matches!(words, [.., sense, last] if last == "code" && lists(CODE_SENSES, sense))
}

/// Drops a trailing number: `pass1` and `key2` are as secret as the first of their kind.
fn without_number(word: &str) -> &str {
    word.trim_end_matches(|c: char| c.is_ascii_digit())
}

/// A plural is a list of secrets only with a qualifier. A bare `tokens` is a count of words.
fn is_bunch_of_tokens(whole: &str) -> bool {
    let of = whole.trim_end_matches("tokens");
    [
        "", "access", "refresh", "id", "auth", "api", "session", "bearer",
    ]
    .contains(&of)
}

/// Matches names without separators that describe a secret: `tokentype`, `tokenurl`.
fn speaks_about(whole: &str) -> bool {
    [
        "type",
        "url",
        "uri",
        "endpoint",
        "expiresin",
        "expiresat",
        "method",
    ]
    .iter()
    .any(|end| {
        let before = whole.strip_suffix(end).unwrap_or_default();
        [
            "token",
            "secret",
            "password",
            "auth",
            "authorization",
            "assertion",
            "session",
        ]
        .iter()
        .any(|subject| before.ends_with(subject))
    })
}

/// Splits a name into lowercase words, at every character that is not alphanumeric and at the
/// boundaries of camel case.
fn words(name: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    let mut word = String::new();
    let letters: Vec<char> = name.chars().collect();
    for (at, &letter) in letters.iter().enumerate() {
        if !letter.is_alphanumeric() {
            words.extend((!word.is_empty()).then(|| std::mem::take(&mut word)));
            continue;
        }
        let after_small = at > 0 && letters[at - 1].is_lowercase();
        // The last capital of the run in `APIKey` begins a word.
        let before_small = at > 0
            && letters[at - 1].is_uppercase()
            && letters.get(at + 1).is_some_and(|next| next.is_lowercase());
        if letter.is_uppercase() && (after_small || before_small) && !word.is_empty() {
            words.push(std::mem::take(&mut word));
        }
        word.extend(letter.to_lowercase());
    }
    words.extend((!word.is_empty()).then_some(word));
    words
}

#[cfg(test)]
mod tests;
