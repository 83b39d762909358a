/** Event configuration, and the outbox of callbacks and of events to pull. */
export const events = `
create table event_config (
  sub_app_id bigint primary key references application,
  mode text not null default 'PUSH',
  notification_url text not null default '',
  upload_switch boolean not null default false,
  delete_switch boolean not null default false,
  persistence_switch boolean not null default false,
  sign_key bytea,
  create_time timestamptz not null default now(),
  update_time timestamptz not null default now()
);

-- The content is json rather than jsonb: kept as it was written, and U+0000 is no error in it.
-- Rows come and go all the time. Vacuum by their number, not by their share of the table: a large backlog would put it off
-- and leave each look at the head of an index to step over all the dead ones.
create table event_queue (
  id bigint primary key generated always as identity,
  sub_app_id bigint not null references application,
  content json not null,
  token uuid,
  taken_until timestamptz,
  create_time timestamptz not null default now()
) with (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 2000);
-- In the order of id + 0, which nothing but this index has: for that of id itself, PostgreSQL may walk along the primary key
-- and step over everything that is taken.
create index event_queue_ready on event_queue (sub_app_id, (id + 0)) where taken_until is null;
create index event_queue_taken on event_queue (sub_app_id, taken_until) where taken_until is not null;
create index event_queue_by_age on event_queue (create_time);

create table event_callback (
  id bigint primary key generated always as identity,
  sub_app_id bigint not null references application,
  url text not null,
  host text not null,
  content json not null,
  due_time timestamptz default now(),
  lease uuid,
  failures integer not null default 0,
  reason text not null default '',
  create_time timestamptz not null default now()
) with (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 2000);
create index event_callback_due on event_callback (host, due_time) where due_time is not null;
create index event_callback_by_age on event_callback (create_time);
`;
