//! What the web view may see. Nothing reaches the page that was not written down here, and no
//! type here can hold a secret, except [`RevealedView`], which answers the one reveal command.
//!
//! What comes in is a `*Form`, what goes out a `*View`. Ids are texts; times are milliseconds
//! since 1970 (UTC) as numbers; sizes are bytes.

use serde::{Deserialize, Serialize};
use specta::Type;

/// What the page needs to draw its first screen.
#[derive(Debug, Clone, Serialize, Type)]
pub struct AppView {
    pub version: String,
    pub data_dir: String,
    pub vault: VaultView,
    /// No server and no token yet: the first-run page is shown.
    pub first_run: bool,
    pub settings: SettingsView,
}

#[derive(Debug, Clone, Serialize, Type)]
pub struct VaultView {
    pub state: VaultState,
    /// There is a slot in the system's keyring.
    pub keyring_slot: bool,
    pub passphrase_slot: bool,
    /// Nothing is written to disk; everything ends with the program.
    pub memory_only: bool,
}

#[derive(Debug, Clone, Copy, Serialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum VaultState {
    /// There is none yet. It is made by itself with the system's keyring when first needed;
    /// the page asks only where that failed (`vault_no_keyring`).
    New,
    Locked,
    Open,
}

/// How to make a vault, or to open it.
#[derive(Debug, Clone, Deserialize, Type)]
#[serde(tag = "with", rename_all = "snake_case")]
pub enum VaultForm {
    Keyring,
    Passphrase { passphrase: String },
    MemoryOnly,
}

#[derive(Debug, Clone, Serialize, Deserialize, Type)]
pub struct SettingsView {
    pub theme: Theme,
    /// Seconds before its end at which a token is renewed; never more than a tenth of its life.
    pub refresh_margin_secs: u32,
    /// Renew tokens while the window is open, not only before a send.
    pub refresh_in_background: bool,
    /// Minutes without a key or click after which the vault locks; 0 for never.
    pub lock_after_minutes: u32,
    /// Seconds until a copied secret is removed from the clipboard.
    pub clipboard_secs: u32,
}

#[derive(Debug, Clone, Copy, Serialize, Deserialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum Theme {
    System,
    Light,
    Dark,
}

// ── Servers and clients ──────────────────────────────────────────────────────────────────

#[derive(Debug, Clone, Serialize, Type)]
pub struct DiscoveryView {
    /// What was tried, in order, each with how it went.
    pub tried: Vec<TriedView>,
    /// Filled from the metadata; without metadata, only name and base URL.
    pub form: ServerForm,
    pub found: bool,
}

#[derive(Debug, Clone, Serialize, Type)]
pub struct TriedView {
    pub url: String,
    pub outcome: String,
    pub found: bool,
}

/// A server as it is edited. Empty text means "none".
#[derive(Debug, Clone, Serialize, Deserialize, Type)]
pub struct ServerForm {
    pub name: String,
    pub base_url: String,
    pub issuer: String,
    pub authorize_url: String,
    pub token_url: String,
    pub userinfo_url: String,
    pub revocation_url: String,
    pub introspection_url: String,
    pub registration_url: String,
    pub device_url: String,
    pub pushed_authorization_url: String,
    pub jwks_url: String,
    pub end_session_url: String,
    pub token_style: TokenStyleView,
    pub placement: PlacementView,
    pub extras: Vec<ExtraView>,
    /// Further origins to which this server's tokens may be sent.
    pub origins: Vec<String>,
    pub scopes: Vec<String>,
    pub auth_methods: Vec<String>,
    pub promises_iss: bool,
}

#[derive(Debug, Clone, Copy, Serialize, Deserialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum TokenStyleView {
    Form,
    Json,
    Query,
}

#[derive(Debug, Clone, Serialize, Deserialize, Type)]
pub struct PlacementView {
    pub place: PlaceView,
    /// Name of the header, query parameter or form field.
    pub name: String,
    /// Only for a header: what stands before the token.
    pub prefix: String,
}

#[derive(Debug, Clone, Copy, Serialize, Deserialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum PlaceView {
    Header,
    Query,
    Body,
}

#[derive(Debug, Clone, Serialize, Deserialize, Type)]
pub struct ExtraView {
    pub on: ExtraOnView,
    pub place: PlaceView,
    pub name: String,
    pub value: String,
}

#[derive(Debug, Clone, Copy, Serialize, Deserialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum ExtraOnView {
    Authorize,
    Token,
    Refresh,
}

#[derive(Debug, Clone, Serialize, Type)]
pub struct ServerView {
    pub id: String,
    pub form: ServerForm,
    pub clients: Vec<ClientView>,
    pub token_count: u32,
}

#[derive(Debug, Clone, Serialize, Type)]
pub struct ClientView {
    pub id: String,
    pub server_id: String,
    pub form: ClientForm,
    pub has_secret: bool,
    /// How a login comes back, by what the redirect URI looks like.
    pub way: WayView,
}

#[derive(Debug, Clone, Serialize, Deserialize, Type)]
pub struct ClientForm {
    pub name: String,
    pub client_id: String,
    pub auth: AuthMethodView,
    pub redirect_uri: String,
    pub scopes: Vec<String>,
    /// `None`: as the server has it.
    pub token_style: Option<TokenStyleView>,
    pub placement: Option<PlacementView>,
    pub extras: Vec<ExtraView>,
    /// Only inwards: `None` keeps the stored secret, empty removes it. Always `None` outwards.
    pub secret: Option<String>,
}

#[derive(Debug, Clone, Copy, Serialize, Deserialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum AuthMethodView {
    ClientSecretBasic,
    ClientSecretPost,
    None,
}

#[derive(Debug, Clone, Copy, Serialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum WayView {
    Loopback,
    DeepLink,
    OutOfBand,
    PasteAddress,
}

/// What goes with a server or client when it is removed.
#[derive(Debug, Clone, Serialize, Type)]
pub struct RemovalView {
    pub clients: Vec<String>,
    pub tokens: Vec<String>,
    /// Saved requests that will have no token any more.
    pub requests: Vec<String>,
}

// ── Login ────────────────────────────────────────────────────────────────────────────────

#[derive(Debug, Clone, Deserialize, Type)]
pub struct LoginForm {
    pub client_id: String,
    /// Empty: named after the account.
    pub token_name: String,
    /// `None`: the client's default scopes.
    pub scopes: Option<Vec<String>>,
    pub params: Vec<ParamForm>,
    /// The token to log in again for.
    pub renew_token_id: Option<String>,
}

#[derive(Debug, Clone, Serialize, Deserialize, Type)]
pub struct ParamForm {
    pub name: String,
    pub value: String,
}

#[derive(Debug, Clone, Serialize, Type)]
pub struct LoginView {
    pub id: String,
    pub client_id: String,
    pub client_name: String,
    pub server_name: String,
    pub way: WayView,
    /// Exactly what has to be registered at the server.
    pub redirect_uri: String,
    pub phase: LoginPhaseView,
    pub started_at: f64,
    pub expires_at: f64,
    pub transcript: TranscriptView,
}

#[derive(Debug, Clone, Serialize, Type)]
#[serde(tag = "is", rename_all = "snake_case")]
pub enum LoginPhaseView {
    WaitingForPerson {
        warning: Option<String>,
    },
    Exchanging,
    Done {
        token_id: String,
        token_name: String,
    },
    Failed {
        step: String,
        message: String,
        said: Option<String>,
        hint: String,
    },
    Cancelled,
    TimedOut,
}

// ── Tokens ───────────────────────────────────────────────────────────────────────────────

#[derive(Debug, Clone, Serialize, Type)]
pub struct TokenView {
    pub id: String,
    pub name: String,
    pub server_id: String,
    pub server_name: String,
    pub client_id: Option<String>,
    pub client_name: Option<String>,
    pub account: Option<String>,
    pub state: TokenStateView,
    /// Why it is not well, in a sentence.
    pub trouble: Option<String>,
    pub expires_at: Option<f64>,
    /// When the present access token was obtained: with `expires_at`, its whole life.
    pub obtained_at: f64,
    pub renewable: bool,
    /// A login at its client can renew it.
    pub can_log_in: bool,
}

#[derive(Debug, Clone, Copy, Serialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum TokenStateView {
    Valid,
    Expiring,
    Refreshable,
    Expired,
    LoginNeeded,
    NoExpiry,
}

#[derive(Debug, Clone, Serialize, Type)]
pub struct TokenDetailView {
    pub token: TokenView,
    pub server_url: String,
    pub grant: GrantView,
    pub token_type: String,
    pub scopes: Vec<ScopeView>,
    pub expiry_source: ExpirySourceView,
    pub has_refresh_token: bool,
    pub has_id_token: bool,
    pub created_at: f64,
    pub used_at: Option<f64>,
    /// Claims of a JWT access token; not verified.
    pub access_claims: Option<Vec<ClaimView>>,
    /// Claims of the ID token; not verified.
    pub id_claims: Option<Vec<ClaimView>>,
    /// Newest first.
    pub history: Vec<TokenEventView>,
    /// Newest first.
    pub transcripts: Vec<TranscriptView>,
    /// What the copy formats would look like, the token masked: `Authorization: Bearer ••••`.
    pub header_preview: String,
}

#[derive(Debug, Clone, Copy, Serialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum GrantView {
    AuthorizationCode,
    ClientCredentials,
    Pasted,
}

#[derive(Debug, Clone, Serialize, Type)]
pub struct ScopeView {
    pub name: String,
    pub requested: bool,
    pub granted: bool,
}

#[derive(Debug, Clone, Copy, Serialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum ExpirySourceView {
    ExpiresIn,
    JwtExp,
    Person,
    Unknown,
}

#[derive(Debug, Clone, Serialize, Type)]
pub struct ClaimView {
    pub name: String,
    /// As JSON text.
    pub value: String,
    /// What the claim means, and a date as a date.
    pub meaning: Option<String>,
}

#[derive(Debug, Clone, Serialize, Type)]
pub struct TokenEventView {
    pub at: f64,
    pub kind: TokenEventKindView,
    pub detail: String,
}

#[derive(Debug, Clone, Copy, Serialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum TokenEventKindView {
    Created,
    Refreshed,
    RefreshFailed,
    LoggedInAgain,
    LoginNeeded,
    Recovered,
    Renamed,
}

#[derive(Debug, Clone, Copy, Deserialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum CopyFormat {
    Token,
    Header,
    Curl,
    Environment,
}

#[derive(Debug, Clone, Copy, Deserialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum SecretPart {
    Access,
    Refresh,
    Id,
}

/// The one view with a secret: shown for thirty seconds because the person asked.
#[derive(Clone, Serialize, Type)]
pub struct RevealedView {
    pub text: String,
}

#[derive(Debug, Clone, Deserialize, Type)]
pub struct PasteTokenForm {
    pub server_id: String,
    pub name: String,
    /// A bare token, a whole token reply as JSON, or a curl command with a bearer header.
    pub text: String,
    pub expires_at: Option<f64>,
}

// ── Transcript ───────────────────────────────────────────────────────────────────────────

#[derive(Debug, Clone, Serialize, Type)]
pub struct TranscriptView {
    pub at: f64,
    pub title: String,
    pub steps: Vec<StepView>,
}

#[derive(Debug, Clone, Serialize, Type)]
pub struct StepView {
    pub at: f64,
    pub kind: String,
    pub title: String,
    pub http: Option<HttpStepView>,
    pub notes: Vec<String>,
}

#[derive(Debug, Clone, Serialize, Type)]
pub struct HttpStepView {
    pub method: String,
    pub url: String,
    pub request_headers: Vec<ParamForm>,
    pub request_body: Option<String>,
    pub status: Option<u16>,
    pub response_headers: Vec<ParamForm>,
    pub response_body: Option<String>,
    pub millis: Option<u32>,
}

// ── Requests ─────────────────────────────────────────────────────────────────────────────

#[derive(Debug, Clone, Serialize, Deserialize, Type)]
pub struct DraftForm {
    pub method: String,
    pub url: String,
    pub parameters: Vec<FieldForm>,
    pub headers: Vec<FieldForm>,
    pub body: BodyForm,
    pub token_id: Option<String>,
    pub timeout_secs: u32,
    pub follow_redirects: bool,
}

#[derive(Debug, Clone, Serialize, Deserialize, Type)]
pub struct FieldForm {
    pub name: String,
    pub value: String,
    pub enabled: bool,
}

#[derive(Debug, Clone, Serialize, Deserialize, Type)]
#[serde(tag = "is", rename_all = "snake_case")]
pub enum BodyForm {
    None,
    Json { text: String },
    Text { text: String },
    Form { fields: Vec<FieldForm> },
}

#[derive(Debug, Clone, Serialize, Type)]
pub struct WorkspaceView {
    pub collections: Vec<CollectionView>,
    /// All saved requests, by position; `collection_id` says where each one is.
    pub requests: Vec<RequestView>,
}

#[derive(Debug, Clone, Serialize, Type)]
pub struct CollectionView {
    pub id: String,
    pub name: String,
}

#[derive(Debug, Clone, Serialize, Type)]
pub struct RequestView {
    pub id: String,
    pub collection_id: Option<String>,
    pub name: String,
    pub method: String,
}

#[derive(Debug, Clone, Deserialize, Type)]
pub struct SaveRequestForm {
    /// `None` makes a new one.
    pub id: Option<String>,
    pub collection_id: Option<String>,
    pub name: String,
    pub draft: DraftForm,
}

/// What will be sent, beside the Send button.
#[derive(Debug, Clone, Serialize, Type)]
pub struct PreviewView {
    /// The full URL with its parameters; a token in the query is masked.
    pub url: String,
    pub token: Option<TokenView>,
    /// How the token travels: `Authorization: Bearer ••••`.
    pub carried_as: Option<String>,
    /// The token is not allowed to this origin yet: Send will ask.
    pub foreign_origin: Option<String>,
    /// What is wrong with the draft, if anything.
    pub problem: Option<String>,
}

#[derive(Debug, Clone, Deserialize, Type)]
pub struct SendForm {
    /// Chosen by the page, so that it can cancel.
    pub send_id: String,
    pub request_id: Option<String>,
    pub draft: DraftForm,
    /// The person agreed to send the token to this foreign origin this once.
    pub consent: Option<String>,
    /// Remember that origin for the token's server.
    pub remember_consent: bool,
    /// After a 401: renew the token first and send once more.
    pub renew_first: bool,
}

#[derive(Debug, Clone, Serialize, Type)]
pub struct ExchangeView {
    pub id: String,
    pub request_id: Option<String>,
    pub sent_at: f64,
    pub draft: DraftForm,
    pub token_name: Option<String>,
    pub outcome: OutcomeView,
    pub transcript: TranscriptView,
    /// A 401 with `invalid_token` to a method that is not safe: offer "renew and send again".
    pub offer_renew: bool,
}

#[derive(Debug, Clone, Serialize, Type)]
#[serde(tag = "is", rename_all = "snake_case")]
pub enum OutcomeView {
    Answered(AnswerView),
    Failed { message: String, hint: String },
    Cancelled,
}

#[derive(Debug, Clone, Serialize, Type)]
pub struct AnswerView {
    pub status: u16,
    pub reason: String,
    pub version: String,
    pub headers: Vec<ParamForm>,
    pub url: String,
    pub size: f64,
    pub first_byte_ms: f64,
    pub total_ms: f64,
    pub content_type: String,
    /// The first lines, so that a small answer is painted without asking again.
    pub body: BodyView,
}

/// What the viewer knows of a body before it asks for lines.
#[derive(Debug, Clone, Serialize, Type)]
pub struct BodyView {
    /// Not text: only its size and type are shown, and it can be saved.
    pub binary: bool,
    /// "json", "xml", "html", "text": how to colour it.
    pub language: String,
    pub pretty: LinesView,
}

#[derive(Debug, Clone, Copy, Deserialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum BodyMode {
    Pretty,
    Raw,
}

/// A window of lines.
#[derive(Debug, Clone, Serialize, Type)]
pub struct LinesView {
    /// All lines there are.
    pub total: u32,
    pub from: u32,
    /// Each at most 4,096 characters; longer ones end with `…`.
    pub lines: Vec<String>,
    /// Why "pretty" shows the body as it came, if it does.
    pub note: Option<String>,
}

#[derive(Debug, Clone, Serialize, Type)]
pub struct HistoryView {
    pub entries: Vec<HistoryEntryView>,
    pub more: bool,
}

#[derive(Debug, Clone, Serialize, Type)]
pub struct HistoryEntryView {
    pub id: String,
    pub sent_at: f64,
    pub method: String,
    pub url: String,
    pub token_name: Option<String>,
    /// `None`: no answer came.
    pub status: Option<u16>,
    pub total_ms: Option<f64>,
}
