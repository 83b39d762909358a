/** Files that are made of a media and can be made again. */
export const derivedObjects = `
create table derived_object (
  file_id text not null,
  -- Identifies the request that made it.
  name text not null,
  storage_key text not null,
  -- Bytes.
  size bigint not null,
  facts jsonb not null,
  use_time timestamptz not null default now(),
  primary key (file_id, name)
);

create index derived_object_by_use on derived_object (use_time);
create index derived_object_by_key on derived_object (storage_key);
`;
