//! How Glewlwyd is set up: the file it starts with, and what its administrator enters.

use std::path::Path;

use serde_json::{Value, json};
use url::Url;

use crate::StageError;

const PLUGIN: &str = include_str!("../../../glewlwyd/openid.json");

/// The file it starts with.
pub(super) fn file(url: &Url, database: &Path) -> String {
    let port = url.port().unwrap_or_default();
    let database = database.display();
    format!(
        r#"port={port}
bind_address="127.0.0.1"
external_url="{url}"
login_url="login.html"
api_prefix="api"
static_files_path="/usr/share/glewlwyd/webapp/"
log_mode="console"
log_level="INFO"
cookie_secure=0
cookie_same_site="lax"
admin_scope="g_admin"
profile_scope="g_profile"
user_module_path="/usr/lib/glewlwyd/user"
client_module_path="/usr/lib/glewlwyd/client"
user_auth_scheme_module_path="/usr/lib/glewlwyd/scheme"
plugin_module_path="/usr/lib/glewlwyd/plugin"
hash_algorithm="SHA512"
database = {{ type="sqlite3"; path="{database}"; }}
static_files_mime_types = (
  {{ extension=".html" mime_type="text/html" }},
  {{ extension=".js" mime_type="application/javascript" }},
  {{ extension=".css" mime_type="text/css" }},
  {{ extension=".json" mime_type="application/json" }},
  {{ extension="*" mime_type="application/octet-stream" }}
)
"#
    )
}

/// A scope that people agree to.
pub(super) fn scope() -> Value {
    json!({
        "name": "notes", "display_name": "Notes", "password_required": true,
        "password_max_age": 0, "scheme": {},
    })
}

/// The OpenID Connect plugin: ES256, open registration, revocation and introspection for the client
/// that a token belongs to.
pub(super) fn openid(issuer: &str, private: &str, public: &str) -> Result<Value, StageError> {
    let mut plugin: Value =
        serde_json::from_str(PLUGIN).map_err(StageError::data("Glewlwyd's plugin"))?;
    for (name, value) in [("iss", issuer), ("key", private), ("cert", public)] {
        plugin["parameters"][name] = value.into();
    }
    Ok(plugin)
}
