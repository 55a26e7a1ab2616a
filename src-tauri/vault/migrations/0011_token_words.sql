-- What Tokenry tells about a token is sealed: the lines of its history, and why it needs help
-- (`health` keeps the state alone). What older formats stored plain waits until the vault is open:
-- the lines in `token_events_plain`, the reasons in `health`.
ALTER TABLE tokens ADD COLUMN health_words BLOB;

DROP TRIGGER token_events_added;
DROP TRIGGER token_events_changed;
DROP TRIGGER token_events_removed;
ALTER TABLE token_events RENAME TO token_events_plain;
DROP INDEX token_events_by_token;
CREATE TABLE token_events (
    number  INTEGER PRIMARY KEY,
    token   BLOB NOT NULL REFERENCES tokens (id) ON DELETE CASCADE,
    at      INTEGER NOT NULL,
    content BLOB NOT NULL
) STRICT;
CREATE INDEX token_events_by_token ON token_events (token, number);

CREATE TRIGGER token_events_added AFTER INSERT ON token_events
    BEGIN UPDATE revisions SET number = number + 1 WHERE subject = 'tokens'; END;
CREATE TRIGGER token_events_changed AFTER UPDATE ON token_events
    BEGIN UPDATE revisions SET number = number + 1 WHERE subject = 'tokens'; END;
CREATE TRIGGER token_events_removed AFTER DELETE ON token_events
    BEGIN UPDATE revisions SET number = number + 1 WHERE subject = 'tokens'; END;
