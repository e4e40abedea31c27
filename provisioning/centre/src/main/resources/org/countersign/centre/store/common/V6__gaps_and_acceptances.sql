-- Records that a station holds for acknowledged, no longer has, and that are not here.
create table record_gap (
  district text not null,
  station text not null,
  epoch bigint not null,
  after_sequence bigint not null,
  through_sequence bigint not null,
  found_millis bigint not null,
  primary key (district, station, epoch, after_sequence)
);

-- Of millions of records, the few that say whether a station was found good.
create index record_by_acceptance on record (district, station, epoch, sequence)
  where kind = 'acceptance';
