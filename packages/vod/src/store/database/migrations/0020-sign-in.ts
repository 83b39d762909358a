/** Sessions of browsers, and tokens of links that sign in once. */
export const signIn = `
create table sign_in_session (
  id uuid primary key default gen_random_uuid(),
  -- SHA-256 of the token in the cookie.
  token_hash text not null unique,
  secret_id text not null,
  -- HMAC of the secret key with the token, so that the session ends when the secret key is replaced.
  proof text not null,
  create_time timestamptz not null default now(),
  last_use_time timestamptz not null default now(),
  expire_time timestamptz not null,
  address text not null,
  user_agent text not null
);
create index sign_in_session_by_secret_id on sign_in_session (secret_id, last_use_time);
create index sign_in_session_by_expire_time on sign_in_session (expire_time);

create table sign_in_link (
  -- SHA-256 of the token in the link.
  token_hash text primary key,
  secret_id text not null,
  expire_time timestamptz not null
);
create index sign_in_link_by_expire_time on sign_in_link (expire_time);
`;
