-- The port on which a client's logins come back, where its redirect URI names none and the server
-- compares the port all the same: what is registered once stays true.
CREATE TABLE loopback_ports (
    client BLOB PRIMARY KEY REFERENCES clients (id) ON DELETE CASCADE,
    port   INTEGER NOT NULL
) STRICT;

-- What a token was asked for with, and no secret: enough to ask for it again.
CREATE TABLE askings (
    token  BLOB PRIMARY KEY REFERENCES tokens (id) ON DELETE CASCADE,
    asking TEXT NOT NULL
) STRICT;
