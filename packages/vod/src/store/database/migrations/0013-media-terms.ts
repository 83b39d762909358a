/** The index of searches, and deletions of media with many animations. */
export const mediaTerms = `
-- The terms by which a media is found: its application, class, category, source type, extension and tags, and each group of three
-- characters of its name and description. chr(1) marks the beginning of a name and the end of a text, so that every character and
-- every pair begins a group. The extension pg_trgm would find no groups in Chinese text of a database with the locale C, nor those
-- of one or two characters. Texts over 500 characters have the term "l" instead of the groups of their rest.
create function media_terms(
  sub_app_id bigint, name text, description text, tags text[], class_id bigint, category text, source_type text, type text
) returns tsvector language plpgsql immutable parallel safe cost 10000 as $terms$
declare
  c text[] := string_to_array(chr(1) || lower(left(name, 500)) || chr(1) || chr(1), null);
  terms text[] := array[
    'a' || sub_app_id, 'c' || class_id, 'k' || category, 's' || left(source_type, 100), 't' || left(type, 100)];
begin
  for i in 1 .. cardinality(c) - 2 loop
    terms := array_append(terms, 'n' || c[i] || c[i + 1] || c[i + 2]);
  end loop;
  if description <> '' then
    c := string_to_array(lower(left(description, 500)) || chr(1) || chr(1), null);
    for i in 1 .. cardinality(c) - 2 loop
      terms := array_append(terms, 'd' || c[i] || c[i + 1] || c[i + 2]);
    end loop;
  end if;
  for i in 1 .. cardinality(tags) loop
    terms := array_append(terms, 'g' || left(tags[i], 100));
  end loop;
  if length(name) > 500 or length(description) > 500 then
    terms := array_append(terms, 'l');
  end if;
  return array_to_tsvector(terms);
end
$terms$;

-- The index of a large library is built in fewer steps.
set local maintenance_work_mem = '128MB';
-- A search reads the whole list of new entries, so that it must stay short.
create index media_by_terms on media
  using gin (media_terms(sub_app_id, name, description, tags, class_id, category, source_type, type))
  with (gin_pending_list_limit = 256);
drop index media_by_tag;

-- Rows of animations are deleted after their media, in steps.
alter table animation drop constraint animation_file_id_fkey;
create table media_deletion (
  file_id text primary key,
  since timestamptz not null default now()
);
create index animation_by_time on animation (file_id, create_time desc);
`;
