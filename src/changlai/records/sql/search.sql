-- What records are found by: pieces of their words as keyed numbers (records/pieces.py), no text. Narrow and without a
-- policy, because under one no index of sets would be used; only the gates below reach it, each with the organisation
-- as argument, and what is found is looked up again in the protected rows. "seen" counts minutes since 1970 of when the
-- record was last met: the order within a rank. It changes more often than the pieces, hence the room in every page for
-- another version of a row.
create table records_text (
  organisation_id bigint not null, kind int not null, record_id bigint not null,
  seen int not null default 0, made int not null, pieces int4[] not null,
  primary key (organisation_id, kind, record_id)) with (fillfactor = 85, autovacuum_vacuum_scale_factor = 0.05);
create index records_text_pieces on records_text using gin (pieces);
-- Records whose words have changed since they were read. Rows are only added, never changed: who writes waits for
-- nobody.
create table records_dirty (
  id bigint generated always as identity primary key, organisation_id bigint not null, kind int not null, record_id bigint not null)
  with (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 5000);
create index records_dirty_of on records_dirty (organisation_id, id);
revoke all on records_text, records_dirty from public;
grant select, insert, update, delete on records_text, records_dirty to changlai_gate;
grant usage, select on sequence records_dirty_id_seq to changlai_gate;

-- Pieces of many records come in one array: those of each end before its number in p_ends. Writing a piece into the
-- index is dear by itself and cheap among its like, so the index gathers what is new and takes it in together: of a few
-- records little, because whoever searches reads that too; of all there are as much as is worth the while.
create function records_text_keep(p_org bigint, p_kind int, p_made int, p_record bigint[], p_seen int[], p_pieces int4[], p_ends int[])
returns void language sql security definer set search_path = public, pg_temp set gin_pending_list_limit = '1MB' as $$
  insert into records_text as t (organisation_id, kind, record_id, seen, made, pieces)
  select p_org, p_kind, r, s, p_made, p_pieces[e - n + 1:e]
  from (select r, s, e, e - lag(e, 1, 0) over (order by place) n
        from unnest(p_record, p_seen, p_ends) with ordinality x(r, s, e, place)) y
  where n > 0 order by r
  on conflict (organisation_id, kind, record_id)
    do update set seen = excluded.seen, made = excluded.made, pieces = excluded.pieces
    where (t.seen, t.made, t.pieces) is distinct from (excluded.seen, excluded.made, excluded.pieces)
$$;
create function records_text_fill(p_org bigint, p_kind int, p_made int, p_record bigint[], p_seen int[], p_pieces int4[], p_ends int[])
returns void language sql security definer set search_path = public, pg_temp set gin_pending_list_limit = '16MB' set work_mem = '64MB'
as $$
  insert into records_text as t (organisation_id, kind, record_id, seen, made, pieces)
  select p_org, p_kind, r, s, p_made, p_pieces[e - n + 1:e]
  from (select r, s, e, e - lag(e, 1, 0) over (order by place) n
        from unnest(p_record, p_seen, p_ends) with ordinality x(r, s, e, place)) y
  where n > 0 order by r
  on conflict (organisation_id, kind, record_id)
    do update set seen = excluded.seen, made = excluded.made, pieces = excluded.pieces
    where (t.seen, t.made, t.pieces) is distinct from (excluded.seen, excluded.made, excluded.pieces)
$$;
create function records_text_drop(p_org bigint, p_kind int, p_record bigint[]) returns void
language sql security definer set search_path = public, pg_temp as $$
  delete from records_text where organisation_id = p_org and kind = p_kind and record_id = any(p_record)
$$;
create function records_text_met(p_org bigint, p_kind int, p_record bigint[], p_seen int[]) returns void
language sql security definer set search_path = public, pg_temp as $$
  update records_text t set seen = s from unnest(p_record, p_seen) x(r, s)
  where t.organisation_id = p_org and t.kind = p_kind and t.record_id = r and t.seen < s
$$;

create function records_text_made(p_org bigint, p_kind int, p_record bigint[]) returns table (record_id bigint, made int, pieces int4[])
language sql stable security definer set search_path = public, pg_temp as $$
  select f.record_id, f.made, f.pieces from records_text f
  where f.organisation_id = p_org and f.kind = p_kind and f.record_id = any(p_record)
$$;
create function records_text_after(p_org bigint, p_kind int, p_record bigint, p_limit int) returns setof bigint
language sql stable security definer set search_path = public, pg_temp as $$
  select f.record_id from records_text f
  where f.organisation_id = p_org and f.kind = p_kind and f.record_id > p_record order by f.record_id limit p_limit
$$;

create function records_mark(p_org bigint, p_kind int, p_record bigint[]) returns void
language sql security definer set search_path = public, pg_temp as $$
  insert into records_dirty (organisation_id, kind, record_id) select p_org, p_kind, r from unnest(p_record) r
$$;
-- Takes marks away; the effect is in the same transaction, so that a worker that dies leaves them.
create function records_take(p_org bigint, p_limit int) returns table (kind int, record_id bigint)
language sql security definer set search_path = public, pg_temp as $$
  with taken as (
    delete from records_dirty d using (
      select id from records_dirty where organisation_id = p_org order by id limit p_limit for update skip locked) x
    where d.id = x.id returning d.kind, d.record_id)
  select distinct t.kind, t.record_id from taken t
$$;
create function records_waiting() returns setof bigint
language sql stable security definer set search_path = public, pg_temp as $$
  with recursive o(id) as (
    (select organisation_id from records_dirty order by organisation_id limit 1)
    union all
    select (select d.organisation_id from records_dirty d where d.organisation_id > o.id order by 1 limit 1) from o where o.id is not null)
  select id from o where id is not null
$$;
create function records_waits(p_org bigint) returns boolean
language sql stable security definer set search_path = public, pg_temp as $$
  select exists (select from records_dirty where organisation_id = p_org)
$$;

do $$ declare f text; begin
  foreach f in array array[
    'records_text_keep(bigint, int, int, bigint[], int[], int4[], int[])',
    'records_text_fill(bigint, int, int, bigint[], int[], int4[], int[])', 'records_text_drop(bigint, int, bigint[])',
    'records_text_met(bigint, int, bigint[], int[])', 'records_text_made(bigint, int, bigint[])',
    'records_text_after(bigint, int, bigint, int)', 'records_mark(bigint, int, bigint[])', 'records_take(bigint, int)',
    'records_waiting()', 'records_waits(bigint)'] loop
    execute format('revoke all on function %s from public', f);
    execute format('grant execute on function %s to changlai_app', f);
    execute format('alter function %s owner to changlai_gate', f);
  end loop;
end $$;
