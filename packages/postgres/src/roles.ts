import { database, owner, superuser } from './settings.js';

/**
 * Gives the service a role that owns its schemas and nothing else. In a cluster of an older version, the role of the service is
 * the bootstrap superuser, which can never lose its rights: it is renamed, and its objects get the new role as their owner.
 *
 * It can be repeated, and runs in one transaction. No name of the service's schemas is looked up, so that its objects cannot
 * replace those of pg_catalog while the superuser runs this.
 */
export const rolesSql = `do $setup$
declare
  boot name := (select rolname from pg_catalog.pg_roles where oid = 10);
  item record;
begin
  set local search_path = pg_catalog, pg_temp;
  if boot <> '${superuser}' then
    -- The user of a session cannot be renamed.
    create role ${superuser}_rename superuser;
    set session authorization ${superuser}_rename;
    execute format('alter role %I rename to ${superuser}', boot);
    set session authorization ${superuser};
    drop role ${superuser}_rename;
  end if;
  -- Only single-user mode needs no login.
  alter role ${superuser} nologin password null;

  if not exists (select from pg_roles where rolname = '${owner}') then
    create role ${owner};
  end if;
  alter role ${owner} login nosuperuser nocreatedb nocreaterole noreplication nobypassrls;
  for item in select roleid::regrole as role from pg_auth_members where member = '${owner}'::regrole loop
    execute format('revoke %s from ${owner}', item.role);
  end loop;

  for item in select datname as name from pg_database loop
    execute format('revoke all on database %I from public, ${owner}', item.name);
  end loop;
  -- An owner could create schemas and extensions, among them languages.
  alter database ${database} owner to ${superuser};
  grant connect on database ${database} to ${owner};
  create schema if not exists pgboss;

  for item in
    select format('schema %I', nspname) as object from pg_namespace
      where nspname = 'public' or (oid >= 16384 and nspowner = 10 and nspname !~ '^pg_')
    union all
    select format('%s %s', case relkind when 'S' then 'sequence' when 'v' then 'view'
        when 'm' then 'materialized view' when 'f' then 'foreign table' else 'table' end, oid::regclass)
      from pg_class
      where oid >= 16384 and relowner = 10 and relkind in ('r', 'p', 'S', 'v', 'm', 'f')
        -- Sequences of columns have the owner of their table.
        and not exists (select from pg_depend where classid = 'pg_class'::regclass and objid = pg_class.oid
          and (deptype = 'e' or (deptype in ('a', 'i') and relkind = 'S')))
        and relnamespace in (select oid from pg_namespace where nspname !~ '^pg_')
    union all
    select format('routine %s', oid::regprocedure) from pg_proc
      where oid >= 16384 and proowner = 10 and not exists (select from pg_depend
        where classid = 'pg_proc'::regclass and objid = pg_proc.oid and deptype in ('i', 'e'))
    union all
    select format('type %s', oid::regtype) from pg_type
      where oid >= 16384 and typowner = 10 and typtype in ('e', 'd', 'r', 'c')
        and (typrelid = 0 or exists (select from pg_class where pg_class.oid = typrelid and relkind = 'c'))
        and not exists (select from pg_depend
          where classid = 'pg_type'::regclass and objid = pg_type.oid and deptype = 'e')
  loop
    execute format('alter %s owner to ${owner}', item.object);
  end loop;
end
$setup$`;
