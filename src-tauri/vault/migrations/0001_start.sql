-- Ids are UUIDs as 16 bytes, times are milliseconds since 1970 (UTC), and every column that
-- holds a secret holds it sealed by the vault. Names, addresses and times are plain.

CREATE TABLE servers (
    id         BLOB PRIMARY KEY CHECK (length(id) = 16),
    name       TEXT NOT NULL UNIQUE,
    profile    TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL
) STRICT;

CREATE TABLE clients (
    id         BLOB PRIMARY KEY CHECK (length(id) = 16),
    server     BLOB NOT NULL REFERENCES servers (id) ON DELETE CASCADE,
    name       TEXT NOT NULL UNIQUE,
    profile    TEXT NOT NULL,
    secret     BLOB,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL
) STRICT;
CREATE INDEX clients_by_server ON clients (server);

CREATE TABLE tokens (
    id               BLOB PRIMARY KEY CHECK (length(id) = 16),
    server           BLOB NOT NULL REFERENCES servers (id) ON DELETE CASCADE,
    client           BLOB REFERENCES clients (id) ON DELETE CASCADE,
    name             TEXT NOT NULL UNIQUE,
    grant_kind       TEXT NOT NULL,
    account          TEXT,
    scopes           TEXT NOT NULL,
    token_type       TEXT NOT NULL,
    expiry           TEXT NOT NULL,
    health           TEXT NOT NULL,
    generation       INTEGER NOT NULL,
    access           BLOB NOT NULL,
    refresh          BLOB,
    id_token         BLOB,
    previous_refresh BLOB,
    created_at       INTEGER NOT NULL,
    obtained_at      INTEGER NOT NULL,
    used_at          INTEGER
) STRICT;
CREATE INDEX tokens_by_server ON tokens (server);
CREATE INDEX tokens_by_client ON tokens (client);

CREATE TABLE token_events (
    number INTEGER PRIMARY KEY,
    token  BLOB NOT NULL REFERENCES tokens (id) ON DELETE CASCADE,
    at     INTEGER NOT NULL,
    kind   TEXT NOT NULL,
    detail TEXT NOT NULL
) STRICT;
CREATE INDEX token_events_by_token ON token_events (token, number);

-- A refresh that has been begun and is not known to have ended. One for a token at most.
CREATE TABLE refresh_intents (
    attempt     BLOB PRIMARY KEY CHECK (length(attempt) = 16),
    token       BLOB NOT NULL UNIQUE REFERENCES tokens (id) ON DELETE CASCADE,
    generation  INTEGER NOT NULL,
    fingerprint BLOB,
    started_at  INTEGER NOT NULL,
    tries       INTEGER NOT NULL DEFAULT 1,
    reply       BLOB
) STRICT;

CREATE TABLE transcripts (
    number  INTEGER PRIMARY KEY,
    token   BLOB NOT NULL REFERENCES tokens (id) ON DELETE CASCADE,
    at      INTEGER NOT NULL,
    content TEXT NOT NULL
) STRICT;
CREATE INDEX transcripts_by_token ON transcripts (token, number);

CREATE TABLE collections (
    id       BLOB PRIMARY KEY CHECK (length(id) = 16),
    name     TEXT NOT NULL,
    position INTEGER NOT NULL
) STRICT;

CREATE TABLE requests (
    id         BLOB PRIMARY KEY CHECK (length(id) = 16),
    collection BLOB REFERENCES collections (id) ON DELETE CASCADE,
    name       TEXT NOT NULL,
    method     TEXT NOT NULL,
    position   INTEGER NOT NULL,
    content    BLOB NOT NULL,
    updated_at INTEGER NOT NULL
) STRICT;
CREATE INDEX requests_by_collection ON requests (collection);

CREATE TABLE exchanges (
    id        BLOB PRIMARY KEY CHECK (length(id) = 16),
    request   BLOB REFERENCES requests (id) ON DELETE SET NULL,
    sent_at   INTEGER NOT NULL,
    content   BLOB NOT NULL,
    body_file TEXT
) STRICT;
CREATE INDEX exchanges_by_time ON exchanges (sent_at, id);
CREATE INDEX exchanges_by_request ON exchanges (request);

CREATE TABLE settings (
    key   TEXT PRIMARY KEY,
    value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- One row. `changes` counts every change to the marker, the slots and the data keys, so that
-- an open vault sees with one read whether what it holds in memory is still true.
CREATE TABLE vault (
    only_row         INTEGER PRIMARY KEY CHECK (only_row = 1),
    id               BLOB NOT NULL CHECK (length(id) = 16),
    format           INTEGER NOT NULL,
    created_at       INTEGER NOT NULL,
    locked_by_person INTEGER NOT NULL DEFAULT 0,
    changes          INTEGER NOT NULL DEFAULT 0
) STRICT;

CREATE TABLE slots (
    kind       TEXT PRIMARY KEY,
    wrapped    BLOB NOT NULL,
    derivation TEXT,
    created_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- A data key belongs to a server, or (server IS NULL) to what belongs to no server. A retired
-- key still opens what it sealed.
CREATE TABLE data_keys (
    id         BLOB PRIMARY KEY CHECK (length(id) = 16),
    server     BLOB REFERENCES servers (id) ON DELETE CASCADE,
    wrapped    BLOB NOT NULL,
    created_at INTEGER NOT NULL,
    retired_at INTEGER
) STRICT;
CREATE UNIQUE INDEX one_key_in_use ON data_keys (coalesce(server, x'')) WHERE retired_at IS NULL;
CREATE INDEX data_keys_by_server ON data_keys (server);

CREATE TRIGGER slot_added AFTER INSERT ON slots BEGIN UPDATE vault SET changes = changes + 1; END;
CREATE TRIGGER slot_changed AFTER UPDATE ON slots BEGIN UPDATE vault SET changes = changes + 1; END;
CREATE TRIGGER slot_removed AFTER DELETE ON slots BEGIN UPDATE vault SET changes = changes + 1; END;
CREATE TRIGGER key_added AFTER INSERT ON data_keys BEGIN UPDATE vault SET changes = changes + 1; END;
CREATE TRIGGER key_changed AFTER UPDATE ON data_keys BEGIN UPDATE vault SET changes = changes + 1; END;
CREATE TRIGGER key_removed AFTER DELETE ON data_keys BEGIN UPDATE vault SET changes = changes + 1; END;
CREATE TRIGGER marker_changed AFTER UPDATE OF locked_by_person ON vault
    WHEN old.locked_by_person <> new.locked_by_person
    BEGIN UPDATE vault SET changes = changes + 1; END;
