-- When a client's secret ends, in milliseconds; it does not, where NULL (RFC 7591 §3.2.1).
ALTER TABLE clients ADD COLUMN secret_expires_at INTEGER;

-- Every registration that Tokenry made, also where its server does not let it be managed
-- (RFC 7592). Times are in milliseconds. The token is sealed; `said` and `transcript` hold no secret.
ALTER TABLE registrations RENAME TO registrations_before;
CREATE TABLE registrations (
    client        BLOB PRIMARY KEY REFERENCES clients (id) ON DELETE CASCADE,
    way           TEXT NOT NULL,
    registered_at INTEGER NOT NULL,
    issued_at     INTEGER,
    uri           TEXT,
    token         BLOB,
    said          TEXT NOT NULL,
    said_at       INTEGER NOT NULL,
    transcript    TEXT NOT NULL
) STRICT;
INSERT INTO registrations (client, way, registered_at, uri, token, said, said_at, transcript)
    SELECT before.client, '"dynamic"', clients.created_at, before.uri, before.token, '{}',
           clients.created_at, '{"steps":[]}'
    FROM registrations_before AS before JOIN clients ON clients.id = before.client;
DROP TABLE registrations_before;
