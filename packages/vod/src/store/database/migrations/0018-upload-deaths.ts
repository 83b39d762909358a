/** Counts how often an uploaded file has ended the media process. */
export const uploadDeaths = `
alter table upload add column dead_etag text;
alter table upload add column deaths integer not null default 0;
`;
