-- Append-only tables: no role changes a row that stands, not even the owner.
create or replace function refuse_change() returns trigger language plpgsql as $$
begin
  raise insufficient_privilege using message = format('rows of %s are never changed or removed', tg_table_name);
end $$;
