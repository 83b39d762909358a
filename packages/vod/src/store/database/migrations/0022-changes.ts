/**
 * The log of changes, which `/x/v1/events` sends. Triggers write it, so that no change is missing, whichever version or command made it.
 * A change is found by its transaction: those that commit late have small numbers.
 */
export const changes = `
create table change (
  transaction_id xid8 not null default pg_current_xact_id(),
  number bigint not null generated always as identity,
  noun text not null,
  id text not null,
  -- created, updated, deleted
  kind text not null,
  -- Null: it belongs to no application.
  sub_app_id bigint,
  status text,
  -- percent
  progress smallint,
  file_id text,
  create_time timestamptz not null default now(),
  primary key (transaction_id, number)
) with (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 2000);
create index change_by_time on change (create_time);

-- The table is never empty: the oldest row shows which positions are too old.
insert into change (noun, id, kind) values ('none', '', 'created');

-- The search path of the service, because a restore of a backup has none.
create function record_change(operation text, noun text, id text, sub_app_id bigint, status text default null,
  progress integer default null, file_id text default null) returns void language plpgsql set search_path from current as $$
begin
  insert into change (noun, id, kind, sub_app_id, status, progress, file_id) values (noun, id,
    case operation when 'INSERT' then 'created' when 'DELETE' then 'deleted' else 'updated' end, sub_app_id, status, progress, file_id);
  perform pg_notify('cliploop', 'changes');
end $$;

create function record_task_change() returns trigger language plpgsql set search_path from current as $$
declare
  now_is task := case tg_op when 'DELETE' then old else new end;
  percent integer := 0;
begin
  if tg_op = 'UPDATE' then
    select coalesce(trunc(avg(progress)), 0) into percent from sub_task where task_id = now_is.task_id;
  end if;
  perform record_change(tg_op, 'task', now_is.task_id, now_is.sub_app_id, now_is.status,
    case tg_op when 'DELETE' then null else percent end, nullif(now_is.file_id, ''));
  return null;
end $$;
create trigger change_created after insert on task for each row execute function record_task_change();
create trigger change_updated after update on task for each row
  when (old.status <> new.status or old.file_id <> new.file_id) execute function record_task_change();
create trigger change_deleted after delete on task for each row execute function record_task_change();

create function record_sub_task_change() returns trigger language plpgsql set search_path from current as $$
declare
  parent task;
  percent integer;
begin
  select * into parent from task where task_id = new.task_id;
  select coalesce(trunc(avg(progress)), 0) into percent from sub_task where task_id = new.task_id;
  perform record_change(tg_op, 'task', parent.task_id, parent.sub_app_id, parent.status, percent, nullif(parent.file_id, ''));
  return null;
end $$;
create trigger change_updated after update on sub_task for each row
  when (old.status <> new.status or old.progress <> new.progress) execute function record_sub_task_change();

create function record_media_change() returns trigger language plpgsql set search_path from current as $$
declare
  now_is media := case tg_op when 'DELETE' then old else new end;
begin
  perform record_change(tg_op, 'media', now_is.file_id, now_is.sub_app_id);
  return null;
end $$;
create trigger change_created after insert or delete on media for each row execute function record_media_change();
create trigger change_updated after update on media for each row
  when (old.* is distinct from new.*) execute function record_media_change();

-- An animation belongs to the media from which it was made.
create function record_animation_change() returns trigger language plpgsql set search_path from current as $$
declare
  now_is animation := case tg_op when 'DELETE' then old else new end;
begin
  -- Of a media that is being deleted, nothing is found.
  perform record_change('UPDATE', 'media', file_id, sub_app_id) from media where file_id = now_is.file_id;
  return null;
end $$;
create trigger change_recorded after insert or update or delete on animation for each row
  execute function record_animation_change();

create function record_class_change() returns trigger language plpgsql set search_path from current as $$
declare
  now_is media_class := case tg_op when 'DELETE' then old else new end;
begin
  perform record_change(tg_op, 'class', now_is.class_id::text, now_is.sub_app_id);
  return null;
end $$;
create trigger change_recorded after insert or update or delete on media_class for each row execute function record_class_change();

create function record_template_change() returns trigger language plpgsql set search_path from current as $$
declare
  now_is template := case tg_op when 'DELETE' then old else new end;
begin
  perform record_change(tg_op, 'template', now_is.definition::text, now_is.sub_app_id);
  return null;
end $$;
create trigger change_recorded after insert or update or delete on template for each row execute function record_template_change();

create function record_procedure_change() returns trigger language plpgsql set search_path from current as $$
declare
  now_is procedure := case tg_op when 'DELETE' then old else new end;
begin
  perform record_change(tg_op, 'procedure', now_is.name, now_is.sub_app_id);
  return null;
end $$;
create trigger change_recorded after insert or update or delete on procedure for each row
  execute function record_procedure_change();

create function record_application_change() returns trigger language plpgsql set search_path from current as $$
begin
  perform record_change(tg_op, 'application', new.sub_app_id::text, new.sub_app_id);
  return null;
end $$;
create trigger change_recorded after insert or update on application for each row execute function record_application_change();

-- The session key of an upload is a secret, so its hash names the upload.
create function record_upload_change() returns trigger language plpgsql set search_path from current as $$
declare
  now_is upload := case tg_op when 'DELETE' then old else new end;
begin
  perform record_change(tg_op, 'upload', left(encode(sha256(convert_to(now_is.session_key, 'UTF8')), 'hex'), 32), now_is.sub_app_id,
    case when now_is.commit_time is null then 'OPEN' else 'COMMITTED' end, null, now_is.file_id);
  return null;
end $$;
create trigger change_created after insert or delete on upload for each row execute function record_upload_change();
create trigger change_updated after update on upload for each row
  when (old.commit_time is distinct from new.commit_time or old.file_id is distinct from new.file_id)
  execute function record_upload_change();

create function record_callback_change() returns trigger language plpgsql set search_path from current as $$
declare
  now_is event_callback := case tg_op when 'DELETE' then old else new end;
begin
  perform record_change(tg_op, 'delivery', now_is.id::text, now_is.sub_app_id,
    case when now_is.due_time is not null then 'WAITING' when now_is.refused_by is not null then 'REFUSED' else 'FAILED' end);
  return null;
end $$;
create trigger change_created after insert on event_callback for each row execute function record_callback_change();
create trigger change_updated after update on event_callback for each row
  when (old.failures <> new.failures or (old.due_time is null) <> (new.due_time is null)) execute function record_callback_change();
create trigger change_deleted after delete on event_callback for each row execute function record_callback_change();

-- Not for the time of the last use.
create function record_key_change() returns trigger language plpgsql set search_path from current as $$
declare
  now_is key_pair := case tg_op when 'DELETE' then old else new end;
begin
  perform record_change(tg_op, 'key', now_is.secret_id, null, case when now_is.enabled then 'ENABLED' else 'DISABLED' end);
  return null;
end $$;
create trigger change_created after insert or delete on key_pair for each row execute function record_key_change();
create trigger change_updated after update of secret_key, enabled, origin, name, rights, applications, expire_time, old_secret_key, old_until
  on key_pair for each row execute function record_key_change();
`;
