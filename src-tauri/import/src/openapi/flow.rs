//! A flow of a security scheme: a set of endpoints that belong together.

use serde_json::Value;

use tokenry_model::sanitize;

/// The kinds of flows, in order of preference.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum FlowKind {
    AuthorizationCode,
    Device,
    ClientCredentials,
    Password,
    Implicit,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Flow {
    pub(crate) scheme: String,
    pub(crate) kind: FlowKind,
    /// URLs, verbatim.
    pub(crate) authorize: Option<String>,
    pub(crate) token: Option<String>,
    pub(crate) device: Option<String>,
    /// The refresh URL, if it differs from the token endpoint.
    pub(crate) refresh: Option<String>,
    pub(crate) scopes: Vec<String>,
}

impl Flow {
    /// Returns the scheme's name, with the flow's name if the scheme has several.
    pub(crate) fn whole_name(&self) -> String {
        format!("{}/{}", self.scheme, self.kind.member())
    }

    /// Returns `true` if the name refers to this flow.
    pub(crate) fn is_named(&self, name: &str) -> bool {
        self.scheme == name || self.whole_name() == name
    }
}

impl FlowKind {
    pub(crate) fn words(self) -> &'static str {
        match self {
            Self::AuthorizationCode => "authorization code",
            Self::Device => "device",
            Self::ClientCredentials => "client credentials",
            Self::Password => "password",
            Self::Implicit => "implicit",
        }
    }

    /// Returns the name in version 3.
    fn member(self) -> &'static str {
        match self {
            Self::AuthorizationCode => "authorizationCode",
            Self::Device => "deviceAuthorization",
            Self::ClientCredentials => "clientCredentials",
            Self::Password => "password",
            Self::Implicit => "implicit",
        }
    }

    /// Recognises the names of versions 2 and 3, and common variants.
    fn named(name: &str) -> Option<Self> {
        let letters = name.chars().filter(char::is_ascii_alphanumeric);
        let name: String = letters.collect::<String>().to_ascii_lowercase();
        Some(match &*name {
            "authorizationcode" | "accesscode" | "code" => Self::AuthorizationCode,
            "deviceauthorization" | "device" | "devicecode" => Self::Device,
            "clientcredentials" | "clientcredential" | "application" => Self::ClientCredentials,
            "password" | "resourceownerpassword" => Self::Password,
            "implicit" => Self::Implicit,
            _ => return None,
        })
    }
}

/// Reads the flows of a scheme. In version 2, the scheme itself is the only flow.
pub(super) fn of(scheme: &str, value: &Value) -> Vec<Flow> {
    let mut flows = Vec::new();
    match &value["flows"] {
        Value::Object(all) => {
            flows.extend(all.iter().filter_map(|(name, one)| flow(scheme, name, one)));
        }
        Value::Array(all) => flows.extend(all.iter().filter_map(|one| {
            let name = one["flow"].as_str().or(one["type"].as_str());
            flow(scheme, name.unwrap_or_default(), one)
        })),
        _ => {}
    }
    let name = value["flow"].as_str().unwrap_or_default();
    flows.extend(flow(scheme, name, value));
    flows
}

/// Reads a flow. If its name is unknown, its endpoints determine the kind.
fn flow(scheme: &str, name: &str, value: &Value) -> Option<Flow> {
    let address = |member: &str| {
        let text = value[member].as_str()?.trim();
        (!text.is_empty()).then(|| text.to_owned())
    };
    let authorize = address("authorizationUrl");
    let token = address("tokenUrl");
    let device = address("deviceAuthorizationUrl");
    let refresh = address("refreshUrl").filter(|url| Some(url) != token.as_ref());
    let guessed = match (&authorize, &token, &device) {
        (None, None, None) => return None,
        (Some(_), Some(_), _) => FlowKind::AuthorizationCode,
        (_, _, Some(_)) => FlowKind::Device,
        (Some(_), None, _) => FlowKind::Implicit,
        (None, Some(_), _) => FlowKind::ClientCredentials,
    };
    Some(Flow {
        scheme: scheme.to_owned(),
        kind: FlowKind::named(name).unwrap_or(guessed),
        authorize,
        token,
        device,
        refresh,
        scopes: scopes(&value["scopes"]),
    })
}

/// Reads an object, as the standard has it, or a list or text, as people write it.
fn scopes(value: &Value) -> Vec<String> {
    let clean = |text: &str| Some(sanitize::clean(text)).filter(|text| !text.is_empty());
    match value {
        Value::Object(all) => all.keys().filter_map(|name| clean(name)).collect(),
        Value::Array(list) => list
            .iter()
            .filter_map(|one| {
                let named = || one["name"].as_str().or(one["scope"].as_str());
                clean(one.as_str().or_else(named)?)
            })
            .collect(),
        Value::String(text) => text.split_whitespace().filter_map(clean).collect(),
        _ => Vec::new(),
    }
}
