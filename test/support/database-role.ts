/** Statements of the README that create the database and its role, for a superuser. The last ones run in that database. */
export const databaseRole = {
  password: 'PASSWORD',
  statements: [
    "create role cliploop login password 'PASSWORD' nosuperuser nocreatedb nocreaterole noreplication",
    "create database cliploop template template0 encoding 'UTF8'",
    'revoke all on database cliploop from public',
    'grant connect on database cliploop to cliploop',
  ],
  inDatabase: [
    'revoke all on schema public from public',
    'alter schema public owner to cliploop',
    'create schema pgboss authorization cliploop',
  ],
} as const;
