-- Replaces the first lease_claim, which gave up by itself what had cost too many workers: now the claimer does, which tells
-- whoever waits for the job. The rest is as it was.
drop function lease_claim(text, text, int, float, int);

create function lease_claim(p_queue text, p_holder text, p_limit int, p_seconds float) returns setof lease
language plpgsql security definer set search_path = public, pg_temp as $$
declare t timestamptz := clock_timestamp(); start bigint; orgs bigint[]; picked bigint[]; more bigint[];
  width int := least(25, p_limit);
begin
  perform set_config('synchronous_commit', 'off', true);  -- a claim may be lost without harm
  select array_agg(id) into picked from (select id from lease where queue = p_queue and state = 'ready'
    and crashes > 0 and due <= t order by due limit 1 for update skip locked) x;  -- once held by a vanished worker: singly
  if picked is null then
    start := coalesce(nullif(current_setting('lease.start', true), '')::bigint, 0);
    for turn in 1..2 loop  -- the next organisations after those visited last time, by a loose index scan
      with recursive o(id, n) as (
        (select organisation_id, 1 from lease where queue = p_queue and state = 'ready' and crashes = 0
           and organisation_id > start order by organisation_id limit 1)
        union all
        select (select l.organisation_id from lease l where l.queue = p_queue and l.state = 'ready' and l.crashes = 0
           and l.organisation_id > o.id order by l.organisation_id limit 1), n + 1 from o where o.id is not null and n < width)
      select array_agg(id) into orgs from o where id is not null;
      exit when orgs is not null or start = 0;
      start := 0;
    end loop;
    if orgs is null then return; end if;
    perform set_config('lease.start', case when cardinality(orgs) < width then '0' else orgs[width]::text end, false);
    select array_agg(id) into picked from (
      select j.id from unnest(orgs) o cross join lateral (
        select id from lease where queue = p_queue and state = 'ready' and crashes = 0 and organisation_id = o
        and due <= t order by due limit ceil(p_limit::float / cardinality(orgs)) for update skip locked) j
      limit p_limit) x;
    if coalesce(cardinality(picked), 0) < p_limit then  -- fill up by age
      select array_agg(id) into more from (select id from lease where queue = p_queue and state = 'ready'
        and crashes = 0 and due <= t and id <> all(coalesce(picked, '{}')) order by due
        limit p_limit - coalesce(cardinality(picked), 0) for update skip locked) x;
      picked := picked || more;
    end if;
  end if;
  if picked is null then return; end if;
  return query update lease set crashes = crashes + (holder is not null)::int, holder = p_holder, again = false,
    due = t + make_interval(secs => p_seconds) where id = any(picked) and state = 'ready' returning *;
end $$;
alter function lease_claim(text, text, int, float) owner to changlai_gate;
