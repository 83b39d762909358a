/** Sessions that begin and end are changes, so that the streams of a session end with it. Their IDs are no secrets. */
export const sessionChanges = `
create function record_session_change() returns trigger language plpgsql set search_path from current as $$
declare
  now_is sign_in_session := case tg_op when 'DELETE' then old else new end;
begin
  perform record_change(tg_op, 'session', now_is.id::text, null);
  return null;
end $$;
create trigger change_recorded after insert or delete on sign_in_session for each row execute function record_session_change();
`;
