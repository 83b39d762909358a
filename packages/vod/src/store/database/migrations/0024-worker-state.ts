/** What the running workers are. */
export const workerState = `
alter table worker
  add column version text not null default '',
  -- Layers of the sandbox of media processes. Null: not known.
  add column sandbox jsonb;
`;
