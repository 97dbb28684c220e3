-- The doors: what must cross a scope, and nothing more. Each is SECURITY DEFINER, owned by the owner, with a fixed search path.
-- Reviewed list: docs/decisions/0003-doors.md names each with its reason; a test holds the two together.

-- Sign-in: one account by its exact name, before anybody is known.
create or replace function door_account(wanted text) returns setof accounts_account
language sql stable security definer set search_path = public, pg_temp as $$
  select * from accounts_account where username = wanted
$$;

-- A session's account, its person, and the posts that person has or had; from here on the account's own row is in sight.
-- Who is asked for has no scope yet: the scope is made of this answer.
create or replace function door_entry(wanted bigint) returns table (
  account accounts_account, person accounts_person, post accounts_grant, unit areas_unit, area areas_area
) language plpgsql volatile security definer set search_path = public, pg_temp as $$
begin
  perform set_config('app.account', wanted::text, true);
  return query
    select a, p, g, u, x
    from accounts_account a
    join accounts_person p on p.id = a.person_id
    left join accounts_grant g on g.person_id = p.id
    left join areas_unit u on u.id = g.unit_id
    left join areas_area x on x.id = u.area_id
    where a.id = wanted
    order by g.valid_from, g.id;
end $$;

-- Numbering: the next number of a series, gaps allowed; only the first number of a year holds a lock until commit.
create or replace function door_next_number(series text) returns bigint
language plpgsql security definer set search_path = public, pg_temp as $$
begin
  if series !~ '^[a-z]{1,20}_[0-9]{4}$' then
    raise exception 'series % is not of the form name_year', series;
  end if;
  if to_regclass(format('public.%I', 'number_' || series)) is null then
    begin
      execute format('create sequence public.%I', 'number_' || series);
    exception when duplicate_table or unique_violation then
      null;  -- somebody else made it while we waited
    end;
  end if;
  return nextval(format('public.%I', 'number_' || series)::regclass);
end $$;

-- A lost phone: the administrator forgets a person's second factor; the secrets themselves stay out of sight.
create or replace function door_forget_phones(wanted bigint) returns bigint
language plpgsql volatile security definer set search_path = public, pg_temp as $$
declare
  forgotten bigint;
begin
  if nullif(current_setting('app.role', true), '') is distinct from 'administrator' then
    raise insufficient_privilege using message = 'only an administrator forgets phones';
  end if;
  delete from otp_totp_totpdevice d using accounts_account a where a.id = d.user_id and a.person_id = wanted;
  get diagnostics forgotten = row_count;
  return forgotten;
end $$;

-- Sessions that ended are swept daily; the app role sees only the session whose key it holds.
create or replace function door_sweep_sessions(before timestamptz) returns bigint
language plpgsql volatile security definer set search_path = public, pg_temp as $$
declare
  swept bigint;
begin
  if nullif(current_setting('app.role', true), '') is distinct from 'system' then
    raise insufficient_privilege using message = 'only the timer sweeps sessions';
  end if;
  delete from django_session where expire_date < before;
  get diagnostics swept = row_count;
  return swept;
end $$;
