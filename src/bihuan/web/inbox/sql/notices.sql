-- Who adds a notice tells of something he did himself in this very transaction, to a unit or person that has to do with it. Receivers
-- are often out of the teller's sight, so the check runs with the owner's rights; a refusal says no more than that it is one.
-- Not doors: a trigger fires without anybody being able to call its function.

-- Whether case columns lie within what the caller reads: the policy's arms but that of households, who tells nobody.
create or replace function teller_sees(code bigint, held integer[]) returns boolean
language sql stable set search_path = public, pg_temp as $$
  select coalesce(code >= nullif(current_setting('app.lo', true), '')::bigint
      and code < nullif(current_setting('app.hi', true), '')::bigint, false)
    or coalesce(code = any(nullif(current_setting('app.areas', true), '')::bigint[]), false)
    or coalesce(held && nullif(current_setting('app.units', true), '')::int[], false)
$$;

-- Whether the thing lies in the caller's sight and the receiver has to do with it.
create or replace function notice_reaches(kind text, wanted bigint, to_unit bigint, to_person bigint) returns boolean
language sql stable set search_path = public, pg_temp as $$
  select case kind
    when 'problems.problem' then exists (
      select 1 from problems_problem p where p.id = wanted and sees_problem(p) and (
        to_unit in (p.lead_unit_id, p.waiting_unit_id, p.raised_unit_id)
        or exists (select 1 from problems_assignment a where a.problem_id = p.id and to_unit in (a.unit_id, a.issued_unit_id))
        or to_person = p.raised_by_id
        or exists (select 1 from problems_extension e where e.problem_id = p.id and e.asked_by_id = to_person)))
    when 'campaigns.answer' then exists (
      select 1 from campaigns_answer a where a.id = wanted and teller_sees(a.area_code, a.units)
        and (a.unit_id = to_unit or exists (select 1 from campaigns_answer b where b.parent_id = a.id and b.unit_id = to_unit)))
    when 'campaigns.return' then exists (
      select 1 from campaigns_return r where r.id = wanted and teller_sees(r.area_code, r.units) and r.unit_id = to_unit)
    when 'problems.sweepask' then exists (
      select 1 from problems_sweepask s where s.id = wanted and to_unit in (s.unit_id, s.asked_unit_id)
        and (s.unit_id = any(nullif(current_setting('app.units', true), '')::int[])
          or s.asked_unit_id = any(nullif(current_setting('app.units', true), '')::int[])))
    when 'campaigns.campaign' then exists (
      select 1 from campaigns_campaign c where c.id = wanted
        and c.unit_id = any(nullif(current_setting('app.wunits', true), '')::int[])
        and (exists (select 1 from campaigns_answer a where a.campaign_id = c.id and a.unit_id = to_unit)
          or exists (select 1 from campaigns_return r where r.campaign_id = c.id and r.unit_id = to_unit)))
    when 'papers.issuedpaper' then exists (
      select 1 from papers_issuedpaper i where i.id = wanted and to_unit = any(i.audience)
        and i.unit_id = any(nullif(current_setting('app.wunits', true), '')::int[]))
    when 'quality.finding' then exists (
      select 1 from quality_finding f where f.id = wanted and teller_sees(f.area_code, f.units) and (
        exists (select 1 from areas_unit u where u.id = to_unit and u.kind = 'office')
        or exists (select 1 from quality_exemption e where e.finding_id = f.id and e.asked_by_id = to_person)))
    else false end
$$;

create or replace function check_notice() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
declare
  me bigint := nullif(current_setting('app.person', true), '')::bigint;
  acts text := coalesce(current_setting('app.role', true), '');
  line journal_journalline;
begin
  -- The timers, and whoever is the database's owner: migrations, restoring a copy.
  if acts = 'system' or session_user = current_user then
    return new;
  end if;
  if me is null or new.posted or new.kind = 'due' or new.key !~ '^(line|part|reminded|asked|campaign|period|sweep|exempt):[0-9]' then
    raise insufficient_privilege using message = 'a notice of this sort is not for people to add';
  end if;
  if new.object_type = 'inbox.nudge' then
    perform 1 from inbox_nudge n where n.id = new.object_id and n.by_id = me and n.unit_id = new.unit_id
      and new.kind = 'reminded' and new.line_id is null
      and n.by_unit_id = any(nullif(current_setting('app.units', true), '')::int[]);
    if not found then
      raise insufficient_privilege using message = 'a notice tells of a reminder of one''s own';
    end if;
    return new;
  end if;
  -- Unsealed: written in this transaction. Lines are sealed at its end.
  select * into line from journal_journalline l where l.id = new.line_id and l.person_id = me
    and l.object_type = new.object_type and l.object_id = new.object_id
    and not exists (select 1 from journal_journalseal s where s.line_id = l.id);
  if not found or new.data <> '{}' then
    raise insufficient_privilege using message = 'a notice tells of what its writer just did';
  end if;
  if line.code = 'people.handed_over' and acts = 'administrator' and new.person_id::text = line.data->>'successor_id' then
    return new;
  end if;
  if not notice_reaches(new.object_type, new.object_id, new.unit_id, new.person_id) then
    raise insufficient_privilege using message = 'a notice goes to those who have to do with the thing';
  end if;
  return new;
end $$;
create or replace trigger check_notice before insert on inbox_notice for each row execute function check_notice();
