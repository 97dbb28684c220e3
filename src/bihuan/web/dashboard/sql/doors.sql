-- The roll-up door and the two by which the timer keeps it. All three give or change sums, never a row about a problem.

-- Sums of one kind of cell within the caller's own reach. Deadlines come back as late, soon (up to `near`) and later, as of `today`;
-- weeks before `since` without their day. `keys` and `wanted_campaign` narrow; null is all.
create or replace function door_figures(
  wanted text, keys bigint[], wanted_campaign bigint, since date, today date, near date)
returns table (key bigint, fact text, day date, n bigint)
language plpgsql stable security definer set search_path = public, pg_temp as $$
declare
  lo bigint := nullif(current_setting('app.lo', true), '')::bigint;
  hi bigint := nullif(current_setting('app.hi', true), '')::bigint;
  places bigint[] := coalesce(nullif(current_setting('app.areas', true), '')::bigint[], '{}');
  own bigint[] := coalesce(nullif(current_setting('app.units', true), '')::bigint[], '{}');
  county boolean := coalesce(hi - lo >= 1000000, false);
begin
  if nullif(current_setting('app.role', true), '') is null or wanted not in ('town', 'village', 'unit', 'body') then
    raise insufficient_privilege using message = 'figures are given to people in a post, of four kinds';
  end if;
  return query
    with cells as (
      select t.key, t.campaign, t.fact, t.day, t.n from dashboard_figuretally t where t.kind = wanted
      union all
      select d.key, d.campaign, d.fact, d.day, d.n from dashboard_figuredelta d where d.kind = wanted
    ), reached as (
      select distinct c.key from cells c where (keys is null or c.key = any(keys)) and (county or case wanted
        when 'town' then c.key >= lo and c.key + 1000 <= hi
        when 'village' then (c.key >= lo and c.key < hi) or c.key = any(places)
        when 'unit' then c.key = any(own) or exists (
          select 1 from areas_unit u join areas_area a on a.id = u.area_id
            where u.id = c.key and u.kind in ('township', 'village', 'team')
              and ((a.code >= lo and a.code < hi) or a.code = any(places)))
        else c.key = any(own) end)
    )
    select c.key,
        case when c.fact <> 'due' then c.fact::text when c.day < today then 'late' when c.day <= near then 'soon' else 'later' end,
        case when c.fact <> 'due' and c.day >= since then c.day end,
        sum(c.n)
      from cells c join reached using (key)
      where wanted_campaign is null or c.campaign = wanted_campaign
      group by 1, 2, 3 having sum(c.n) <> 0;
end $$;

-- Folding: appended changes go into the cells. One at a time; readers see the sum of both before and after.
create or replace function door_fold_figures() returns bigint
language plpgsql volatile security definer set search_path = public, pg_temp as $$
declare
  folded bigint;
begin
  if nullif(current_setting('app.role', true), '') is distinct from 'system' then
    raise insufficient_privilege using message = 'only the timer folds figures';
  end if;
  if not pg_try_advisory_xact_lock(7013442960) then
    return 0;
  end if;
  with gone as (
    delete from dashboard_figuredelta returning kind, key, campaign, fact, day, n
  ), kept as (
    insert into dashboard_figuretally as t (kind, key, campaign, fact, day, n)
      select g.kind, g.key, g.campaign, g.fact, g.day, sum(g.n) from gone g group by 1, 2, 3, 4, 5
      on conflict (kind, key, campaign, fact, day) do update set n = t.n + excluded.n
  )
  select count(*) into folded from gone;
  delete from dashboard_figuretally t where t.n = 0;
  return folded;
end $$;

-- The check: all cells counted anew from the rows and compared within one statement, and so one view of the data; a difference is
-- appended like any change. Gives the id of its report.
create or replace function door_check_figures(moment timestamptz) returns bigint
language plpgsql volatile security definer set search_path = public, pg_temp as $$
declare
  report bigint;
begin
  if nullif(current_setting('app.role', true), '') is distinct from 'system' then
    raise insufficient_privilege using message = 'only the timer checks figures';
  end if;
  with truth as (
    select f.kind, f.key, f.campaign, f.fact, f.day, count(*) as n
      from problems_problem p cross join lateral figures_of(p) f group by 1, 2, 3, 4, 5
  ), held as (
    select t.kind, t.key, t.campaign, t.fact, t.day, t.n from dashboard_figuretally t
    union all
    select d.kind, d.key, d.campaign, d.fact, d.day, d.n from dashboard_figuredelta d
  ), wrong as (
    select x.kind, x.key, x.campaign, x.fact, x.day, sum(x.n) as n, sum(x.was) as was from (
        select y.kind::text, y.key, y.campaign, y.fact::text, y.day, y.n, 0::bigint as was from truth y
        union all
        select h.kind, h.key, h.campaign, h.fact, h.day, -h.n, h.n from held h
      ) x group by 1, 2, 3, 4, 5 having sum(x.n) <> 0
  ), mended as (
    insert into dashboard_figuredelta (kind, key, campaign, fact, day, n)
      select w.kind, w.key, w.campaign, w.fact, w.day, w.n from wrong w
  )
  insert into dashboard_figurecheck (at, cells, differed, sample)
    select moment, (select count(*) from truth), (select count(*) from wrong), coalesce(
        (select jsonb_agg(to_jsonb(s)) from (select * from wrong w order by abs(w.n) desc, w.kind, w.key, w.fact limit 10) s), '[]')
    returning id into report;
  return report;
end $$;
