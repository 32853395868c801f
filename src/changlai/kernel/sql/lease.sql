-- Jobs, timers and outbox: one lease table. A claimed row is a row whose due time is the end of its lease: an expired
-- lease is simply due again, and that it still has a holder tells that the holder vanished.
create table lease (
  id bigint generated always as identity primary key, queue text not null, organisation_id bigint not null,
  kind text not null, body json not null, unique_key text, due timestamptz not null, holder text,
  attempts int not null default 0, crashes int not null default 0, state text not null default 'ready', error text,
  again bool not null default false, made timestamptz not null default now(),
  unique (organisation_id, queue, unique_key)) with (fillfactor = 80, autovacuum_vacuum_scale_factor = 0.02);
create index lease_due on lease (queue, due) where state = 'ready' and crashes = 0;
create index lease_fair on lease (queue, organisation_id, due) where state = 'ready' and crashes = 0;
create index lease_suspect on lease (queue, due) where state = 'ready' and crashes > 0;
create index lease_dead on lease (organisation_id, id) where state = 'dead';

-- What has cost a worker is handed out singly; what has cost too many is given up by its claimer, who tells whoever waits
-- for it.
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

-- A second order for a unique key that is being worked on right now is remembered: the job runs once more afterwards. One
-- that waits is done at the earlier of its times, a dead one is revived; but a job that failed and waits to be tried again
-- is not brought forward: the wait is what a platform asked for, or what keeps its tries from being used up in a second.
create function lease_add(p_queue text, p_org bigint[], p_kind text[], p_body text[], p_key text[], p_delay float[]) returns void
language sql as $$
  insert into lease as l (queue, organisation_id, kind, body, unique_key, due)
    select p_queue, o, k, b::json, u, clock_timestamp() + make_interval(secs => d)
    from unnest(p_org, p_kind, p_body, p_key, p_delay) x(o, k, b, u, d) order by o, u
  on conflict (organisation_id, queue, unique_key) do update set
    again = l.again or l.holder is not null,
    state = 'ready', error = case when l.state = 'dead' then null else l.error end,
    attempts = case when l.state = 'dead' then 0 else l.attempts end, crashes = case when l.state = 'dead' then 0 else l.crashes end,
    due = case when l.holder is not null then l.due when l.state = 'dead' then excluded.due
               when l.error is not null then l.due else least(l.due, excluded.due) end,
    body = case when l.holder is null then excluded.body else l.body end
    where l.holder is not null or l.state = 'dead' or l.due > excluded.due;
  select pg_notify('kernel_lease', p_queue)
$$;

-- Completion: what this holder still holds is removed, or, ordered once more meanwhile, made due again with a clean record.
create function lease_finish(p_ids bigint[], p_holder text) returns setof bigint language plpgsql as $$
declare held bigint[];
begin
  select array_agg(id) into held from (select id from lease where id = any(p_ids) and holder = p_holder and state = 'ready' for update) x;
  update lease set holder = null, again = false, attempts = 0, crashes = 0, error = null, due = clock_timestamp()
    where id = any(held) and again;
  delete from lease where id = any(held) and holder is not null;
  return query select unnest(held);
end $$;

create table cron (
  name text primary key, every interval not null, next timestamptz not null, last timestamptz, holder text, error text);
grant select, insert, update, delete on cron to changlai_app;
