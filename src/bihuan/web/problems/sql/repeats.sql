-- How alike two titles are, from 0 to 1: pairs of neighbouring characters in common (Dice), figures and marks left out.
create or replace function title_bare(words text) returns text
language sql immutable strict set search_path = public, pg_temp as $$
  select regexp_replace(words, '[0-9０-９[:space:][:punct:]，。、；：！？“”‘’（）《》—…·]+', '', 'g')
$$;

create or replace function title_pairs(words text) returns text[]
language sql immutable strict set search_path = public, pg_temp as $$
  select coalesce(array_agg(distinct substr(title_bare(words), i, 2)), '{}')
  from generate_series(1, greatest(length(title_bare(words)) - 1, 0)) i
$$;

-- Proposes what a newly registered problem may be the same as: at the same place (a village's also at its township's, a township's
-- also at its villages'), open or closed for no longer than `days`, by household, check item and likeness of the title.
-- It looks past the caller's sight and writes at most three proposals as children of the new problem; the caller learns their number,
-- and from each the id of the other and one unit to ask. At most 3 000 problems are looked at, the newest first; pairs are compared for the
-- forty nearest by trigrams alone, which are some thirty times cheaper.
create or replace function door_propose_repeats(wanted bigint, days integer) returns integer
language plpgsql security definer set search_path = public, pg_temp as $$
declare
  p problems_problem;
  pairs text[];
  bare text;
  lo bigint;
  hi bigint;
  above bigint;
  made integer;
begin
  select * into p from problems_problem x where x.id = wanted and sees_problem(x);
  if not found or p.raised_by_id is distinct from nullif(current_setting('app.person', true), '')::bigint
    or p.merged_into_id is not null or exists (select 1 from problems_repeat r where r.problem_id = wanted) then
    return 0;
  end if;
  pairs := title_pairs(p.title);
  bare := regexp_replace(p.title, '[0-9]+', '', 'g');
  lo := p.area_code;
  hi := p.area_code + case when p.area_code % 1000 = 0 and p.area_code % 1000000 <> 0 then 1000 else 1 end;
  above := case when p.area_code % 1000 <> 0 then p.area_code / 1000 * 1000 end;
  insert into problems_repeat (problem_id, other_id, ask_unit_id, alike, state, note, area_code, units)
  select wanted, m.id, coalesce(m.lead_unit_id, m.raised_unit_id), round(100 * m.alike), 'proposed', '', 0, '{}'
  from (
    select q.id, q.lead_unit_id, q.raised_unit_id, q.area_code, q.household_id, q.check_item_id, q.category,
      2.0 * cardinality(array(select unnest(pairs) intersect select unnest(title_pairs(q.title))))
        / nullif(cardinality(pairs) + cardinality(title_pairs(q.title)), 0) as alike
    from (
      select * from (
        (select * from problems_problem x where x.area_code >= lo and x.area_code < hi and x.id < wanted order by x.id desc limit 3000)
        union all
        (select * from problems_problem x where x.area_code = above and x.id < wanted order by x.id desc limit 500)
        union all
        (select * from problems_problem x where x.household_id = p.household_id and (x.area_code < lo or x.area_code >= hi)
          and x.area_code is distinct from above and x.id < wanted order by x.id desc limit 200)
      ) y
      where y.merged_into_id is null and y.id is distinct from p.origin_id
        and (y.origin_id is null or y.origin_id is distinct from p.origin_id)
        and (y.closed_at is null or y.closed_at > now() - make_interval(days => days))
      order by similarity(bare, regexp_replace(y.title, '[0-9]+', '', 'g')) desc, y.id desc limit 40
    ) q
  ) m
  where m.alike >= case
    when m.household_id = p.household_id then 0.30
    when m.area_code = p.area_code and (m.check_item_id = p.check_item_id or m.category = nullif(p.category, '')) then 0.35
    else 0.60 end
  order by m.alike desc, m.id desc limit 3;
  get diagnostics made = row_count;
  return made;
end $$;
