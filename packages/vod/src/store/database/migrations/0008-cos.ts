/** Uploaded objects: multipart uploads, their parts, and complete objects. The bytes are files in the folder of the session. */
export const cos = `
create table cos_upload (
  upload_id text primary key,
  session_key text not null,
  path text not null,
  create_time timestamptz not null default now(),
  -- When its last part came.
  update_time timestamptz not null default now()
);
create index cos_upload_by_session on cos_upload (session_key, path, create_time);
create index cos_upload_idle on cos_upload (update_time);

create table cos_part (
  upload_id text not null references cos_upload on delete cascade,
  number integer not null,
  file text not null,
  size bigint not null,
  md5 text not null,
  create_time timestamptz not null default now(),
  primary key (upload_id, number)
);

create table cos_object (
  session_key text not null,
  path text not null,
  file text not null,
  size bigint not null,
  etag text not null,
  -- Of the upload that it was put together from. Null: it came in one piece.
  upload_id text,
  create_time timestamptz not null default now(),
  primary key (session_key, path)
);
create index cos_object_by_age on cos_object (create_time);
`;
