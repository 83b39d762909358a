/** CRC-64/XZ of parts and objects, decimal. Null: stored before this migration. */
export const cosChecksums = `
alter table cos_part add column crc64 text;
alter table cos_object add column crc64 text;
`;
