/** State of the whole service, in one row for each name. */
export const serviceState = `
create table service_state (
  name text primary key,
  value jsonb not null,
  update_time timestamptz not null default clock_timestamp()
);
`;
