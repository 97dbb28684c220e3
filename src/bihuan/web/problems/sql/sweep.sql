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
-- his sight, and a gate must not pass while they have not answered. Two numbers, nothing else.
create or replace function door_sweep_progress(wanted bigint) returns table (asked integer, answered integer)
language sql stable security definer set search_path = public, pg_temp as $$
  select count(*)::int, count(*) filter (where x.state <> 'open')::int
  from problems_sweepask x join problems_problem p on p.id = x.problem_id
  where x.problem_id = wanted and x.state <> 'withdrawn' and sees_problem(p)
$$;
