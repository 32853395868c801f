-- Replaces the first event_claim, which counted every entry of the log: a batch is now p_limit events of the kinds its
-- consumer reads, and what lies between them is passed in the same step.
drop function if exists event_claim(text, int, int, smallint[], out smallint[], out bigint[], out bigint[]);

-- Which of these consumers have something in the log that they have not passed: one look for a whole sweep. The first
-- entry is sought by its place in the index; asked with EXISTS, the planner may read the whole log instead.
create function event_waiting(p_consumers text[]) returns setof text
language sql stable security definer set search_path = public, pg_temp as $$
  select distinct c.consumer from event_cursor c where c.consumer = any(p_consumers)
    and (select e.id from event_log e where e.shard = c.shard and e.id > c.after order by e.id limit 1) is not null
$$;

-- Lock some of the consumer's shards that have work, move their cursors, open the scope for exactly the organisations
-- of the batch. wanted: how many events of p_kinds it holds. plpgsql gives each statement a fresh snapshot (READ
-- COMMITTED), which the order relies on.
create function event_claim(p_consumer text, p_kinds text[], p_share int, p_limit int, p_only smallint[],
  out shards smallint[], out starts bigint[], out ends bigint[], out wanted int)
language plpgsql security definer set search_path = public, pg_temp as $$
declare h bigint; orgs bigint[]; each int;
begin
  if current_setting('transaction_isolation') <> 'read committed' then
    raise exception 'event consumers need READ COMMITTED';
  end if;
  h := event_horizon();
  select array_agg(shard order by shard), array_agg(after order by shard) into shards, starts from (
    select c.shard, c.after from event_cursor c
    where c.consumer = p_consumer and (p_only is null or c.shard = any(p_only)) and h >= (
      select e.id from event_log e where e.shard = c.shard and e.id > c.after order by e.id limit 1)
    order by random() limit p_share for update skip locked) x;
  if shards is null then return; end if;
  each := greatest(p_limit / cardinality(shards), 1);
  with taken as (select c.shard, c.after from event_cursor c where c.consumer = p_consumer and c.shard = any(shards)),
  looked as (  -- at most eight entries are walked for each event that may be wanted
    select t.shard, coalesce(l.ids[each], l.last) upto, l.orgs[1:each] orgs
    from taken t cross join lateral (
      select max(e.id) last, array_agg(e.id order by e.id) filter (where e.kind = any(p_kinds)) ids,
        array_agg(e.organisation_id order by e.id) filter (where e.kind = any(p_kinds)) orgs
      from (select e.id, e.organisation_id, e.kind from event_log e
            where e.shard = t.shard and e.id > t.after and e.id <= h order by e.id limit each * 8) e) l),
  moved as (
    update event_cursor c set prior = c.after, after = l.upto, moved = clock_timestamp()
    from looked l where c.consumer = p_consumer and c.shard = l.shard returning c.shard, c.after)
  select (select array_agg(distinct o) from looked, unnest(looked.orgs) o), (select coalesce(sum(cardinality(l.orgs)), 0) from looked l),
    (select array_agg(after order by shard) from moved) into orgs, wanted, ends;
  perform set_config('app.organisations', coalesce(orgs, '{}')::text, true);
end $$;

alter function event_waiting(text[]) owner to changlai_gate;
alter function event_claim(text, text[], int, int, smallint[], out smallint[], out bigint[], out bigint[], out int) owner to changlai_gate;
revoke all on function event_waiting(text[]), event_claim(text, text[], int, int, smallint[]) from public;
grant execute on function event_waiting(text[]), event_claim(text, text[], int, int, smallint[]) to changlai_app;
