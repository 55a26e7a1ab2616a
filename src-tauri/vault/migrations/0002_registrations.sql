-- How a client that registered itself is managed at its server (RFC 7592). The token is sealed.
CREATE TABLE registrations (
    client BLOB PRIMARY KEY REFERENCES clients (id) ON DELETE CASCADE,
    uri    TEXT NOT NULL,
    token  BLOB NOT NULL
) STRICT;
