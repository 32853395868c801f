-- The event log: ordered by its own id, readable below a horizon made of its own advisory locks.
-- Why this order and no other: docs/adr/0004-event-log.md. CACHE 1: a cached range would hand out ids below the horizon.
create sequence event_id cache 1;
create table event_log (
  id bigint not null default nextval('event_id'),
  at timestamptz not null default now(),
  shard smallint not null, organisation_id bigint not null, key bigint not null,
  kind text not null, body json not null) partition by range (at);
create index event_log_order on event_log (shard, id);
select kernel_make_partitions('event_log', current_date, 4);

create table event_cursor (
  consumer text, shard smallint, after bigint not null default 0,
  moved timestamptz not null default now(), primary key (consumer, shard)) with (fillfactor = 50);

-- What a worker had in hand when it was last seen; written outside its transaction, so that it outlives a crash.
create table event_mark (
  consumer text, shard smallint, after bigint not null, holder text, deaths int not null default 0,
  is_single boolean not null default false, alone int not null default 0,
  careful_until bigint not null default 0, primary key (consumer, shard)) with (fillfactor = 50);

create table event_dead (
  consumer text, event_id bigint, organisation_id bigint not null, key bigint not null, kind text not null, body json not null,
  error text not null, trace text not null default '', at timestamptz not null default now(), primary key (consumer, event_id));

create function event_position() returns bigint language sql volatile as
  $$ select case when is_called then last_value else last_value - 1 end from event_id $$;

-- Position first, shared lock on it second, ids third: every id of this transaction is above its lock.
create function event_publish(p_org bigint[], p_key bigint[], p_kind text[], p_body text[]) returns void language plpgsql as $$
begin
  perform pg_advisory_xact_lock_shared(17750::bigint << 48 | event_position());
  insert into event_log (shard, organisation_id, key, kind, body)
    select mod(k, 8), o, k, n, b::json from unnest(p_org, p_key, p_kind, p_body) with ordinality x(o, k, n, b, i) order by i;
  perform pg_notify('kernel_event', '');
end $$;

-- Sequence first, locks second: the other way round loses events. Rows are read in a LATER statement.
create function event_horizon() returns bigint language plpgsql volatile as $$
declare h bigint;
begin
  h := event_position();
  return least(h, (select min((l.classid::bigint & 65535) << 32 | l.objid::bigint) from pg_locks l
    where l.locktype = 'advisory' and l.classid::bigint >> 16 = 17750 and l.objsubid = 1
      and l.database = (select oid from pg_database where datname = current_database())));
end $$;

-- Note down what is about to be handled. Answers per shard how often a holder vanished at this very place, how often
-- while it had nothing but the one event there in hand, and up to which id the batch that killed it reached.
create function event_take_up(p_consumer text, p_holder text, p_shards smallint[], p_starts bigint[], p_ends bigint[], p_single boolean)
returns table (shard smallint, deaths int, alone int, careful_until bigint) language sql as $$
  insert into event_mark as m (consumer, shard, after, holder, is_single)
    select p_consumer, s, a, p_holder, p_single from unnest(p_shards, p_starts) x(s, a) order by s
  on conflict (consumer, shard) do update set
    deaths = case when m.after = excluded.after and m.holder is not null then m.deaths + 1
                  when m.after = excluded.after then m.deaths else 0 end,
    alone = case when m.after = excluded.after and m.holder is not null and m.is_single then m.alone + 1
                 when m.after = excluded.after then m.alone else 0 end,
    careful_until = case when m.after = excluded.after and m.holder is not null and m.deaths >= 1
                         then greatest(m.careful_until, (select e from unnest(p_shards, p_ends) y(s, e) where y.s = m.shard))
                         else m.careful_until end,
    after = excluded.after, holder = excluded.holder, is_single = excluded.is_single
  returning m.shard, m.deaths, m.alone, m.careful_until
$$;

grant select, insert, update on event_cursor to changlai_app, changlai_gate;
grant select, insert, update, delete on event_mark to changlai_app;
grant usage, select on sequence event_id to changlai_app, changlai_gate;
