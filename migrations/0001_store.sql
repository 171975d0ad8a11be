-- Both databases run this file: BIGINT, INTEGER and TEXT alone mean the same in both. Days are Julian day numbers, times
-- are milliseconds since 1970, ids of Discord are numbers. What each column is for, and how long it stays: docs/privacy.md.

CREATE TABLE versions (
    name TEXT NOT NULL PRIMARY KEY,
    latest BIGINT NOT NULL
);
INSERT INTO versions (name, latest) VALUES ('communities', 0), ('people', 0);

CREATE TABLE secrets (
    name TEXT NOT NULL PRIMARY KEY,
    value TEXT NOT NULL
);

CREATE TABLE guilds (
    guild BIGINT NOT NULL PRIMARY KEY,
    version BIGINT NOT NULL,
    left_day BIGINT NOT NULL
);

CREATE TABLE settings (
    guild BIGINT NOT NULL,
    name TEXT NOT NULL,
    subject TEXT NOT NULL,
    value TEXT NOT NULL,
    PRIMARY KEY (guild, name, subject)
);

CREATE TABLE corrections (
    guild BIGINT NOT NULL,
    id BIGINT NOT NULL,
    question TEXT NOT NULL,
    verdict TEXT NOT NULL,
    instead_of TEXT NOT NULL,
    revision TEXT NOT NULL,
    day BIGINT NOT NULL,
    asker TEXT NOT NULL,
    PRIMARY KEY (guild, id)
);

CREATE TABLE counts (
    guild BIGINT NOT NULL,
    day BIGINT NOT NULL,
    outcome TEXT NOT NULL,
    answer TEXT NOT NULL,
    times BIGINT NOT NULL,
    PRIMARY KEY (guild, day, outcome, answer)
);

CREATE TABLE judgements (
    guild BIGINT NOT NULL,
    day BIGINT NOT NULL,
    answer TEXT NOT NULL,
    helpful BIGINT NOT NULL,
    unhelpful BIGINT NOT NULL,
    PRIMARY KEY (guild, day, answer)
);

CREATE TABLE shadowed (
    guild BIGINT NOT NULL,
    channel BIGINT NOT NULL,
    day BIGINT NOT NULL,
    verdict TEXT NOT NULL,
    times BIGINT NOT NULL,
    PRIMARY KEY (guild, channel, day, verdict)
);

CREATE TABLE askings (
    guild BIGINT NOT NULL,
    week BIGINT NOT NULL,
    question TEXT NOT NULL,
    asker TEXT NOT NULL,
    day BIGINT NOT NULL,
    PRIMARY KEY (guild, week, question, asker)
);

CREATE TABLE unanswered (
    id BIGINT NOT NULL PRIMARY KEY,
    guild BIGINT NOT NULL,
    week BIGINT NOT NULL,
    question TEXT NOT NULL,
    text TEXT NOT NULL,
    words_of TEXT NOT NULL,
    askers BIGINT NOT NULL,
    first_day BIGINT NOT NULL,
    last_day BIGINT NOT NULL,
    written_day BIGINT NOT NULL,
    revision TEXT NOT NULL,
    done INTEGER NOT NULL
);
CREATE INDEX unanswered_of_guild ON unanswered (guild);

CREATE TABLE never_recorded (
    person TEXT NOT NULL PRIMARY KEY
);

CREATE TABLE tombstones (
    person TEXT NOT NULL,
    guild BIGINT NOT NULL,
    at BIGINT NOT NULL,
    PRIMARY KEY (person, guild)
);
