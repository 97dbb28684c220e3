-- Whether the caller sees a problem: the reading rule of its table once more, for doors that run with the owner's rights.
-- A property test holds it equal to the policy. Not a door itself: nobody but doors may call it.
create or replace function sees_problem(p problems_problem) returns boolean
language sql stable set search_path = public, pg_temp as $$
  select coalesce(p.area_code >= nullif(current_setting('app.lo', true), '')::bigint
      and p.area_code < nullif(current_setting('app.hi', true), '')::bigint, false)
    or coalesce(p.area_code = any(nullif(current_setting('app.areas', true), '')::bigint[]), false)
    or coalesce(p.units && nullif(current_setting('app.units', true), '')::int[], false)
    or (coalesce(current_setting('app.households', true), '') = 'on' and exists (
      select 1 from access_householdgrant g where g.household_id = p.household_id
        and g.person_id = nullif(current_setting('app.person', true), '')::bigint
        and g.valid_from <= nullif(current_setting('app.today', true), '')::date
        and (g.valid_to is null or g.valid_to >= nullif(current_setting('app.today', true), '')::date)))
    or (coalesce(current_setting('app.role', true), '') = 'discipline' and exists (
      select 1 from problems_referral r where r.problem_id = p.id
        and r.unit_id = any(nullif(current_setting('app.units', true), '')::int[])))
$$;

-- How many units a problem's sweep asked and how many answered, for whoever sees the problem: some of those asked may lie out of
-- his sight, and a gate must not pass while they have not answered; and how many answers whoever asked has done with. Three numbers.
drop function if exists door_sweep_progress(bigint);
create function door_sweep_progress(wanted bigint) returns table (asked integer, answered integer, ended integer)
language sql stable security definer set search_path = public, pg_temp as $$
  select count(*)::int, count(*) filter (where x.state <> 'open')::int, count(x.closed_at)::int
  from problems_sweepask x join problems_problem p on p.id = x.problem_id
  where x.problem_id = wanted and x.state <> 'withdrawn' and sees_problem(p)
$$;

-- Whether a question may no longer be answered anew: whoever asked ended the sweep, the problem is over, or its gate "found out" is passed
-- or set aside. For the unit that was asked, which does not see the problem, and for whoever sees the problem; one yes or no. With `hold`
-- the problem's row is locked first, so that a gate being passed at this moment is waited for.
create or replace function door_sweep_closed(wanted bigint, hold boolean) returns boolean
language plpgsql security definer set search_path = public, pg_temp as $$
declare
  asked problems_sweepask;
  p problems_problem;
  found_out text;
begin
  select * into asked from problems_sweepask where id = wanted;
  select * into p from problems_problem where id = asked.problem_id;
  if asked.id is null or not (
    coalesce(asked.unit_id = any(nullif(current_setting('app.units', true), '')::int[]), false) or sees_problem(p)
  ) then
    return null;
  end if;
  if hold then
    select * into p from problems_problem where id = asked.problem_id for share;
    select * into asked from problems_sweepask where id = wanted;
  end if;
  select g.state into found_out from problems_gate g
    where g.problem_id = p.id and g.kind = 'found_out' order by g.round desc limit 1;
  return asked.closed_at is not null or p.closed_at is not null or p.merged_into_id is not null
    or coalesce(found_out in ('passed', 'not_applicable'), false);
end $$;

-- A former answer stays as it was given; only its place and units follow its question.
create or replace function keep_former() returns trigger language plpgsql as $$
begin
  if to_jsonb(new) - array['area_code', 'units', 'household_id'] is distinct from
     to_jsonb(old) - array['area_code', 'units', 'household_id'] then
    raise insufficient_privilege using message = 'a former answer cannot be changed';
  end if;
  return new;
end $$;
create or replace trigger keep_former before update on problems_sweepformer for each row execute function keep_former();
