/** Pulls of sources, the job of each sub-task (to detect lost jobs), and the main application. */
export const pulls = `
create table pull (
  task_id text primary key references task on delete cascade,
  url text not null,
  name text not null,
  status text not null,
  progress smallint not null default 0,
  attempt integer not null default 0,
  faults integer not null default 0,
  job_id uuid
);
create index pull_under_way on pull (task_id) where status in ('WAITING', 'PROCESSING');

alter table sub_task add column job_id uuid;
create index sub_task_under_way on sub_task (task_id, position) where status in ('WAITING', 'PROCESSING');

alter table application add column main boolean not null default false;
-- The first start made it before any other.
update application set main = true
  where sub_app_id = (select sub_app_id from application where name = 'main' order by create_time, sub_app_id limit 1);
create unique index application_main on application (main) where main;

-- Files that no row names yet; the others are those that no row names any more.
alter table superseded add column incoming boolean not null default false;

drop index task_by_file;
create index task_by_file on task (sub_app_id, file_id, create_time, task_id);
create index task_by_status on task (sub_app_id, status, create_time, task_id);
create index task_over on task (finish_time) where finish_time is not null;
`;
