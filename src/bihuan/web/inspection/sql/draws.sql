-- The seed of a draw is made here, promised before the frame is frozen, and given out only when the frame can no longer change.

-- Promise: makes the seed of a draw that has none and gives back its SHA-256, never the seed.
create or replace function door_commit_draw(wanted bigint) returns text
language plpgsql volatile security definer set search_path = public, pg_temp as $$
declare
  made text := encode(sha256((gen_random_uuid()::text || gen_random_uuid()::text)::bytea), 'hex');
begin
  if nullif(current_setting('app.role', true), '') is distinct from 'office' then
    raise insufficient_privilege using message = 'only the office makes draws';
  end if;
  insert into inspection_drawseed (draw_id, seed)
    select d.id, made from inspection_draw d where d.id = wanted and d.state = 'frozen' and d.fingerprint = '';
  if not found then
    raise insufficient_privilege using message = 'a seed is promised once, before the frame is frozen';
  end if;
  return encode(sha256(made::bytea), 'hex');
end $$;

-- Reveal: the seed of a draw whose frame is frozen and lies within the caller's writing range.
create or replace function door_reveal_draw(wanted bigint) returns text
language plpgsql volatile security definer set search_path = public, pg_temp as $$
declare
  kept text;
  lo bigint := nullif(current_setting('app.wlo', true), '')::bigint;
  hi bigint := nullif(current_setting('app.whi', true), '')::bigint;
begin
  if nullif(current_setting('app.role', true), '') is distinct from 'office' then
    raise insufficient_privilege using message = 'only the office draws';
  end if;
  update inspection_drawseed s set revealed_at = coalesce(s.revealed_at, now()) from inspection_draw d
    where s.draw_id = wanted and d.id = wanted and d.state = 'frozen' and d.fingerprint <> '' and d.area_code >= lo and d.area_code < hi
    returning s.seed into kept;
  if kept is null then
    raise insufficient_privilege using message = 'a seed is revealed once the frame is frozen';
  end if;
  return kept;
end $$;

-- What was promised, frozen or revealed stays; the same for the lines of the frame.
create or replace function keep_draw() returns trigger language plpgsql as $$
begin
  if (old.commitment <> '' and new.commitment is distinct from old.commitment)
    or (old.fingerprint <> '' and new.fingerprint is distinct from old.fingerprint)
    or (old.seed <> '' and new.seed is distinct from old.seed)
    or (old.fingerprint <> '' and (new.percent, new.at_least) is distinct from (old.percent, old.at_least)) then
    raise insufficient_privilege using message = 'what a draw has promised is never changed';
  end if;
  return new;
end $$;
create or replace trigger keep_draw before update on inspection_draw for each row execute function keep_draw();

create or replace function keep_drawitem() returns trigger language plpgsql as $$
begin
  if tg_op = 'INSERT' then
    if exists (select 1 from inspection_draw d where d.id = new.draw_id and d.fingerprint <> '') then
      raise insufficient_privilege using message = 'the frame of a draw is frozen';
    end if;
  elsif (new.draw_id, new.problem_id, new.key, new.stratum, new.unit_id, new.version, new.round)
    is distinct from (old.draw_id, old.problem_id, old.key, old.stratum, old.unit_id, old.version, old.round)
    or (old.ticket <> '' and (new.ticket, new.drawn) is distinct from (old.ticket, old.drawn)) then
    raise insufficient_privilege using message = 'the frame of a draw is frozen';
  end if;
  return new;
end $$;
create or replace trigger keep_drawitem before insert or update on inspection_drawitem for each row execute function keep_drawitem();
