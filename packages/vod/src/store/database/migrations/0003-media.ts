/** Media, their animations, and files to delete. */
export const media = `
create table media (
  file_id text primary key,
  sub_app_id bigint not null references application,
  name text not null,
  description text not null default '',
  type text not null,
  category text not null,
  class_id bigint not null default 0,
  source_type text not null,
  source_context text not null default '',
  -- Null once the original was deleted and the animations were kept.
  storage_key text,
  size bigint not null,
  -- MediaMetaData, as on the wire.
  meta jsonb not null,
  cover_key text,
  tags text[] not null default '{}',
  -- MediaKeyFrameDescItem, as on the wire, by time.
  key_frame_descs jsonb not null default '[]',
  create_time timestamptz not null default now(),
  update_time timestamptz not null default now(),
  -- Null: never.
  expire_time timestamptz
);

-- A page of the newest or oldest is read off the index, whatever the application holds.
create index media_by_time on media (sub_app_id, create_time, file_id);
create index media_by_class on media (sub_app_id, class_id, create_time, file_id);
create index media_by_name on media (sub_app_id, name text_pattern_ops);
create index media_by_tag on media using gin (tags);
create index media_by_expiry on media (expire_time) where expire_time is not null;

create table animation (
  file_id text not null references media on delete cascade,
  definition integer not null,
  -- Effective seconds of the source.
  start_time double precision not null,
  end_time double precision not null,
  storage_key text not null,
  container text not null,
  width integer not null,
  height integer not null,
  bitrate bigint not null,
  size bigint not null,
  md5 text not null,
  create_time timestamptz not null default now(),
  primary key (file_id, definition, start_time, end_time)
);

-- Files that no row names, or not yet: each is removed a while after, so that a crash leaves nothing for ever.
create table superseded (
  storage_key text primary key,
  since timestamptz not null default now()
);

create index superseded_since on superseded (since);
`;
