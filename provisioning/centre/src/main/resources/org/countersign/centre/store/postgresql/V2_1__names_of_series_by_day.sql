-- Names of a day's series, once for all its blocks.
create table history_series (
  day date not null,
  number integer not null,
  device text not null,
  metric text not null,
  primary key (day, number)
);
