-- The doors: what must cross a scope, and nothing more. Each is SECURITY DEFINER, owned by the owner, with a fixed search path.
-- Reviewed list: docs/decisions/0003-doors.md names each with its reason; a test holds the two together.

-- Sign-in: one account by its exact name, before anybody is known.
create or replace function door_account(wanted text) returns setof accounts_account
language sql stable security definer set search_path = public, pg_temp as $$
  select * from accounts_account where username = wanted
$$;

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
