-- Figures kept with every change of a problem. What a problem counts for stands in figures_of and nowhere else: the triggers
-- append the difference between after and before, the nightly check recounts by the same function. The three functions below fix no
-- search path, or PostgreSQL could not inline them; only functions that do fix one call them.

-- Monday of a day's week.
create or replace function figures_monday(day date) returns date
language sql immutable as $$ select day - (extract(isodow from day)::int - 1) $$;

-- Who answers for what a unit leads: for a village or a team the township above it, else the unit itself.
create or replace function figures_body(wanted bigint) returns bigint
language sql stable as $$
  select case when u.kind in ('village', 'team') then coalesce(
      (select t.id from unnest(u.chain) with ordinality as c(id, nr) join areas_unit t on t.id = c.id
        where t.kind = 'township' order by c.nr limit 1), u.id) else u.id end
    from areas_unit u where u.id = wanted
$$;

-- The cells one problem counts in: each fact that holds, once for its township, its village, its lead, and who answers for that.
create or replace function figures_of(p problems_problem)
returns table (kind text, key bigint, campaign bigint, fact text, day date)
language sql stable as $$
  select k.kind, k.key, coalesce(p.campaign_id, 0), f.fact, f.day
    from (values
        ('found', true, figures_monday(p.discovered_on)),
        ('dispatched', p.state <> 'unassigned', null::date),
        ('put_right', p.state in ('submitted', 'recheck', 'closed', 'routine'), null),
        ('verified', p.verified, null),
        ('closed', p.state in ('closed', 'routine'), figures_monday((p.closed_at at time zone 'Asia/Shanghai')::date)),
        ('open', p.state not in ('closed', 'routine'), null),
        ('due', p.state not in ('closed', 'routine', 'recheck') and p.due is not null, p.due),
        ('severe', p.state not in ('closed', 'routine') and p.severity = 'severe', null),
        ('reopened', p.rounds > 0, null),
        ('repeat', p.repeat_of_id is not null, null),
        ('returned', p.returned > 0, null),
        ('fell_back', p.fell_back > 0, null),
        ('handed_late', p.handed_late, null)
      ) as f(fact, holds, day)
    cross join (select figures_body(p.lead_unit_id) as body offset 0) b  -- once a problem: it looks units up
    cross join lateral (values
        ('town', p.area_code / 1000 * 1000),
        ('village', p.area_code),
        ('unit', p.lead_unit_id),
        ('body', b.body)
      ) as k(kind, key)
    where p.state <> 'merged' and f.holds and k.key is not null
$$;

create or replace function follow_figures_insert() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
begin
  insert into dashboard_figuredelta (kind, key, campaign, fact, day, n)
    select f.kind, f.key, f.campaign, f.fact, f.day, count(*)
      from after_rows p cross join lateral figures_of(p::problems_problem) f group by 1, 2, 3, 4, 5;
  return null;
end $$;

create or replace function follow_figures_update() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
begin
  insert into dashboard_figuredelta (kind, key, campaign, fact, day, n)
    select x.kind, x.key, x.campaign, x.fact, x.day, sum(x.n) from (
        select f.*, 1 as n from after_rows p cross join lateral figures_of(p::problems_problem) f
        union all
        select f.*, -1 from before_rows p cross join lateral figures_of(p::problems_problem) f
      ) x group by 1, 2, 3, 4, 5 having sum(x.n) <> 0;
  return null;
end $$;

create or replace function follow_figures_delete() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
begin
  insert into dashboard_figuredelta (kind, key, campaign, fact, day, n)
    select f.kind, f.key, f.campaign, f.fact, f.day, -count(*)
      from before_rows p cross join lateral figures_of(p::problems_problem) f group by 1, 2, 3, 4, 5;
  return null;
end $$;

create or replace trigger figures_insert after insert on problems_problem
  referencing new table as after_rows for each statement execute function follow_figures_insert();
create or replace trigger figures_update after update on problems_problem
  referencing old table as before_rows new table as after_rows for each statement execute function follow_figures_update();
create or replace trigger figures_delete after delete on problems_problem
  referencing old table as before_rows for each statement execute function follow_figures_delete();

-- A county that was at work before figures were kept: counted once.
do $$
begin
  if not exists (select from dashboard_figuretally) and not exists (select from dashboard_figuredelta) then
    insert into dashboard_figuredelta (kind, key, campaign, fact, day, n)
      select f.kind, f.key, f.campaign, f.fact, f.day, count(*)
        from problems_problem p cross join lateral figures_of(p) f group by 1, 2, 3, 4, 5;
  end if;
end $$;
