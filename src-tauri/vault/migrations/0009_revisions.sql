-- Counts the changes of each subject, so that an open window sees what another process did.
CREATE TABLE revisions (
    subject TEXT PRIMARY KEY,
    number  INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
INSERT INTO revisions (subject, number) VALUES
    ('drafts', 0), ('history', 0), ('requests', 0), ('servers', 0), ('settings', 0), ('tokens', 0);

CREATE TRIGGER servers_added AFTER INSERT ON servers
    BEGIN UPDATE revisions SET number = number + 1 WHERE subject = 'servers'; END;
CREATE TRIGGER servers_changed AFTER UPDATE ON servers
    BEGIN UPDATE revisions SET number = number + 1 WHERE subject = 'servers'; END;
CREATE TRIGGER servers_removed AFTER DELETE ON servers
    BEGIN UPDATE revisions SET number = number + 1 WHERE subject = 'servers'; END;
CREATE TRIGGER clients_added AFTER INSERT ON clients
    BEGIN UPDATE revisions SET number = number + 1 WHERE subject = 'servers'; END;
CREATE TRIGGER clients_changed AFTER UPDATE ON clients
    BEGIN UPDATE revisions SET number = number + 1 WHERE subject = 'servers'; END;
CREATE TRIGGER clients_removed AFTER DELETE ON clients
    BEGIN UPDATE revisions SET number = number + 1 WHERE subject = 'servers'; END;
CREATE TRIGGER registrations_added AFTER INSERT ON registrations
    BEGIN UPDATE revisions SET number = number + 1 WHERE subject = 'servers'; END;
CREATE TRIGGER registrations_changed AFTER UPDATE ON registrations
    BEGIN UPDATE revisions SET number = number + 1 WHERE subject = 'servers'; END;
CREATE TRIGGER registrations_removed AFTER DELETE ON registrations
    BEGIN UPDATE revisions SET number = number + 1 WHERE subject = 'servers'; END;
CREATE TRIGGER tokens_added AFTER INSERT ON tokens
    BEGIN UPDATE revisions SET number = number + 1 WHERE subject = 'tokens'; END;
CREATE TRIGGER tokens_changed AFTER UPDATE ON tokens
    BEGIN UPDATE revisions SET number = number + 1 WHERE subject = 'tokens'; END;
CREATE TRIGGER tokens_removed AFTER DELETE ON tokens
    BEGIN UPDATE revisions SET number = number + 1 WHERE subject = 'tokens'; END;
CREATE TRIGGER token_events_added AFTER INSERT ON token_events
    BEGIN UPDATE revisions SET number = number + 1 WHERE subject = 'tokens'; END;
CREATE TRIGGER token_events_changed AFTER UPDATE ON token_events
    BEGIN UPDATE revisions SET number = number + 1 WHERE subject = 'tokens'; END;
CREATE TRIGGER token_events_removed AFTER DELETE ON token_events
    BEGIN UPDATE revisions SET number = number + 1 WHERE subject = 'tokens'; END;
CREATE TRIGGER transcripts_added AFTER INSERT ON transcripts
    BEGIN UPDATE revisions SET number = number + 1 WHERE subject = 'tokens'; END;
CREATE TRIGGER transcripts_changed AFTER UPDATE ON transcripts
    BEGIN UPDATE revisions SET number = number + 1 WHERE subject = 'tokens'; END;
CREATE TRIGGER transcripts_removed AFTER DELETE ON transcripts
    BEGIN UPDATE revisions SET number = number + 1 WHERE subject = 'tokens'; END;
CREATE TRIGGER collections_added AFTER INSERT ON collections
    BEGIN UPDATE revisions SET number = number + 1 WHERE subject = 'requests'; END;
CREATE TRIGGER collections_changed AFTER UPDATE ON collections
    BEGIN UPDATE revisions SET number = number + 1 WHERE subject = 'requests'; END;
CREATE TRIGGER collections_removed AFTER DELETE ON collections
    BEGIN UPDATE revisions SET number = number + 1 WHERE subject = 'requests'; END;
CREATE TRIGGER requests_added AFTER INSERT ON requests
    BEGIN UPDATE revisions SET number = number + 1 WHERE subject = 'requests'; END;
CREATE TRIGGER requests_changed AFTER UPDATE ON requests
    BEGIN UPDATE revisions SET number = number + 1 WHERE subject = 'requests'; END;
CREATE TRIGGER requests_removed AFTER DELETE ON requests
    BEGIN UPDATE revisions SET number = number + 1 WHERE subject = 'requests'; END;
CREATE TRIGGER drafts_added AFTER INSERT ON drafts
    BEGIN UPDATE revisions SET number = number + 1 WHERE subject = 'drafts'; END;
CREATE TRIGGER drafts_changed AFTER UPDATE ON drafts
    BEGIN UPDATE revisions SET number = number + 1 WHERE subject = 'drafts'; END;
CREATE TRIGGER drafts_removed AFTER DELETE ON drafts
    BEGIN UPDATE revisions SET number = number + 1 WHERE subject = 'drafts'; END;
CREATE TRIGGER exchanges_added AFTER INSERT ON exchanges
    BEGIN UPDATE revisions SET number = number + 1 WHERE subject = 'history'; END;
CREATE TRIGGER exchanges_changed AFTER UPDATE ON exchanges
    BEGIN UPDATE revisions SET number = number + 1 WHERE subject = 'history'; END;
CREATE TRIGGER exchanges_removed AFTER DELETE ON exchanges
    BEGIN UPDATE revisions SET number = number + 1 WHERE subject = 'history'; END;
CREATE TRIGGER settings_added AFTER INSERT ON settings
    BEGIN UPDATE revisions SET number = number + 1 WHERE subject = 'settings'; END;
CREATE TRIGGER settings_changed AFTER UPDATE ON settings
    BEGIN UPDATE revisions SET number = number + 1 WHERE subject = 'settings'; END;
CREATE TRIGGER settings_removed AFTER DELETE ON settings
    BEGIN UPDATE revisions SET number = number + 1 WHERE subject = 'settings'; END;
