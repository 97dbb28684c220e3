-- What somebody answered and what a run saw stay as they were said; only where the finding lies may follow the finding.
create or replace function quality_said_once() returns trigger language plpgsql set search_path = public, pg_temp as $$
begin
  if to_jsonb(new) - array['area_code', 'units', 'household_id'] is distinct from to_jsonb(old) - array['area_code', 'units', 'household_id'] then
    raise insufficient_privilege using message = 'what was said of a finding is never changed';
  end if;
  return new;
end $$;
create or replace trigger said_once before update on quality_answer for each row execute function quality_said_once();
create or replace trigger said_once before update on quality_findingevent for each row execute function quality_said_once();
