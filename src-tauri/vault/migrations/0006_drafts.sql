-- Requests as they are being typed, kept until they are saved or dropped. All of one is sealed.
CREATE TABLE drafts (
    id         BLOB PRIMARY KEY CHECK (length(id) = 16),
    request    BLOB UNIQUE REFERENCES requests (id) ON DELETE CASCADE,
    content    BLOB NOT NULL,
    updated_at INTEGER NOT NULL
) STRICT;
