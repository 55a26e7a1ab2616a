-- The private key that a token is bound to (RFC 9449), sealed.
ALTER TABLE tokens ADD COLUMN dpop_key BLOB;
