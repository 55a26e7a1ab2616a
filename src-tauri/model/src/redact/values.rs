//! Values that look secret, whatever their name.
//!
//! The first rule is a known shape: private keys, JWTs, and the prefixes with which large services
//! mark their tokens for scanners. The second rule is randomness, measured in bits, in the value of
//! a parameter or header. Paths, ids, UUIDs, hashes and URLs do not match: [`is_random`] requires a
//! mix of small letters, capitals and digits, a length of at least [`SHORTEST`], and at least
//! [`BITS`] per character.

/// Shorter values are judged by their name alone.
const SHORTEST: usize = 32;

/// Shannon entropy of the characters, in bits. English text has about 4.1 per letter, but it
/// contains spaces. 32 characters of random base64 average 4.4 and rarely fall below 4.
const BITS: f64 = 4.0;

/// Token prefixes of GitHub, GitLab, Slack, Stripe, OpenAI, Google, Shopify, npm, PyPI, Hugging
/// Face, SendGrid, DigitalOcean, Atlassian, Twilio and others, each with the minimum length of the
/// remainder.
const MARKED: [(&str, usize); 36] = [
    ("ghp_", 16),
    ("gho_", 16),
    ("ghu_", 16),
    ("ghs_", 16),
    ("ghr_", 16),
    ("github_pat_", 16),
    ("glpat-", 16),
    ("gloas-", 16),
    ("glptt-", 16),
    ("gldt-", 16),
    ("glrt-", 16),
    ("xoxb-", 10),
    ("xoxp-", 10),
    ("xoxa-", 10),
    ("xoxe.", 10),
    ("xapp-", 10),
    ("sk-ant-", 16),
    ("sk-proj-", 16),
    ("sk_live_", 10),
    ("sk_test_", 10),
    ("rk_live_", 10),
    ("whsec_", 16),
    ("AIza", 30),
    ("ya29.", 16),
    ("GOCSPX-", 16),
    ("shpat_", 16),
    ("shpss_", 16),
    ("npm_", 30),
    ("pypi-", 32),
    ("hf_", 28),
    ("SG.", 32),
    ("dop_v1_", 32),
    ("doo_v1_", 32),
    ("dor_v1_", 32),
    ("ATATT3", 24),
    ("ocs_", 24),
];

/// `Basic` with eight characters: most words of a text are shorter.
const SHORTEST_MARKED: usize = 14;

/// Names whose values are random but public.
const SEEN: [&str; 30] = [
    "client_id",
    "code_challenge",
    "redirect_uri",
    "kid",
    "jti",
    "etag",
    "if-none-match",
    "request-id",
    "x-request-id",
    "x-correlation-id",
    "traceparent",
    "tracestate",
    "cf-ray",
    "x-amz-cf-id",
    "x-amz-request-id",
    "x-amz-id-2",
    "nel",
    "report-to",
    "user-agent",
    "digest",
    "content-digest",
    "content-security-policy",
    "dpop_jkt",
    "x5t",
    "cursor",
    "after",
    "before",
    "page_token",
    "client-request-id",
    "x-trace-id",
];

/// Returns `true` if the value of a parameter or header of this name looks secret.
pub fn is_secret_value(name: &str, value: &str) -> bool {
    is_marked(value) || (!SEEN.contains(&name.to_ascii_lowercase().as_str()) && is_random(value))
}

/// Matches the shapes that only secrets have.
pub(super) fn is_marked(value: &str) -> bool {
    let value = value.trim();
    if value.len() < SHORTEST_MARKED {
        return is_jwt(value);
    }
    let behind_scheme = |scheme: &str| {
        let begins = value
            .get(..scheme.len())
            .is_some_and(|start| start.eq_ignore_ascii_case(scheme));
        let credential = value.get(scheme.len()..).unwrap_or_default().trim();
        // `Bearer error="…"` is a challenge.
        begins
            && credential.len() >= 8
            && credential
                .trim_end_matches('=')
                .chars()
                .all(|c| c != '=' && is_token_char(c))
    };
    value.contains("PRIVATE KEY-----")
        || is_jwt(value)
        || ["Bearer ", "Basic ", "Token ", "DPoP "]
            .into_iter()
            .any(behind_scheme)
        || MARKED.iter().any(|(mark, least)| {
            let rest = value.strip_prefix(mark);
            rest.is_some_and(|rest| rest.len() >= *least && rest.chars().all(is_token_char))
        })
}

/// Matches three or five parts, the first of which is a JSON object in base64.
pub fn is_jwt(word: &str) -> bool {
    word.starts_with("eyJ") && word.matches('.').count() >= 2
}

fn is_random(value: &str) -> bool {
    if value.len() < SHORTEST || !value.chars().all(is_token_char) {
        return false;
    }
    let has = |kind: fn(&char) -> bool| value.chars().any(|c| kind(&c));
    let mixed = has(char::is_ascii_lowercase) && has(char::is_ascii_uppercase);
    // A long word with the occasional capital has few digits. URLs and paths have slashes.
    let digits = value.chars().filter(char::is_ascii_digit).count();
    let slashes = value.matches('/').count();
    mixed && digits >= 3 && slashes * 16 <= value.len() && bits(value) >= BITS
}

fn bits(value: &str) -> f64 {
    let mut counts = [0_u32; 128];
    for byte in value.bytes().filter(u8::is_ascii) {
        counts[usize::from(byte)] += 1;
    }
    let all = f64::from(counts.iter().sum::<u32>());
    let share = |count: &u32| f64::from(*count) / all;
    counts
        .iter()
        .filter(|count| **count > 0)
        .map(share)
        .map(|share| -share * share.log2())
        .sum()
}

fn is_token_char(character: char) -> bool {
    character.is_ascii_alphanumeric() || "-._~+/=".contains(character)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_is_known_by_its_looks() {
        for value in [
            "ghp_16C7e42F292c6912E7710c838347Ae178B4a",
            "xoxb-123456789012-abcdefghijkl",
            "sk_live_51H8xyzABCDEFGH",
            "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2ln",
            "-----BEGIN RSA PRIVATE KEY-----\nMII",
            "Bearer abcdefgh12345678",
            "Zm9vYmFyMTIzNDU2Nzg5MEFCQ0RFRkdISUpLTE1OT1A9",
            "k3J8sQ2vX9pLmN4rT7wYbC1dF6gH0jKa",
        ] {
            assert!(is_secret_value("x", value), "{value} looks like a secret");
        }
    }

    #[test]
    fn an_id_a_hash_and_a_sentence_are_none() {
        for value in [
            "3f2504e0-4f89-11d3-9a0c-0305e82c3301",
            "d41d8cd98f00b204e9800998ecf8427e",
            "E3B0C44298FC1C149AFBF4C8996FB92427AE41E4649B934CA495991B7852B855",
            "https://api.example.org/v1/Users/12345/Things/67890/Abcdefgh",
            "urn:ietf:params:oauth:grant-type:device_code",
            "org.example.Application.Desktop.Production.Environment",
            "read write offline_access openid",
            "basic access to everything there is",
            "2026-11-30T18:24:19Z",
            "alice",
            "",
        ] {
            assert!(!is_secret_value("x", value), "{value} is no secret");
        }
        let random = "k3J8sQ2vX9pLmN4rT7wYbC1dF6gH0jKa";
        assert!(
            !is_secret_value("client_id", random),
            "an id is meant to be seen"
        );
    }
}
