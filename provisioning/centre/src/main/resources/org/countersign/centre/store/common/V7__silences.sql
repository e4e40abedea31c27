-- Silences of stations: the one that lasts, and the last ten that are over.
create table silence (
  district text not null,
  station text not null,
  from_millis bigint not null,
  heard_millis bigint not null,
  to_millis bigint,
  why text not null,
  sure text not null,
  -- JSON: what the station said last, and the evidence.
  facts text not null,
  primary key (district, station, from_millis)
);

create index silence_open on silence (district, station) where to_millis is null;
