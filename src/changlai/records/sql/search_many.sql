-- The pieces of many records in one array: those of each end before its number in p_ends. Writing a piece into the index is dear
-- by itself and cheap among its like, so the index gathers what is new and takes it in together: of a few records little, because
-- whoever searches reads that too; of all there are as much as is worth the while.
drop function records_text_keep(bigint, int, int, bigint[], int[], text[]);
alter index records_text_pieces reset (gin_pending_list_limit);

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
do $$ declare f text; begin
  foreach f in array array['records_text_keep', 'records_text_fill'] loop
    f := f || '(bigint, int, int, bigint[], int[], int4[], int[])';
    execute format('revoke all on function %s from public', f);
    execute format('grant execute on function %s to changlai_app', f);
    execute format('alter function %s owner to changlai_gate', f);
  end loop;
end $$;
