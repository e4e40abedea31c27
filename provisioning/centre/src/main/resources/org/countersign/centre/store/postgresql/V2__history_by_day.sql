-- Samples of stations, packed; a partition holds a day (UTC) and is dropped as a whole.
create table history_block (
  day date not null,
  district text not null,
  station text not null,
  from_millis bigint not null,
  to_millis bigint not null,
  samples bytea not null
) partition by range (day);

create index history_block_by_station on history_block (district, station, from_millis);
