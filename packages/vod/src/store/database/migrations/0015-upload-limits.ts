/**
 * Who opened an upload, and the space that it takes, for limits; and why a callback stopped. Uploads that were open before have no
 * owner, and every signature of their application may finish them.
 */
export const uploadLimits = `
alter table upload
  -- SecretId of the key pair that the request was signed with.
  add column if not exists key_id text,
  -- SHA-256 of the client upload signature. Null: the upload was opened with a key pair.
  add column signature text,
  -- SHA-256 of what that signature permits. Another signature that permits the same may finish the upload.
  add column permit text,
  -- Bytes of all parts and objects, as limits count them.
  add column size bigint not null default 0;
update upload set size = coalesce((
    select sum(greatest(cos_part.size, 1048576)) from cos_part
    join cos_upload using (upload_id) where cos_upload.session_key = upload.session_key
  ), 0) + coalesce((
    select sum(greatest(cos_object.size, 1048576)) from cos_object where cos_object.session_key = upload.session_key
  ), 0)
  where commit_time is null;
create index upload_open_by_signature on upload (signature, expire_time) where commit_time is null;
create index upload_open_by_key on upload (key_id, expire_time) where commit_time is null;
create index upload_open_by_application on upload (sub_app_id, expire_time) where commit_time is null;
create index upload_with_bytes on upload (sub_app_id) where commit_time is null and size > 0;

-- Space for bodies that are arriving. A process that is killed leaves rows behind, which end soon.
create table cos_reservation (
  id bigint primary key generated always as identity,
  session_key text not null,
  size bigint not null,
  expire_time timestamptz not null
);
create index cos_reservation_by_expire_time on cos_reservation (expire_time);

-- Null unless the callback stopped because its address is not allowed; then the list of allowed addresses at that time.
alter table event_callback
  add column refused_by text,
  -- When it failed for good or was refused. Null: it waits, or it failed before this was recorded.
  add column stop_time timestamptz;
-- Until now, refused callbacks failed for good. Their reason names the setting that allows the address.
update event_callback set refused_by = '' where due_time is null and reason like '%CLIPLOOP_FETCH_ALLOW=%';
create index event_callback_by_application on event_callback (sub_app_id, id);
create index event_callback_stopped on event_callback (id) where due_time is null;
`;
