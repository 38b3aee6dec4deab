-- Assertions of clients that have been used, by a hash of client and jti, until they expire: each is good once, whichever gateway it is shown to.
CREATE TABLE sluss.used_assertion (
  mark bytea PRIMARY KEY,
  expires timestamptz NOT NULL
);
CREATE INDEX used_assertion_expires ON sluss.used_assertion (expires);
