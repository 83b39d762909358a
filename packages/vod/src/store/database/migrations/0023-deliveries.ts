/** What the last attempt at a callback got, and the callbacks that were delivered. */
export const deliveries = `
alter table event_callback
  add column attempt_time timestamptz,
  -- HTTP status. Null: there was no answer.
  add column status_code integer,
  -- The first 1 KiB.
  add column answer text not null default '',
  add column seconds real;

create table event_delivery (
  -- That of the callback.
  id bigint primary key,
  sub_app_id bigint not null references application,
  -- Without secrets.
  url text not null,
  event_type text not null,
  -- To send it again. Null: it is too large to be kept.
  content json,
  attempts integer not null,
  status_code integer not null,
  answer text not null,
  seconds real not null,
  create_time timestamptz not null,
  delivery_time timestamptz not null default now()
) with (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 2000);
create index event_delivery_by_application on event_delivery (sub_app_id, id);
create index event_delivery_by_time on event_delivery (delivery_time);

-- A callback that was delivered is not reported as deleted.
drop trigger change_deleted on event_callback;
create trigger change_deleted after delete on event_callback for each row
  when (old.due_time is null) execute function record_callback_change();

create function record_delivery_change() returns trigger language plpgsql set search_path from current as $$
begin
  perform record_change('UPDATE', 'delivery', new.id::text, new.sub_app_id, 'DELIVERED');
  return null;
end $$;
create trigger change_recorded after insert on event_delivery for each row execute function record_delivery_change();
`;
