-- The bands within one bit of those of a look: four of sixteen bits each, numbered. Two looks at most six bits apart have a band at most
-- one bit apart (pigeonhole), so that the index on bands finds every one of them; the exact distance is asked afterwards.
create or replace function look_near(look bigint) returns integer[]
language sql immutable strict set search_path = public, pg_temp as $$
  select array_agg(band * 65536 + (((look >> (16 * band)) & 65535)::int # flip))
  from generate_series(0, 3) band, unnest(array[0, 1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024, 2048, 4096, 8192, 16384, 32768]) flip
$$;

-- A file used for two problems is worth a second look, also where the other problem lies out of the asker's sight. The door tells,
-- for evidence of problems the asker sees, in how many OTHER problems the same file (by its hash) or a photo of the same look
-- (difference hash, at most six of its 64 bits apart) stands and counts, and which of those the asker sees; never which others, where, or whose.
drop function if exists door_evidence_twins(bigint[]);
create function door_evidence_twins(wanted bigint[])
returns table (evidence_id bigint, kind text, twins bigint, seen bigint[])
language sql stable security definer set search_path = public, pg_temp as $$
  with mine as (
    select e.id, e.problem_id, e.sha256, e.look from problems_evidence e join problems_problem p on p.id = e.problem_id
    where e.id = any(wanted[1:500]) and sees_problem(p)
  ), pairs as (
    select m.id, 'same' as kind, o.problem_id from mine m join problems_evidence o
      on o.sha256 = m.sha256 and o.problem_id <> m.problem_id and o.withdrawn_at is null
    union
    select m.id, 'alike', o.problem_id from mine m cross join lateral (
      select x.problem_id from problems_evidence x
      where array[(x.look & 65535)::int, 65536 + ((x.look >> 16) & 65535)::int, 131072 + ((x.look >> 32) & 65535)::int,
          196608 + ((x.look >> 48) & 65535)::int] && look_near(m.look)
        and x.look is not null and bit_count((x.look # m.look)::bit(64)) <= 6
        and x.sha256 <> m.sha256 and x.problem_id <> m.problem_id and x.withdrawn_at is null) o
  )
  select t.id, t.kind, count(*), array_remove(array_agg(case when sees_problem(p) then p.id end order by p.number), null)
  from pairs t join problems_problem p on p.id = t.problem_id group by t.id, t.kind
$$;
