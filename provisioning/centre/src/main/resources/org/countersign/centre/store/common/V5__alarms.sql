-- Alarms that stations have raised and not cleared, as their records tell.
create table station_alarm (
  district text not null,
  station text not null,
  code text not null,
  subject text not null,
  since_millis bigint not null,
  stored_millis bigint not null,
  what text not null,
  primary key (district, station, code, subject)
);

-- Of an alert that tells of a station's alarm: its code.
alter table alert add column alarm text;
