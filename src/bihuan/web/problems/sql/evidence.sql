-- A file used for two problems is worth a second look, also where the other problem lies out of the asker's sight. The door tells,
-- for evidence the asker may read, in how many OTHER problems the same file (by its hash) or a photo of the same look (difference
-- hash, at most six of its 64 bits apart) stands and counts; never which problems, where, or whose.
create or replace function door_evidence_twins(wanted bigint[])
returns table (evidence_id bigint, same bigint, alike bigint)
language sql stable security definer set search_path = public, pg_temp as $$
  with mine as (
    select e.id, e.problem_id, e.sha256, e.look from problems_evidence e
    where e.id = any(wanted[1:500]) and (
      (e.area_code >= nullif(current_setting('app.lo', true), '')::bigint and e.area_code < nullif(current_setting('app.hi', true), '')::bigint)
      or e.area_code = any(nullif(current_setting('app.areas', true), '')::bigint[])
      or e.units && nullif(current_setting('app.units', true), '')::int[]
      or (current_setting('app.households', true) = 'on' and e.household_id in (
        select g.household_id from access_householdgrant g
        where g.person_id = nullif(current_setting('app.person', true), '')::bigint
          and g.valid_from <= nullif(current_setting('app.today', true), '')::date
          and (g.valid_to is null or g.valid_to >= nullif(current_setting('app.today', true), '')::date))))
  )
  select m.id,
    (select count(distinct o.problem_id) from problems_evidence o
      where o.sha256 = m.sha256 and o.problem_id <> m.problem_id and o.withdrawn_at is null),
    (select count(distinct o.problem_id) from problems_evidence o
      where m.look is not null and o.look is not null and o.sha256 <> m.sha256 and o.problem_id <> m.problem_id
        and o.withdrawn_at is null and bit_count((o.look # m.look)::bit(64)) <= 6)
  from mine m
$$;
