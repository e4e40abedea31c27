-- Who is logged in. A token's hash alone: nobody can log in by what stands here.
create table login_session (
  token_hash text not null primary key,
  account text not null,
  role text not null,
  begun_millis bigint not null,
  used_millis bigint not null
);

create index login_session_by_account on login_session (account);
