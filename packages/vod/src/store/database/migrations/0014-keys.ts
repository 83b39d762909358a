/** Rights and applications of key pairs, used signatures, and the audit log. Existing key pairs keep all rights. */
export const keys = `
alter table key_pair
  add column name text not null default '',
  add column rights text[] not null default '{read,process,manage,upload}',
  -- Null: all applications.
  add column applications bigint[],
  -- Null: never.
  add column expire_time timestamptz,
  add column last_use_time timestamptz,
  -- The secret key before a rotation, and the time until which it is accepted.
  add column old_secret_key bytea,
  add column old_until timestamptz;
update key_pair set name = 'Environment' where origin = 'environment';
update key_pair set name = 'Generated at the first start' where origin = 'first start';
-- Until now, another pair in the environment disabled the previous one. From now on, a pair of the environment is accepted
-- while a process has it in its environment.
update key_pair set enabled = true where origin = 'environment';

-- The processes that have a key pair in their environment.
create table key_holder (
  process uuid primary key,
  secret_id text not null,
  until timestamptz not null
);
create index key_holder_by_secret_id on key_holder (secret_id);

-- Signatures of requests, for as long as the clock would allow to send them again.
create table used_signature (
  mark text primary key,
  -- Hash of what counts in the request and is not determined by the signature.
  content text not null,
  -- The action that made a change with it; empty if it was used only for actions that change nothing.
  action text not null,
  -- Whether the first request had an id of its own (X-TC-TraceId).
  traced boolean not null,
  -- Whether the request was refused, so that the same request may be sent again.
  failed boolean not null default false,
  create_time timestamptz not null default now(),
  expire_time timestamptz not null
);
create index used_signature_by_expire_time on used_signature (expire_time);

-- Changes that were made.
create table audit_change (
  id bigint primary key generated always as identity,
  time timestamptz not null,
  secret_id text not null,
  action text not null,
  sub_app_id bigint,
  object text not null,
  address text not null,
  request_id text not null
);
create index audit_change_by_time on audit_change (time);

-- Requests that were refused, one row for each minute, key, action, code and address.
create table audit_refusal (
  id bigint primary key generated always as identity,
  minute timestamptz not null,
  secret_id text not null,
  action text not null,
  code text not null,
  address text not null,
  count bigint not null,
  -- Of the last request.
  time timestamptz not null,
  sub_app_id bigint,
  object text not null,
  request_id text not null,
  unique (minute, secret_id, action, code, address)
);

-- SecretId of the key pair that opened an upload. Null: opened before this was recorded.
alter table upload add column if not exists key_id text;
`;
