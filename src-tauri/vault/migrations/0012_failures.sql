-- What happened where no token came of it: failed logins, and addresses at which no server was found.
-- What was sent and answered is sealed.
CREATE TABLE failures (
    id      BLOB PRIMARY KEY CHECK (length(id) = 16),
    server  BLOB REFERENCES servers (id) ON DELETE CASCADE,
    client  BLOB REFERENCES clients (id) ON DELETE CASCADE,
    at      INTEGER NOT NULL,
    content BLOB NOT NULL
) STRICT;
