-- Planned work; without a station that of a whole district.
create table plan (
  id bigint not null primary key,
  district text not null,
  station text,
  from_millis bigint not null,
  to_millis bigint not null,
  reason text not null,
  planned_by text not null
);
