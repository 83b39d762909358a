/** Uploads and used one-time signatures. */
export const uploads = `
create table upload (
  session_key text primary key,
  sub_app_id bigint not null references application,
  -- The temporary credentials.
  secret_id text not null unique,
  secret_key bytea not null,
  token text not null,
  media_path text,
  cover_path text,
  -- What the media is to be; null when only a cover is changed.
  wish jsonb,
  -- The media once there is one, or the one whose cover is to change.
  file_id text,
  create_time timestamptz not null default now(),
  -- When the credentials are over.
  expire_time timestamptz not null,
  -- Null: not yet.
  commit_time timestamptz
);
create index upload_by_expire_time on upload (expire_time);

-- Outlives the upload: a signature can be tried again for as long as it is valid.
create table upload_mark (
  mark text primary key,
  session_key text not null,
  expire_time timestamptz not null
);
create index upload_mark_by_expire_time on upload_mark (expire_time);
`;
