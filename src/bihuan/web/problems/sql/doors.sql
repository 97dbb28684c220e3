-- Two doors: a problem sent to another place leaves the sender's sight, and a leaver's work is passed on by an
-- administrator who may see no problem at all. Both ask who calls, both change nothing else.

-- Transfer: a problem without a live assignment goes to another place of today. True when it went.
create or replace function door_transfer_problem(wanted bigint, code bigint, words text) returns boolean
language plpgsql security definer set search_path = public, pg_temp as $$
declare
  caller text := nullif(current_setting('app.role', true), '');
  lo bigint := nullif(current_setting('app.wlo', true), '')::bigint;
  hi bigint := nullif(current_setting('app.whi', true), '')::bigint;
begin
  if caller is null or caller not in ('office', 'township', 'system') then
    raise insufficient_privilege using message = 'only an office or a township transfers problems';
  end if;
  if not exists (select 1 from areas_area a where a.code = door_transfer_problem.code and a.valid_to is null) then
    return false;
  end if;
  update problems_problem p set area_code = door_transfer_problem.code, place = left(words, 60)
    where p.id = wanted and p.area_code >= lo and p.area_code < hi
      and not exists (select 1 from problems_assignment x where x.problem_id = p.id and x.round = p.rounds and x.state <> 'withdrawn');
  return found;
end $$;

-- Hand-over: open assignments of a leaver go to a successor; one who has verified a gate in force gets none of that problem,
-- which then stays with the unit. A line for each problem goes into the journal. How many assignments it was.
create or replace function door_hand_over_problems(leaver bigint, successor bigint, moment timestamptz) returns integer
language plpgsql security definer set search_path = public, pg_temp as $$
declare
  caller text := nullif(current_setting('app.role', true), '');
  who accounts_person;
  giver accounts_person;
  part record;
  heir bigint;
  passed integer := 0;
begin
  if caller is null or caller not in ('administrator', 'system') then
    raise insufficient_privilege using message = 'only an administrator passes work on';
  end if;
  select * into strict giver from accounts_person where id = leaver;
  select * into strict who from accounts_person where id = successor;
  if who.left_on is not null or leaver = successor then
    return 0;
  end if;
  for part in
    select a.id, a.problem_id, p.area_code, p.units, p.household_id, a.role
      from problems_assignment a join problems_problem p on p.id = a.problem_id
      where a.owner_id = leaver and a.round = p.rounds and a.state in ('issued', 'acknowledged', 'working', 'forwarded', 'returned', 'submitted')
      for update of a, p
  loop
    heir := case when exists (
      select 1 from problems_gate g where g.problem_id = part.problem_id and g.by_id = successor and g.state in ('passed', 'not_applicable')
    ) then null else successor end;
    update problems_assignment set owner_id = heir, hands = case when heir is null then hands else array_append(hands, heir) end where id = part.id;
    update problems_problem set version = version + 1,
        owner_id = case when part.role = 'lead' then heir else owner_id end,
        waiting_words = replace(waiting_words, giver.name, case when heir is null then '' else who.name end)
      where id = part.problem_id;
    insert into journal_journalline (at, code, person_id, person_name, unit_id, unit_name, role, request_id, object_type, object_id,
        area_code, units, household_id, data)
      values (moment, 'problem.owner_changed', nullif(current_setting('app.person', true), '')::bigint, '', null, '系统管理员', caller, '',
        'problems.problem', part.problem_id, part.area_code, part.units, part.household_id,
        jsonb_build_object('before', giver.name, 'after', coalesce(case when heir is null then null else who.name end, '本单位')));
    passed := passed + 1;
  end loop;
  return passed;
end $$;
