/** State of the whole service, in one row for each name. The indexes are for the comparison of rows and files. */
export const serviceState = `
create table service_state (
  name text primary key,
  value jsonb not null,
  update_time timestamptz not null default clock_timestamp()
);
create index if not exists media_storage_key on media (storage_key) where storage_key is not null;
create index if not exists media_cover_key on media (cover_key) where cover_key is not null;
create index if not exists animation_storage_key on animation (storage_key);
`;
