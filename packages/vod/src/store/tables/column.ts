import type { ColumnType } from 'kysely';

/** A time that the database sets to now when the row is inserted. */
export type Created = ColumnType<Date, Date | undefined, never>;
/** Like Created, and updates set it. */
export type Updated = ColumnType<Date, Date | undefined, Date>;
/** A JSON column: written as JSON text, read as a value. */
export type Json<T> = ColumnType<T, string, string>;
/** A JSON column that may be NULL. */
export type NullableJson<T> = ColumnType<T, string | null | undefined, string | null>;
export type JsonObject = { readonly [name: string]: unknown };
