/** Task flows, media classes and the ids of applications. */
export const flows = `
-- Far from ids that accounts of the public service have, so that one of them can become the main application's later.
create sequence sub_app_id start 1600000001;

create table procedure (
  sub_app_id bigint not null references application,
  name text not null,
  comment text not null,
  -- json and not jsonb: members come back in the order in which they were given.
  parts json not null,
  create_time timestamptz not null default now(),
  update_time timestamptz not null default now(),
  primary key (sub_app_id, name)
);
create index procedure_by_create_time on procedure (sub_app_id, create_time, name);

-- 0 is the default class, which has no row.
create sequence media_class_id as integer start 1;

create table media_class (
  sub_app_id bigint not null references application,
  class_id integer not null default nextval('media_class_id'),
  -- -1: of the first level.
  parent_id integer not null,
  name text not null,
  create_time timestamptz not null default now(),
  primary key (sub_app_id, class_id),
  unique (sub_app_id, parent_id, name)
);
`;
