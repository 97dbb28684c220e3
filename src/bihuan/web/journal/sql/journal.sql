-- A line is inserted unchained with the change it tells of; at commit a deferred trigger chains it.
-- Chaining at insert forked or deadlocked under concurrency; here the head row is locked only while committing.

-- The text that is hashed: every column in order, each after its length in bytes, so that no value can pass for two.
create or replace function journal_text(place bigint, l journal_journalline) returns text
language sql stable set search_path = public, pg_temp as $$
  select string_agg(octet_length(value) || ':' || value, '' order by nr) from unnest(array[
    place::text, l.id::text, to_char(l.at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US'), l.code,
    coalesce(l.person_id::text, '-'), l.person_name, coalesce(l.unit_id::text, '-'), l.unit_name, l.role, l.request_id,
    l.object_type, coalesce(l.object_id::text, '-'), coalesce(l.area_code::text, '-'), l.units::text,
    coalesce(l.household_id::text, '-'), l.data::text]) with ordinality as u(value, nr)
$$;

insert into journal_journalhead (one, seq, hash) values (true, 0, decode(repeat('00', 32), 'hex')) on conflict do nothing;

create or replace function seal_journal_line() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
declare
  head journal_journalhead;
  line journal_journalline;
  next bytea;
begin
  select * into strict head from journal_journalhead where one for update;
  select * into strict line from journal_journalline where id = new.id;
  next := sha256(head.hash || convert_to(journal_text(head.seq + 1, line), 'UTF8'));
  insert into journal_journalseal (seq, line_id, previous, hash) values (head.seq + 1, new.id, head.hash, next);
  update journal_journalhead set seq = head.seq + 1, hash = next where one;
  return null;
end $$;

do $$
begin
  if not exists (select 1 from pg_trigger where tgname = 'seal' and tgrelid = 'journal_journalline'::regclass) then
    create constraint trigger seal after insert on journal_journalline
      deferrable initially deferred for each row execute function seal_journal_line();
  end if;
end $$;
