/** Tasks, sub-tasks, and used session ids. */
export const tasks = `
create table task (
  task_id text primary key,
  sub_app_id bigint not null references application,
  task_type text not null,
  status text not null,
  file_id text not null,
  file_name text not null,
  file_url text not null,
  meta jsonb,
  priority smallint not null,
  notify_mode text not null,
  session_id text not null,
  session_context text not null,
  create_time timestamptz not null default now(),
  begin_time timestamptz,
  finish_time timestamptz
);
create index task_by_create_time on task (sub_app_id, create_time, task_id);
create index task_by_finish_time on task (sub_app_id, finish_time, task_id);
create index task_by_file on task (file_id);

create table sub_task (
  task_id text not null references task on delete cascade,
  position integer not null,
  kind text not null,
  input jsonb not null,
  status text not null,
  progress smallint not null default 0,
  attempt integer not null default 0,
  faults integer not null default 0,
  err_code_ext text not null default '',
  message text not null default '',
  output jsonb,
  begin_time timestamptz,
  finish_time timestamptz,
  primary key (task_id, position)
);

create table session (
  sub_app_id bigint not null references application,
  session_id text not null,
  expire_time timestamptz not null,
  primary key (sub_app_id, session_id)
);
create index session_by_expire_time on session (expire_time);
`;
