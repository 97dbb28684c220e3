-- A household's rows are granted by its own number: its household_id is its id.
create or replace function registry_household_self() returns trigger language plpgsql set search_path = public, pg_temp as $$
begin
  new.household_id := new.id;
  return new;
end $$;
do $$ begin
  if to_regclass('public.registry_household') is not null then
    create or replace trigger household_self before insert or update on registry_household
      for each row execute function registry_household_self();
  end if;
end $$;
