/** Applications, key pairs and templates. */
export const applications = `
create table application (
  sub_app_id bigint primary key,
  name text not null,
  description text not null,
  status text not null,
  create_time timestamptz not null default now()
);

create table key_pair (
  secret_id text primary key,
  secret_key bytea not null,
  enabled boolean not null default true,
  origin text not null,
  create_time timestamptz not null default now()
);

-- Clear of the presets, 20000 and 20001, for ever.
create sequence template_definition as integer start 100001;

create table template (
  sub_app_id bigint not null references application,
  definition integer not null default nextval('template_definition'),
  name text not null,
  comment text not null,
  width integer not null,
  height integer not null,
  resolution_adaptive text not null,
  format text not null,
  fps integer not null,
  quality double precision not null,
  create_time timestamptz not null default now(),
  update_time timestamptz not null default now(),
  primary key (sub_app_id, definition)
);
`;
