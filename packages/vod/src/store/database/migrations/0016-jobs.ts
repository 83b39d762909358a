/** Jobs as a table of the service, in place of the schema of pg-boss. Sub-tasks that wait or run get a job. */
export const jobs = `
-- A job that a running service of an older version adds now would be lost. It locks the task first, too.
lock table task in exclusive mode;

create table job (
  task_id text not null,
  position integer not null,
  queue text not null,
  sub_app_id bigint not null,
  priority smallint not null,
  number bigint generated always as identity,
  attempt integer not null default 0,
  taken boolean not null default false,
  ready_time timestamptz not null default '-infinity',
  primary key (task_id, position),
  foreign key (task_id, position) references sub_task on delete cascade
);
create index job_order on job (queue, sub_app_id, priority desc, number);
create index job_taken on job (queue, sub_app_id) where taken;

create sequence job_turn_number;
create table job_turn (
  queue text not null,
  sub_app_id bigint not null,
  turn bigint not null,
  primary key (queue, sub_app_id)
);

insert into job (task_id, position, queue, sub_app_id, priority)
select sub_task.task_id, sub_task.position, case sub_task.position when -1 then 'pull' else 'animate' end,
  task.sub_app_id, task.priority
from sub_task join task on task.task_id = sub_task.task_id
where sub_task.status in ('WAITING', 'PROCESSING')
  and not exists (select from sub_task as pull where pull.task_id = sub_task.task_id and pull.position = -1
    and sub_task.position <> -1 and pull.status in ('WAITING', 'PROCESSING'))
order by task.create_time, sub_task.task_id, sub_task.position;

alter table sub_task drop column job_id;
drop schema if exists pgboss cascade;
`;
