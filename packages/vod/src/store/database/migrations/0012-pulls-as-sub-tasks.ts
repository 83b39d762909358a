/** Makes pulls sub-tasks of kind `Pull` at position -1, so that one table has all work of tasks. */
export const pullsAsSubTasks = `
-- A pull that a running service of an older version changes or adds now would be lost. It locks the task first, too.
lock table task in exclusive mode;
lock table pull;
insert into sub_task (task_id, position, kind, input, status, progress, attempt, faults, err_code_ext, message, output, job_id)
select task_id, -1, 'Pull',
  case when status in ('WAITING', 'PROCESSING')
    then jsonb_build_object('url', url, 'name', name, 'type', type, 'coverUrl', cover_url, 'upload', upload)
    else '{}'
  end,
  status, progress, attempt, faults, err_code_ext, message,
  case when basic_info is not null or procedure_task_id <> ''
    then jsonb_build_object('basicInfo', basic_info, 'procedureTaskId', procedure_task_id)
  end,
  job_id
from pull;
drop table pull;
`;
