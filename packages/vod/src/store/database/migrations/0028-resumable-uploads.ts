/** Uploads that are sent with tus, and the task that a commit starts. */
export const resumableUploads = `
-- The task of the task flow that the commit started.
alter table upload add column task_id text;

create table resumable_upload (
  session_key text primary key references upload on delete cascade,
  -- bytes
  size bigint not null,
  -- Bytes from the start that are on the disk.
  received bigint not null default 0,
  -- Name in the folder of the session.
  file text not null,
  -- Upload-Metadata of the client.
  metadata jsonb not null,
  -- The request that writes, and the time until which no other one may write.
  writer text,
  writer_until timestamptz,
  -- Another request waits for the writer to end.
  wanted boolean not null default false,
  -- The process that commits does so until then.
  commit_until timestamptz,
  -- Why the file did not become a media.
  error_code text,
  error_message text
);
create index resumable_upload_complete on resumable_upload (session_key) where received = size and error_code is null;

create function record_resumable_failure() returns trigger language plpgsql set search_path from current as $$
begin
  perform record_change('UPDATE', 'upload', left(encode(sha256(convert_to(new.session_key, 'UTF8')), 'hex'), 32), sub_app_id, 'FAILED')
    from upload where session_key = new.session_key;
  return null;
end $$;
create trigger change_updated after update of error_code on resumable_upload for each row
  when (old.error_code is null and new.error_code is not null) execute function record_resumable_failure();
`;
