-- What a server gave with a token beside what the standards name, sealed.
ALTER TABLE tokens ADD COLUMN members BLOB;

-- How this very token wants to be sent, where it was brought in with that; else as its client and
-- server say.
ALTER TABLE tokens ADD COLUMN placement TEXT;
