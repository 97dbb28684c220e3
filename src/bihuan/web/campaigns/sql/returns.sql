-- What left a unit's hands is never changed: not its rows, not its words, not its scans, by nobody, the owner included.
-- Only the columns that say where a row belongs may follow, when an area is renumbered or a unit moves.

create or replace function return_version_keeps() returns trigger language plpgsql as $$
declare
  ours jsonb := to_jsonb(new) - array['area_code', 'units', 'household_id'];
  before jsonb := to_jsonb(old) - array['area_code', 'units', 'household_id'];
begin
  if ours = before then
    return new;
  end if;
  if old.state in ('frozen', 'sent_back', 'dropped') then
    raise insufficient_privilege using message = format('version %s of return %s is %s and is never changed', old.number, old.of_id, old.state);
  end if;
  if old.state = 'submitted' and (
      new.state not in ('submitted', 'frozen', 'sent_back')
      or ours - array['state', 'judged_by_id', 'judged_at', 'reason'] <> before - array['state', 'judged_by_id', 'judged_at', 'reason']) then
    raise insufficient_privilege using message = format('version %s of return %s was handed in and is only judged', old.number, old.of_id);
  end if;
  return new;
end $$;
create or replace trigger keeps before update on campaigns_returnversion for each row execute function return_version_keeps();
create or replace trigger keeps_all before delete on campaigns_returnversion for each row execute function refuse_change();

-- Rows are written while their version is a draft, scans until it is closed.
create or replace function return_part_keeps() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
declare
  stands text;
begin
  if tg_op = 'UPDATE' and to_jsonb(new) - array['area_code', 'units', 'household_id'] = to_jsonb(old) - array['area_code', 'units', 'household_id'] then
    return new;
  end if;
  if tg_op = 'UPDATE' and new.version_id <> old.version_id then
    raise insufficient_privilege using message = format('rows of %s stay with their version', tg_table_name);
  end if;
  select state into stands from campaigns_returnversion where id = new.version_id for share;
  if stands = any(tg_argv) then
    return new;
  end if;
  raise insufficient_privilege using message = format('version %s is %s: its rows of %s are never changed', new.version_id, stands, tg_table_name);
end $$;
create or replace trigger keeps before insert or update on campaigns_returnrow for each row execute function return_part_keeps('draft');
create or replace trigger keeps_all before delete on campaigns_returnrow for each row execute function refuse_change();
create or replace trigger keeps before insert or update on campaigns_returnscan for each row execute function return_part_keeps('draft', 'submitted');
create or replace trigger keeps_all before delete on campaigns_returnscan for each row execute function refuse_change();
