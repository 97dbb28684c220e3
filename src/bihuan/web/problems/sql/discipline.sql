-- What came of a referral takes its unit and its reader from the referral. It runs with the writer's rights:
-- whoever does not see the referral finds none and is refused.
create or replace function stamp_referral_outcome() returns trigger language plpgsql set search_path = public, pg_temp as $$
begin
  select r.unit_id, r.told_id into new.unit_id, new.told_id from problems_referral r where r.id = new.referral_id;
  if not found then
    raise insufficient_privilege using message = 'the referral is not there';
  end if;
  return new;
end $$;
create or replace trigger stamp_outcome before insert on problems_referraloutcome for each row execute function stamp_referral_outcome();
