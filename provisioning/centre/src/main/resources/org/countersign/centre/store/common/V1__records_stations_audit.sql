-- Read by SQLite and by PostgreSQL alike. All times are milliseconds since 1970-01-01T00:00:00Z.

-- How far each station's records have come.
create table record_position (
  district text not null,
  station text not null,
  epoch bigint not null,
  base bigint not null,
  through bigint not null,
  primary key (district, station)
);

-- Records as the stations' ledgers hold them; never changed, never removed.
create table record (
  district text not null,
  station text not null,
  epoch bigint not null,
  sequence bigint not null,
  hash text not null,
  time_millis bigint not null,
  stored_millis bigint not null,
  kind text not null,
  serial text,
  facts text not null,
  primary key (district, station, epoch, sequence)
);

create index record_by_serial on record (serial);

-- The newest session of every station that was ever heard.
create table station (
  district text not null,
  station text not null,
  bd_seq integer not null,
  birth_millis bigint not null,
  primary key (district, station)
);

-- Who did what; only ever added to.
create table audit_entry (
  number bigint not null primary key,
  time_millis bigint not null,
  actor text not null,
  action text not null,
  subject text not null,
  detail text not null
);

-- Who may log in.
create table account (
  name text not null primary key,
  role text not null,
  password text not null,
  totp_secret text
);

-- Alerts, those that are over too.
create table alert (
  number bigint not null primary key,
  scope text not null,
  district text,
  station text,
  cause text not null,
  since_millis bigint not null,
  closed_millis bigint,
  absorbed_by bigint,
  acknowledged_by text,
  silenced_until bigint not null,
  escalated integer not null
);

create index alert_by_end on alert (closed_millis);
