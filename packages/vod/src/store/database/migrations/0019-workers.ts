/** The running workers. */
export const workers = `
create table worker (
  process uuid primary key,
  slots integer not null,
  start_time timestamptz not null default now(),
  -- The process renews it while it runs.
  until timestamptz not null
);
`;
