-- What the variables of a collection stand for, sealed.
ALTER TABLE collections ADD COLUMN variables BLOB;
