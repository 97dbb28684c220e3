-- Doors of other systems. Reviewed list: docs/decisions/0003-doors.md.

-- A token's bearer is nobody yet: one token by the keyed hash of the whole secret, never a list.
create or replace function door_token(wanted text) returns table (
  token_id bigint, prefix text, system_id bigint, system_name text, person_id bigint, grant_id bigint,
  scopes text[], per_minute int, expires_at timestamptz, revoked boolean, last_used_at timestamptz
)
language sql stable security definer set search_path = public, pg_temp as $$
  select t.id, t.prefix::text, s.id, s.name::text, s.person_id, s.grant_id, t.scopes::text[], s.per_minute, t.expires_at,
    t.revoked_at is not null or s.ended_at is not null, t.last_used_at
  from interfaces_token t join interfaces_system s on s.id = t.system_id
  where t.digest = wanted
$$;

-- When a token was last used; a system cannot write its own tokens otherwise. Whoever finds the row busy leaves it.
create or replace function door_token_used(wanted bigint, moment timestamptz) returns void
language plpgsql volatile security definer set search_path = public, pg_temp as $$
begin
  perform 1 from interfaces_token t join interfaces_system s on s.id = t.system_id
  where t.id = wanted and s.person_id = nullif(current_setting('app.person', true), '')::bigint
  for no key update of t skip locked;
  if found then
    update interfaces_token set last_used_at = moment where id = wanted;
  end if;
end $$;
