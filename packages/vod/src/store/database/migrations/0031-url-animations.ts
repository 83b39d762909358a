/** Animations of URLs, which are kept beside the other files that can be made again. */
export const urlAnimations = `
-- The limits and the sweep count each kind for itself: picture, or animation (of a URL).
alter table derived_object add column kind text not null default 'picture';
drop index derived_object_by_use;
create index derived_object_by_use on derived_object (kind, use_time);

-- The process that makes an object. It renews the time while it works, so that others know when it was killed.
create table derived_lease (
  -- As in derived_object.
  name text primary key,
  holder text not null,
  until timestamptz not null
);
`;
