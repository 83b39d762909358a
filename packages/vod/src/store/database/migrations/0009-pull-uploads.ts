/** PullUpload tasks. */
export const pullUploads = `
alter table pull
  add column type text not null default '',
  add column cover_url text not null default '',
  add column upload jsonb,
  add column err_code_ext text not null default '',
  add column message text not null default '',
  add column basic_info jsonb,
  add column procedure_task_id text not null default '';

-- It was the last part of the URL; now it is what somebody said, and the source tells otherwise.
update pull set name = '' where status in ('WAITING', 'PROCESSING');
`;
