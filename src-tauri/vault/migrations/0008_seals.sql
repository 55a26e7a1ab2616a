-- What decides where a secret goes is stored twice: plain, to be listed and looked up, and sealed,
-- to be compared with before a secret is used. A client's seal holds its profile, a server's
-- too, a token's the client that it belongs to.
ALTER TABLE servers ADD COLUMN seal BLOB;
ALTER TABLE clients ADD COLUMN seal BLOB;
ALTER TABLE tokens ADD COLUMN seal BLOB;

-- Transcripts and what servers said are sealed. What older formats stored plain waits in the
-- `_plain` tables until the vault is open, and is gone from the file then.
ALTER TABLE transcripts RENAME TO transcripts_plain;
DROP INDEX transcripts_by_token;
CREATE TABLE transcripts (
    number  INTEGER PRIMARY KEY,
    token   BLOB NOT NULL REFERENCES tokens (id) ON DELETE CASCADE,
    at      INTEGER NOT NULL,
    content BLOB NOT NULL
) STRICT;
CREATE INDEX transcripts_by_token ON transcripts (token, number);

ALTER TABLE registrations RENAME TO registrations_plain;
CREATE TABLE registrations (
    client        BLOB PRIMARY KEY REFERENCES clients (id) ON DELETE CASCADE,
    way           TEXT NOT NULL,
    registered_at INTEGER NOT NULL,
    issued_at     INTEGER,
    token         BLOB,
    said_at       INTEGER NOT NULL,
    content       BLOB NOT NULL
) STRICT;
