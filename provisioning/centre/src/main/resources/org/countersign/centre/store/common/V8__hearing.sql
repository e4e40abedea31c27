-- Until when the centre heard its fleet; one row. What fell silent later it did not notice.
create table hearing (
  one int primary key check (one = 1),
  until_millis bigint not null
);
